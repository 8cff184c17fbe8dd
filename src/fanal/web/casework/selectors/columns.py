"""The columns of a file that is brought in: what each was understood as, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.exchange.files import FileContent
from fanal.exchange.headings import Use
from fanal.exchange.reading import Reading
from fanal.exchange.result import SheetRead
from fanal.standard import Field

EXAMPLES = 5
_WORDS = {
    Use.CASE: "web.casework.import-use-case",
    Use.METADATA: "web.casework.import-use-metadata",
    Use.NUMBERING: "web.casework.import-use-numbering",
    Use.TWICE: "web.casework.import-use-twice",
    Use.IGNORED: "web.casework.import-leave-aside",
    Use.UNKNOWN: "web.casework.import-not-understood",
}

_EMPTY = "web.casework.import-no-examples"


@dataclass(frozen=True)
class ColumnRead:
    """A column.

    Attributes
    ----------
    place
        Which sheet of the file, and which column of it, from 0: ``0:3``.
    sheet, heading
        As they stand in the file.
    field
        What it was understood as; none: see `words`.
    words
        The key of what it is, where it is no field.
    examples
        The first different texts in it.
    """

    place: str
    sheet: str
    heading: str
    field: Field | None
    words: str
    examples: tuple[str, ...]


def columns_of(reading: Reading, content: FileContent) -> list[ColumnRead]:
    """List the columns of the sheets that were read, in the order of the file."""
    numbers = {sheet.name: number for number, sheet in enumerate(content.sheets)}
    return [
        _column(content, numbers[read.name], read, index)
        for read in reading.sheets
        if read.name in numbers
        for index in range(len(read.headings.columns))
    ]


def column_at(reading: Reading, content: FileContent, place: str) -> ColumnRead | None:
    """Give the column at a place."""
    return next((one for one in columns_of(reading, content) if one.place == place), None)


def _column(content: FileContent, number: int, read: SheetRead, index: int) -> ColumnRead:
    sheet, column = content.sheets[number], read.headings.columns[index]
    cells = sheet.cells[str(column.index)]
    above = cells[read.headings.titles : read.headings.height].drop_nulls()
    texts = cells.slice(read.headings.height).drop_nulls().unique(maintain_order=True).head(EXAMPLES)
    use = column.use if len(texts) or column.use is not Use.NUMBERING else None
    return ColumnRead(
        place=f"{number}:{column.index}",
        sheet=sheet.name or "",
        # Of names over labels, the label is what people see. What was written over it does not show here.
        heading=str(above[-1]) if len(above) else column.heading,
        field=column.field if column.use is Use.FIELD else None,
        words=_WORDS.get(use, _EMPTY) if use else _EMPTY,
        examples=tuple(texts),
    )
