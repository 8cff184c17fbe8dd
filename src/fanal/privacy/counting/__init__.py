"""Exact counts of combinations of attributes."""

from fanal.privacy.counting.combinations import Combinations
from fanal.privacy.counting.counting import count_combinations

__all__ = ["Combinations", "count_combinations"]
