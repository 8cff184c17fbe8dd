"""The one word, sign and colour of each tone and each severity, the same in text and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fanal.presentation.findings import Severity
from fanal.presentation.languages import Language, text
from fanal.presentation.report import Tone


@dataclass(frozen=True, slots=True)
class Mark:
    """How a meaning is shown: always a sign and a word, never a colour alone."""

    key: str
    """The key of the word."""
    sign: str
    """One character for a terminal."""
    icon: str
    """The name of the icon, and of the colour token."""
    colour: str
    """The terminal's own colour, so that it fits the person's theme."""

    def word(self, language: Language) -> str:
        """Say the word."""
        return text(self.key, language)


TONES: Mapping[Tone, Mark] = {
    "good": Mark("presentation.good", "✓", "success", "green"),
    "warning": Mark("presentation.warning", "!", "warning", "yellow"),
    "danger": Mark("presentation.danger", "✗", "danger", "red"),
    "info": Mark("presentation.info", "i", "info", "blue"),
}

SEVERITIES: Mapping[Severity, Mark] = {
    Severity.BLOCKING: Mark("presentation.blocking", "✗", "danger", "red"),
    Severity.REVIEW: Mark("presentation.review", "!", "warning", "yellow"),
    Severity.NOTE: Mark("presentation.note", "i", "info", "blue"),
}
