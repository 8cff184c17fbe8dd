"""Why a column is thought to be a field, in words: what its heading says, then what its values say."""

from __future__ import annotations

from collections.abc import Mapping

from fanal.exchange.mapping.suggesting import ColumnSuggestion
from fanal.exchange.mapping.weighing import Candidate, Sureness
from fanal.presentation import Language, text

_SURENESS: Mapping[Sureness, str] = {
    Sureness.HIGH: "exchange.map-sure-high",
    Sureness.MEDIUM: "exchange.map-sure-medium",
    Sureness.LOW: "exchange.map-sure-low",
    Sureness.NONE: "exchange.map-sure-none",
}
_SAME = 0.95
"""Likeness from which a heading is a known word for the field."""


def reasons(column: ColumnSuggestion, language: Language) -> list[str]:
    """Say why, of the likeliest candidate; never with a value of the file."""
    best = column.best
    if best is None:
        return [text("exchange.map-nothing", language)]
    said = [_heading(best, language)]
    if best.fit is not None and best.fit.distinct:
        said.append(
            text("exchange.map-values", language, n=best.fit.distinct, understood=best.fit.understood)
        )
    elif not column.filled:
        said.append(text("exchange.map-empty", language))
    if not best.field.in_force:
        said.append(text("exchange.map-deprecated", language))
    if column.taken_by is not None:
        said.append(text("exchange.map-taken", language, column=column.taken_by))
    if column.heading is None:
        said.append(text("exchange.map-no-heading", language))
    if rivals := alternatives(column):
        said.append(text("exchange.map-or", language, fields=", ".join(rivals)))
    return said


def sureness(column: ColumnSuggestion, language: Language) -> str:
    """Name how sure the proposal for a column is."""
    return text(_SURENESS[column.sureness], language)


def alternatives(column: ColumnSuggestion) -> list[str]:
    """Name the further fields that the column may be, where it is not highly sure."""
    if column.sureness is Sureness.HIGH:
        return []
    return [one.field.name for one in column.candidates[1:]]


def _heading(best: Candidate, language: Language) -> str:
    likeness = best.likeness
    if likeness is None:
        return text("exchange.map-heading-nothing", language)
    if likeness.value < _SAME:
        return text("exchange.map-heading-like", language, phrase=likeness.phrase.text)
    if likeness.phrase.near:
        return text("exchange.map-heading-near", language)
    if likeness.phrase.generic:
        return text("exchange.map-heading-general", language)
    return text("exchange.map-heading-same", language)
