"""Releases whose words and counts would be nearly as likely without any one person: differential privacy."""

from fanal.privacy.differential_privacy.accounting import epsilon_of, rho_within
from fanal.privacy.differential_privacy.feasible import check_noise
from fanal.privacy.differential_privacy.fitting import fit
from fanal.privacy.differential_privacy.measurements import Measurements
from fanal.privacy.differential_privacy.measuring import measure
from fanal.privacy.differential_privacy.private_model import PrivateModel
from fanal.privacy.differential_privacy.randomness import Randomness
from fanal.privacy.differential_privacy.settings import PrivateSettings, Shares

__all__ = [
    "Measurements",
    "PrivateModel",
    "PrivateSettings",
    "Randomness",
    "Shares",
    "check_noise",
    "epsilon_of",
    "fit",
    "measure",
    "rho_within",
]
