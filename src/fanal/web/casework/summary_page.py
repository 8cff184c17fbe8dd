"""What stands on the one-page summary; `summary_pdf` draws it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what is said."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, with its lines."""

    title: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Notes:
    """What the page says of itself, in the language of the page."""

    title: str
    confidential: str
    nothing: str
    signs: str
    fell_off: str
