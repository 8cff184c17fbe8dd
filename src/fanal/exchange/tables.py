"""Any file as one plain table of texts: for risk and release, which ask only for columns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from fanal.exchange.files import column_letter, open_file
from fanal.exchange.headings import Headings, Use, recognise
from fanal.presentation import Refusal
from fanal.standard import Field, Vocabulary, ctdc, htcds


@dataclass(frozen=True)
class PlainTable:
    """The first sheet of a file that has rows.

    Attributes
    ----------
    table
        One text per cell, null where it is empty; columns by their heading.
    fields
        The fields that columns were recognised as, by heading.
    vocabulary
        The vocabulary that they are of, None where no heading is known.
    shown
        The headings as they may be printed.
    """

    table: pl.DataFrame
    fields: dict[str, Field]
    vocabulary: Vocabulary | None
    shown: tuple[str, ...] = ()

    def find(self, names: list[str]) -> list[str]:
        """Give the headings of columns named by their heading or by their field.

        Raises
        ------
        Refusal
            If one is not there. The headings are named only where one at least is known or was
            asked for rightly: the first row of a file without headings may be a person.
        """
        by_name = {field.name: heading for heading, field in self.fields.items()}
        found = [
            name if name in self.table.columns else by_name.get(name, by_name.get(name.strip()))
            for name in names
        ]
        missing = [name for name, heading in zip(names, found, strict=True) if heading is None]
        if not missing:
            return [heading for heading in found if heading is not None]
        if self.fields or len(missing) < len(names):
            raise Refusal("exchange.no-such-column", what=", ".join(missing), existing=", ".join(self.shown))
        raise Refusal("exchange.no-such-columns", what=", ".join(missing))


def read_table(path: Path) -> PlainTable:
    """Read the first sheet of a file that has rows, under its headings.

    Raises
    ------
    Refusal
        If the file cannot be opened, has no row under its headings, or two columns of one heading.
    """
    content = open_file(path)
    visible = [sheet for sheet in content.sheets if not sheet.hidden] or list(content.sheets)
    for sheet in visible:
        headings = recognise(sheet, (htcds(), ctdc()))
        names = _names(headings, sheet.cells.row(0))
        body = sheet.cells.slice(headings.height if headings else 1)
        if not body.height:
            continue
        if len(set(names)) < len(names):
            # Counted once: a sheet may have thousands of columns.
            times = Counter(names)
            shown = [column.shown for column in headings.columns] if headings else []
            twice = [
                shown[position] if shown else column_letter(position)
                for position, name in enumerate(names)
                if times[name] > 1
            ]
            raise Refusal("exchange.heading-twice", what=", ".join(dict.fromkeys(twice)))
        fields = {
            name: column.field
            for name, column in zip(names, headings.columns if headings else (), strict=False)
            if column.use is Use.FIELD and column.field is not None and column.choice is None
        }
        table = body.rename(dict(zip(body.columns, names, strict=True)))
        printed = tuple(column.shown for column in headings.columns) if headings else tuple(names)
        return PlainTable(table, fields, headings.vocabulary if headings else None, printed)
    raise Refusal("exchange.no-cases", file=path.name)


def _names(headings: Headings | None, first: tuple[str | None, ...]) -> list[str]:
    if headings is not None:
        return [column.heading for column in headings.columns]
    return [text or column_letter(position) for position, text in enumerate(first)]
