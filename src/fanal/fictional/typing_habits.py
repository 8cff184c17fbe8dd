"""A flat table as people type it: dirty cells, dirty headings, and the truth about each."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fanal.fictional.chance import Chance, Numbers
from fanal.fictional.knowledge import data
from fanal.fictional.typed_values import mistype, suited
from fanal.standard.consent import BOX, derived
from fanal.standard.records import CASE, Records
from fanal.standard.vocabulary import Field

_BLANK_ROW = -1

_TRUTH: Mapping[str, pl.DataType] = {
    "row": pl.Int64(),
    "case": pl.String(),
    "field": pl.String(),
    "heading": pl.String(),
    "kinds": pl.List(pl.String()),
    "meant": pl.String(),
    "typed": pl.String(),
}


@dataclass(frozen=True)
class Typed:
    """One flat table of texts, as a person typed it.

    Attributes
    ----------
    table
        Texts, null where a cell is empty; its columns are named by field, whatever the headings say.
    headings
        What stands over each column: the truth about it is the name of the column.
    cases
        The key of each row's case; null for an empty row.
    truth
        The dirty cells: ``row`` (as a spreadsheet counts; the headings are row 1), ``case``,
        ``field``, ``heading``, ``kinds`` of dirt, ``meant`` (the text of the clean value) and
        ``typed``.
    """

    table: pl.DataFrame
    headings: tuple[str, ...]
    cases: pl.Series
    truth: pl.DataFrame

    def write_csv(
        self, folder: Path, name: str = "cases.csv", *, delimiter: str = ",", encoding: str = "utf-8"
    ) -> Path:
        """Write the table into a folder, under a name that says that it is fictional.

        Returns
        -------
        The path of the file, ``fictional-cases.csv``.
        """
        from fanal.fictional.generation import file_name

        path = folder / file_name(name)
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
            writer.writerow(self.headings)
            writer.writerows(self.table.fill_null("").iter_rows())
        return path


def clean_text(column: pl.Series) -> pl.Series:
    """Write values as the standard does: ISO dates, codes joined by ``;``, TRUE and FALSE."""
    name = column.name
    if column.dtype == pl.Boolean:
        words = pl.when(pl.col(name)).then(pl.lit("TRUE")).when(~pl.col(name)).then(pl.lit("FALSE"))
        return column.to_frame().select(words.alias(name))[name]
    if column.dtype == pl.List(pl.String):
        return column.list.join(";")
    return column.cast(pl.String)


def type_out(records: Records, seed: int, dirt: float) -> Typed:
    """Type records out, each filled cell dirty with the share `dirt`.

    Parameters
    ----------
    records
        Clean cases; only their main rows are typed.
    seed
        What the dirt is drawn from.
    dirt
        The share of filled cells, 0 to 1; headings and rows suffer in proportion.
    """
    fields = records.fields()
    clean = pl.DataFrame([clean_text(records.cases[one.name]) for one in fields])
    sheet = _Sheet(records, fields, [clean[one.name].to_list() for one in fields], Chance(seed, "typing"))
    order: Numbers = np.arange(len(records))
    headings = tuple(one.name for one in fields)
    if dirt > 0:
        sheet.dirty_cells(dirt)
        sheet.disagree_about_consent(dirt)
        sheet.type_in_wrong_columns(dirt)
        sheet.leave_rows_half_empty(dirt)
        headings = _headings(fields, dirt, sheet.chance)
        order = _with_blank_rows(len(records), dirt, sheet.chance)
    return sheet.typed(clean, headings, order)


class _Sheet:
    """The cells while they are being typed: column by column, blank as None."""

    def __init__(
        self, records: Records, fields: list[Field], cells: list[list[str | None]], chance: Chance
    ) -> None:
        self.records, self.fields, self.cells, self.chance = records, fields, cells, chance
        self.kinds: dict[tuple[int, int], list[str]] = {}
        self.rows: dict[str, float] = data("typing")["rows"]

    def put(self, row: int, column: int, text: str | None, kind: str) -> None:
        """Change a cell, unless it stays what it was."""
        if self.cells[column][row] != text:
            self.cells[column][row] = text
            self.kinds.setdefault((row, column), []).append(kind)

    def fallen(self, share: float) -> list[int]:
        """Draw the rows that something falls on."""
        return np.flatnonzero(self.chance.happens(share, len(self.records))).tolist()

    def dirty_cells(self, dirt: float) -> None:
        """Type cells as people do, each by the type of its field."""
        by_type, by_field = data("typing")["kinds"], data("typing")["kinds_of"]
        words = data("typing")["words"]["nothing"]
        for column, field in enumerate(self.fields):
            weights = by_field.get(field.name) or by_type.get(field.type.value, by_type["text"])
            kinds = list(weights)
            rows = [row for row in self.fallen(dirt) if self.cells[column][row] is not None]
            drawn = self.chance.one(list(weights.values()), len(rows)).tolist()
            for row, place in zip(rows, drawn, strict=True):
                clean = self.cells[column][row] or ""
                kind = suited(kinds[place], clean, field)
                self.put(row, column, mistype(clean, kind, field, self.chance), kind)
            for row in self.fallen(dirt * self.rows["word_for_nothing"]):
                if self.cells[column][row] is None:
                    word = words[int(self.chance.whole(0, len(words) - 1, 1)[0])]
                    self.put(row, column, word, "word for nothing")

    def disagree_about_consent(self, dirt: float) -> None:
        """Turn the box round in some rows where all seven duties are known."""
        names = [field.name for field in self.fields]
        if BOX not in names:
            return
        column = names.index(BOX)
        sums_up = derived(self.records).to_list()
        for row in self.fallen(dirt * self.rows["consent_disagrees"]):
            if sums_up[row] is not None and self.cells[column][row] is not None:
                self.put(row, column, "FALSE" if sums_up[row] else "TRUE", "consent disagrees")

    def type_in_wrong_columns(self, dirt: float) -> None:
        """Exchange a value with that of the next column."""
        for row in self.fallen(dirt * self.rows["wrong_column"]):
            left = int(self.chance.whole(0, len(self.fields) - 2, 1)[0])
            here, there = self.cells[left][row], self.cells[left + 1][row]
            self.put(row, left, there, "wrong column")
            self.put(row, left + 1, here, "wrong column")

    def leave_rows_half_empty(self, dirt: float) -> None:
        """Leave the right part of a row untyped."""
        for row in self.fallen(dirt * self.rows["half_empty"]):
            start = int(self.chance.whole(len(self.fields) // 4, len(self.fields) - 1, 1)[0])
            for column in range(start, len(self.fields)):
                self.put(row, column, None, "half-empty row")

    def typed(self, clean: pl.DataFrame, headings: tuple[str, ...], order: Numbers) -> Typed:
        """Put the table and its truth together, rows in an order that may have empty ones."""
        table = pl.DataFrame(
            [
                pl.Series(field.name, cells, dtype=pl.String)
                for field, cells in zip(self.fields, self.cells, strict=True)
            ]
        )
        nowhere = len(self.records)
        places = pl.Series(np.where(order == _BLANK_ROW, nowhere, order))
        keys = self.records.cases[CASE]
        with_nothing = pl.concat(
            [table, pl.DataFrame({name: [None] for name in table.columns}, table.schema)]
        )
        return Typed(
            table=with_nothing[places],
            headings=headings,
            cases=pl.concat([keys, pl.Series(CASE, [None], dtype=pl.String)]).gather(places),
            truth=self._truth(clean, headings, order),
        )

    def _truth(self, clean: pl.DataFrame, headings: tuple[str, ...], order: Numbers) -> pl.DataFrame:
        number = {row: place + 2 for place, row in enumerate(order.tolist())}
        keys = self.records.cases[CASE].to_list()
        meant = [clean[field.name].to_list() for field in self.fields]
        rows = [
            (
                number[row],
                keys[row],
                self.fields[column].name,
                headings[column],
                kinds,
                meant[column][row],
                self.cells[column][row],
            )
            for (row, column), kinds in sorted(self.kinds.items())
        ]
        return pl.DataFrame(rows, schema=_TRUTH, orient="row")


def _with_blank_rows(rows: int, dirt: float, chance: Chance) -> Numbers:
    """Put empty rows among the others."""
    before = np.flatnonzero(chance.happens(dirt * data("typing")["rows"]["blank_row"], rows))
    order: Numbers = np.insert(np.arange(rows), before, _BLANK_ROW)
    return order


def _headings(fields: list[Field], dirt: float, chance: Chance) -> tuple[str, ...]:
    """Spell headings otherwise, no two alike."""
    known = data("typing")["headings"]
    share = min(1.0, known["times"] * dirt)
    taken = {field.name.casefold() for field in fields}
    written = []
    for field in fields:
        heading = field.name
        if chance.happens(share, 1)[0]:
            ways = [*known["also"].get(field.name, ()), *(way(field) for way in _WAYS)]
            drawn = ways[int(chance.whole(0, len(ways) - 1, 1)[0])]
            if drawn.strip().casefold() not in taken or drawn.strip() == field.name:
                heading = drawn
        taken.add(heading.strip().casefold())
        written.append(heading)
    return tuple(written)


_WAYS: tuple[Callable[[Field], str], ...] = (
    lambda field: field.label.en,
    lambda field: field.label.fr,
    lambda field: f"{field.name} ",
    lambda field: field.name.lower(),
    lambda field: field.name.split("_", 1)[1],
    lambda field: field.label.en.upper(),
)
