"""Foreign spreadsheets: which field each column is, proposed with reasons, written down, applied."""

from fanal.exchange.mapping.checking import check_mapping
from fanal.exchange.mapping.loading import load_mapping
from fanal.exchange.mapping.mapping_file import as_toml
from fanal.exchange.mapping.suggesting import ColumnSuggestion, Suggestion, suggest
from fanal.exchange.mapping.weighing import Candidate, Sureness

__all__ = [
    "Candidate",
    "ColumnSuggestion",
    "Suggestion",
    "Sureness",
    "as_toml",
    "check_mapping",
    "load_mapping",
    "suggest",
]
