"""Counting, disclosure risk, k-anonymity: what may be told of people without pointing at one."""

from fanal.privacy.coarsening import Coarsening
from fanal.privacy.column_sets import SetSearch
from fanal.privacy.exposure import Exposure, SizeBand
from fanal.privacy.homogeneity import Homogeneity
from fanal.privacy.published_counts import CountsResult, CountsSettings, audit_counts
from fanal.privacy.risk import RiskResult, RiskSettings, audit

__all__ = [
    "Coarsening",
    "CountsResult",
    "CountsSettings",
    "Exposure",
    "Homogeneity",
    "RiskResult",
    "RiskSettings",
    "SetSearch",
    "SizeBand",
    "audit",
    "audit_counts",
]
