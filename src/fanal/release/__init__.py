"""Decides nothing, writes everything: the open-data bundle with its pages, figures and account."""

from fanal.release.methods import METHODS, Method, Protected, Told
from fanal.release.releasing import release
from fanal.release.result import ReleaseResult
from fanal.release.settings import ReleaseSettings, source_date
from fanal.release.variables import Publishable, Variable, publishable

__all__ = [
    "METHODS",
    "Method",
    "Protected",
    "Publishable",
    "ReleaseResult",
    "ReleaseSettings",
    "Told",
    "Variable",
    "publishable",
    "release",
    "source_date",
]
