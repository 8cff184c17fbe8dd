"""The answer to a question: cells with a count and a status each, and what must be said beside them.

Every form of an answer, table, file, picture, is made from one `Cells`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from math import prod

import polars as pl

from fanal.exploring.asking import Question, check
from fanal.exploring.combinations import WHOLE, Combinations
from fanal.exploring.notes import Note, notes_of, why_not_told
from fanal.exploring.published import Published
from fanal.exploring.rows import PEOPLE
from fanal.exploring.variables import Variable
from fanal.presentation import Language, say, text
from fanal.release.counts import COUNT, HIGH, LOW

STATUS = "status"
NUMBERS = (COUNT, LOW, HIGH, STATUS)
MOST_CELLS = 5_000
"""Cells up to which those that are not told are listed one by one; of more, they are counted."""


class Status(StrEnum):
    """What a number is."""

    COUNTED = "counted"
    """A count of the released rows: exact to the release."""
    ESTIMATED = "estimated"
    """An estimate, with an error bar where one is known."""
    AT_LEAST = "at-least"
    """What is told of it; a further part is not told."""
    SUPPRESSED = "suppressed"
    """Nobody, or too few to be told. Never a blank, never zero."""


class Source(StrEnum):
    """Where numbers were read."""

    ROWS = "rows"
    """Counted from the released rows."""
    COUNTS = "counts"
    """The published counts, with their error bars."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number: none with a status that says why."""

    count: int | None
    low: int | None
    high: int | None
    status: Status


@dataclass(frozen=True, slots=True)
class Cell:
    """The number of people with one value of each field."""

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    number: Number


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """An answer.

    Attributes
    ----------
    published, question, fields
        What was asked; the variables crossed.
    frame
        A column of codes for each of `columns`, and `NUMBERS`; in the order of the variables' values.
    columns
        The name of each field's column in `frame`.
    total
        People in all that the question is about, each once: not the sum of the cells.
    source
        Where the numbers were read.
    unlisted
        Cells that are not in `frame` because they are suppressed and would be too many.
    notes
        What must be said beside the numbers, the gravest first.
    """

    published: Published
    question: Question
    fields: tuple[Variable, ...]
    frame: pl.DataFrame
    columns: tuple[str, ...]
    total: Number
    source: Source
    unlisted: int
    notes: tuple[Note, ...]

    @property
    def language(self) -> Language:
        """The language of labels and notes."""
        return self.question.language

    @property
    def suppressed(self) -> int:
        """How many cells are not told."""
        return self.unlisted + int((self.frame[STATUS] == Status.SUPPRESSED).sum())

    def rows(self, start: int = 0, most: int | None = None) -> Iterator[Cell]:
        """Give the cells one by one, with labels in the language of the question.

        Parameters
        ----------
        start, most
            A part of them: from which on, and how many.
        """
        for row in self.frame.slice(start, most).select(*self.columns, *NUMBERS).rows():
            codes, (count, low, high, status) = row[: len(self.columns)], row[len(self.columns) :]
            yield Cell(codes, self.labels(codes), Number(count, low, high, Status(status)))

    def labels(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Say the value of each field."""
        return tuple(one.label_of(code, self.language) for one, code in zip(self.fields, codes, strict=True))

    def words(self, number: Number) -> str:
        """Say a number as a table shows it: ``57``, ``57 (41–73)``, at least 57, or why it is not told."""
        if number.count is None:
            return why_not_told(self.published, self.language)
        if number.status is Status.AT_LEAST:
            return text("exploring.at-least", self.language, n=number.count)
        if number.low is None or number.high is None:
            return say(number.count, self.language)
        return text("exploring.with-bar", self.language, value=number.count, low=number.low, high=number.high)


def column_of(name: str) -> str:
    """Name the column of a field in a frame; one that is called as a number is marked."""
    return f"{name} (field)" if name in NUMBERS else name


def answer(published: Published, question: Question) -> Cells:
    """Answer a question from what is published, and from nothing else.

    Parameters
    ----------
    published
        The release.
    question
        What is asked.

    Raises
    ------
    Refusal
        If the release has no such field or value.
    """
    check(question, published)
    found, source = _read(published, question.fields, question.where)
    total = _total(published, question)
    fields = tuple(published.variables[name] for name in question.fields)
    if not fields:
        frame, unlisted = pl.DataFrame([_as_row(total)], schema=_NUMBERS, orient="row"), 0
    else:
        frame, unlisted = _listed(found, fields, question.where)
    columns = tuple(map(column_of, question.fields))
    frame = frame.rename(dict(zip(question.fields, columns, strict=True)))
    suppressed = unlisted + int((frame[STATUS] == Status.SUPPRESSED).sum())
    notes = notes_of(published, question, frame, suppressed=suppressed, from_rows=source is Source.ROWS)
    return Cells(
        published=published,
        question=question,
        fields=fields,
        frame=frame,
        columns=columns,
        total=total,
        source=source,
        unlisted=unlisted,
        notes=notes,
    )


_NUMBERS = {COUNT: pl.Int64, LOW: pl.Int64, HIGH: pl.Int64, STATUS: pl.String}


def _read(
    published: Published, fields: Sequence[str], where: Mapping[str, Sequence[str]]
) -> tuple[pl.DataFrame, Source]:
    """Give the cells that are told: a column for each field, and `NUMBERS`."""
    found = None if published.counts is None else _looked_up(published, published.counts, fields, where)
    source = Source.ROWS if found is None else Source.COUNTS
    if found is None:
        found = _counted(published, fields, where)
    elif LOW in found.columns:
        found = found.filter(pl.col(LOW) > 0)
    found = found.with_columns(
        pl.lit(None, pl.Int64).alias(name) for name in (LOW, HIGH) if name not in found.columns
    )
    if published.aggregates is not None:
        shared = _looked_up(published, published.aggregates.counts, fields, where)
        found = _joined(found, None if shared is None else _known(published, shared, fields), fields)
    told = Status.COUNTED if published.method == "k-anonymous" else Status.ESTIMATED
    # What has an error bar is an estimate, also where only the part of others has one.
    of_whole = pl.when(pl.col(LOW).is_null()).then(pl.lit(told)).otherwise(pl.lit(Status.ESTIMATED))
    status = pl.when(WHOLE).then(of_whole).otherwise(pl.lit(Status.AT_LEAST)).alias(STATUS)
    # Of what is told in part, only the part has an upper end.
    bars = [pl.when(WHOLE).then(pl.col(name)).alias(name) for name in (LOW, HIGH)]
    return found.with_columns(status, *bars).select(*fields, *NUMBERS), source


def _counted(published: Published, fields: Sequence[str], where: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Count the released rows; what is under the least that is told is not."""
    if fields:
        counted = published.rows.count(fields, where).rename({PEOPLE: COUNT})
    else:
        counted = pl.DataFrame({COUNT: [published.rows.people(where)]})
    # Rows of a model hold more than its published counts: values and blanks of which nothing is told.
    told = _known(published, counted.filter(pl.col(COUNT) >= (published.k or 1)), fields)
    return told.with_columns(pl.lit(True).alias(WHOLE))


def _known(published: Published, found: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """Leave out values of which, by themselves, nothing is told."""
    return found.filter(
        pl.lit(True), *(pl.col(name).is_in(list(published.variables[name].codes)) for name in fields)
    )


def _looked_up(
    published: Published, counts: Combinations, fields: Sequence[str], where: Mapping[str, Sequence[str]]
) -> pl.DataFrame | None:
    one_choice = {name for name, variable in published.variables.items() if not variable.several}
    if not (fields or where):
        return None
    return counts.count(fields, where, one_choice)


def _joined(found: pl.DataFrame, shared: pl.DataFrame | None, fields: Sequence[str]) -> pl.DataFrame:
    """Add the counts of contributors who shared counts only; where one part is not told, it is not whole."""
    if shared is None:
        return found.with_columns(pl.lit(False).alias(WHOLE))
    part = shared.rename({name: f"shared {name}" for name in (COUNT, LOW, HIGH, WHOLE)})
    on = list(fields) or ["all"]
    if not fields:
        found, part = found.with_columns(all=1), part.with_columns(all=1)
    both = found.join(part, on=on, how="full", coalesce=True)
    noisy = pl.col(LOW).is_not_null() | (pl.col(f"shared {LOW}") != pl.col(f"shared {HIGH}")).fill_null(False)
    ends = [
        pl.when(noisy)
        .then(pl.coalesce(name, COUNT).fill_null(0) + pl.col(f"shared {name}").fill_null(0))
        .alias(name)
        for name in (LOW, HIGH)
    ]
    return both.with_columns(
        (pl.col(COUNT).fill_null(0) + pl.col(f"shared {COUNT}").fill_null(0)).alias(COUNT),
        *ends,
        (pl.col(WHOLE).fill_null(False) & pl.col(f"shared {WHOLE}").fill_null(False)).alias(WHOLE),
    ).select(*fields, COUNT, LOW, HIGH, WHOLE)


def _total(published: Published, question: Question) -> Number:
    """Give the people in all that a question is about."""
    if not question.where:
        whole = published.aggregates is None or published.aggregates.people is not None
        told = Status.COUNTED if published.method == "k-anonymous" else Status.ESTIMATED
        return Number(published.people, None, None, told if whole else Status.AT_LEAST)
    found, _ = _read(published, (), question.where)
    for count, low, high, status in found.select(NUMBERS).rows():
        return Number(count, low, high, Status(status))
    return Number(None, None, None, Status.SUPPRESSED)


def _as_row(number: Number) -> tuple[int | None, int | None, int | None, str]:
    return (number.count, number.low, number.high, number.status)


def _listed(
    found: pl.DataFrame, fields: Sequence[Variable], where: Mapping[str, Sequence[str]]
) -> tuple[pl.DataFrame, int]:
    """Put cells in order, with those that are not told among them where they are not too many."""
    codes = [_shown(one, where) for one in fields]
    names = [one.name for one in fields]
    cells = prod(map(len, codes))
    orders = {name: pl.Enum(list(one.codes)) for name, one in zip(names, fields, strict=True)}
    found = found.with_columns(pl.col(name).cast(order) for name, order in orders.items())
    unlisted = cells - found.height
    if cells <= MOST_CELLS:
        grid = pl.DataFrame(list(product(*codes)), schema=orders, orient="row")
        found = grid.join(found, on=names, how="left")
        unlisted = 0
    status = pl.col(STATUS).fill_null(pl.lit(Status.SUPPRESSED))
    found = found.sort(names).with_columns(status)
    return found.with_columns(pl.col(names).cast(pl.String)), unlisted


def _shown(variable: Variable, where: Mapping[str, Sequence[str]]) -> list[str]:
    """List the values of a field that an answer shows: those that the filter names, or all."""
    return [code for code in variable.codes if code in where.get(variable.name, variable.codes)]
