"""What must be said beside numbers, in both languages: what they are, and what is not in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from fanal.exploring.asking import Form, Question
from fanal.exploring.published import Published
from fanal.exploring.variables import NOT_TOLD
from fanal.presentation import Language, text
from fanal.privacy.significant import Significant

METHODS = {
    "k-anonymous": "exploring.method-k-anonymous",
    "synthetic": "exploring.method-synthetic",
    "dp": "exploring.method-dp",
}


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence beside numbers, and what it is called, such as ``suppressed``."""

    name: str
    words: str


def detected(language: Language) -> str:
    """Say that those detected are not all: on every figure."""
    return text("exploring.detected", language)


def method_in_short(published: Published, language: Language) -> str:
    """Say in one sentence how people are protected."""
    values = {"k": published.k, "epsilon": Significant(published.epsilon or 0)}
    return text(METHODS[published.method], language, **values)


def why_not_told(published: Published, language: Language) -> str:
    """Say what stands in place of a number that is not told."""
    if published.aggregates is not None:
        # Neither part is told, and together they may be more than the least of either.
        return text("exploring.too-few", language)
    if published.k is None:
        return text("exploring.in-the-noise", language)
    key = "exploring.no-row" if published.method == "synthetic" else "exploring.fewer-than"
    return text(key, language, k=published.k)


def what_is_counted(published: Published, language: Language) -> str:
    """Say what a number of the release counts, and of when."""
    unit = text(_UNITS[published.method], language)
    if published.period is None:
        return unit
    first, last = published.period
    period = first if first == last else f"{first}–{last}"
    return text("exploring.unit-period", language, unit=unit, period=period)


def notes_of(
    published: Published, question: Question, frame: pl.DataFrame, *, suppressed: int, from_rows: bool
) -> tuple[Note, ...]:
    """Say all that must be said beside an answer, the gravest first.

    Parameters
    ----------
    published, question, frame
        As of `cells.Cells`.
    suppressed
        Cells that are not told.
    from_rows
        Whether the numbers were counted from the released rows.
    """
    language = question.language
    notes = [Note("detected", detected(language))]
    if published.fictional:
        notes.append(Note("fictional", text("exploring.fictional", language)))
    notes.append(Note("method", method_in_short(published, language)))
    if suppressed:
        why = why_not_told(published, language)
        notes.append(Note("suppressed", text("exploring.suppressed", language, n=suppressed, why=why)))
    notes += _of_numbers(published, question, frame, from_rows)
    notes += _of_fields(published, question)
    return tuple(notes)


def _of_numbers(
    published: Published, question: Question, frame: pl.DataFrame, from_rows: bool
) -> Iterator[Note]:
    language = question.language
    bars = frame["low"].null_count() < frame.height
    if bars:
        yield Note("bars", text("exploring.bars", language))
        if any(len(values) > 1 and name not in question.fields for name, values in question.where.items()):
            yield Note("added", text("exploring.added", language))
    if from_rows and published.method == "dp" and (question.fields or question.where):
        yield Note("from-rows", text("exploring.dp-from-rows", language, n=published.longest))
    elif published.method != "dp" and len({*question.fields, *question.where}) > published.longest:
        yield Note("from-rows", text("exploring.from-rows", language, n=published.longest))
    if published.aggregates is not None:
        least = published.aggregates.least
        yield Note("aggregates", text("exploring.aggregates", language, k=least))


def _of_fields(published: Published, question: Question) -> Iterator[Note]:
    language = question.language
    asked = [published.variables[name] for name in dict.fromkeys((*question.fields, *question.where))]
    if labels := [one.label.in_(language) for one in asked if one.several]:
        yield Note("several", text("exploring.several", language, labels=", ".join(labels)))
    if any(one.some_not_told for one in asked):
        label = next(one.label_of(NOT_TOLD, language) for one in asked if one.some_not_told)
        yield Note("not-told", text("exploring.not-told-why", language, label=label))
    for one in asked:
        if not one.exact:
            words = text("exploring.coarse", language, label=one.label, words=one.told)
            yield Note("coarse", words)
    if question.kind in (Form.MAP, Form.FLOWS):
        yield Note("boundaries", text("exploring.boundaries", language))


_UNITS = {
    "k-anonymous": "exploring.unit-k-anonymous",
    "synthetic": "exploring.unit-synthetic",
    "dp": "exploring.unit-dp",
}
