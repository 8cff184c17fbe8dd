"""Fictional cases: realistic in their patterns, true of nobody."""

from fanal.fictional.generation import Fictional, file_name, generate
from fanal.fictional.typing_habits import Typed

__all__ = ["Fictional", "Typed", "file_name", "generate"]
