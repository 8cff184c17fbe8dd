"""HTCDS and the flat form of CTDC: what says the same, and what cannot be carried over."""

from fanal.exchange.crosswalk.to_ctdc import to_ctdc
from fanal.exchange.crosswalk.to_htcds import to_htcds

__all__ = ["to_ctdc", "to_htcds"]
