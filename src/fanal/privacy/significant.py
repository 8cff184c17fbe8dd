"""A number to four significant figures, as the reader's language writes it."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.presentation import Language


@dataclass(frozen=True, slots=True)
class Significant:
    """A number of any size that a text is filled with, such as a delta of 1e-9, which decimals would hide."""

    value: float

    def in_(self, language: Language) -> str:
        """Write it: ``0.3111`` in English, ``0,3111`` in French, ``1e-09`` in both."""
        written = f"{self.value:.4g}"
        return written.replace(".", ",") if language == "fr" else written
