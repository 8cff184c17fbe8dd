"""Counting, disclosure risk, k-anonymity: what may be told of people without pointing at one."""

from fanal.privacy.coarsening import Coarsening
from fanal.privacy.column_sets import SetSearch
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
from fanal.privacy.published_counts import CountsResult, CountsSettings, audit_counts
from fanal.privacy.released_counts import counts_of
from fanal.privacy.risk import RiskResult, RiskSettings, audit

__all__ = [
    "AnonymiseSettings",
    "Anonymised",
    "Coarsening",
    "ColumnCost",
    "CountsResult",
    "CountsSettings",
    "Exposure",
    "Homogeneity",
    "QuasiIdentifier",
    "RiskResult",
    "RiskSettings",
    "SetSearch",
    "SizeBand",
    "anonymise",
    "audit",
    "audit_counts",
    "counts_of",
    "rounded_share",
    "verify",
]
