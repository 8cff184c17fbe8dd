"""k-anonymity: generalise along hierarchies, suppress cells, withhold what nothing helps."""

from fanal.privacy.k_anonymity.anonymise import anonymise
from fanal.privacy.k_anonymity.anonymised import Anonymised, ColumnCost, rounded_share
from fanal.privacy.k_anonymity.settings import AnonymiseSettings, QuasiIdentifier
from fanal.privacy.k_anonymity.verification import verify

__all__ = [
    "AnonymiseSettings",
    "Anonymised",
    "ColumnCost",
    "QuasiIdentifier",
    "anonymise",
    "rounded_share",
    "verify",
]
