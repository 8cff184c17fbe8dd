"""Decides nothing, writes everything: the open-data bundle with its pages, figures and account."""

from fanal.release.again import release_again
from fanal.release.choosing import Exact
from fanal.release.dp_settings import DifferentialPrivacy
from fanal.release.methods import METHODS, Method, Protected, Told
from fanal.release.notebook import FittedRelease, Release
from fanal.release.releasing import Reserved, protect, release, reserve, write
from fanal.release.result import Content, ReleaseResult
from fanal.release.settings import ReleaseSettings, source_date
from fanal.release.variables import Publishable, Variable, publishable

__all__ = [
    "METHODS",
    "Content",
    "DifferentialPrivacy",
    "Exact",
    "FittedRelease",
    "Method",
    "Protected",
    "Publishable",
    "Release",
    "ReleaseResult",
    "ReleaseSettings",
    "Reserved",
    "Told",
    "Variable",
    "protect",
    "publishable",
    "release",
    "release_again",
    "reserve",
    "source_date",
    "write",
]
