"""A number to four significant figures, as the reader's language writes it."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.presentation import Language

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True, slots=True)
class Significant:
    """A number of any size that a text is filled with, such as a delta of 1e-9, which decimals would hide."""

    value: float

    def in_(self, language: Language) -> str:
        """Write it: ``0.3111`` in English, ``0,3111`` in French, ``10⁻⁹`` in both."""
        lead, _, power = f"{self.value:.4g}".partition("e")
        written = lead
        if power:
            raised = f"10{str(int(power)).translate(_RAISED)}"
            written = raised if lead == "1" else f"{lead} × {raised}"
        return written.replace(".", ",") if language == "fr" else written
