"""What may be told of people without pointing at one: counts, risk, protection, judging, and a ledger.

Differential privacy and the judging of releases have rooms of their own with what a notebook uses:
`fanal.privacy.differential_privacy` and `fanal.privacy.evaluation`.
"""

from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import Attribute, AttributeTable, attributes_of
from fanal.privacy.coarsening import Coarsening
from fanal.privacy.column_sets import SetSearch
from fanal.privacy.counting import Combinations, count_combinations
from fanal.privacy.exposure import Exposure, SizeBand
from fanal.privacy.homogeneity import Homogeneity
from fanal.privacy.k_anonymity import (
    Anonymised,
    AnonymiseSettings,
    ColumnCost,
    QuasiIdentifier,
    anonymise,
    rounded_share,
    verify,
)
from fanal.privacy.ledger import Account, Entry, Ledger
from fanal.privacy.published_counts import CountsResult, CountsSettings, audit_counts
from fanal.privacy.released_counts import counts_of
from fanal.privacy.risk import RiskResult, RiskSettings, audit
from fanal.privacy.synthesis import Synthesised, SynthesisSettings, synthesise

__all__ = [
    "Account",
    "AnonymiseSettings",
    "Anonymised",
    "Attribute",
    "AttributeColumn",
    "AttributeSettings",
    "AttributeTable",
    "Coarsening",
    "ColumnCost",
    "Combinations",
    "CountsResult",
    "CountsSettings",
    "Entry",
    "Exposure",
    "Homogeneity",
    "Ledger",
    "QuasiIdentifier",
    "RiskResult",
    "RiskSettings",
    "SetSearch",
    "SizeBand",
    "SynthesisSettings",
    "Synthesised",
    "anonymise",
    "attributes_of",
    "audit",
    "audit_counts",
    "count_combinations",
    "counts_of",
    "rounded_share",
    "synthesise",
    "verify",
]
