"""Which case a cell belongs to that was not understood: it is kept with that case, and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from fanal.exchange.files import FileContent, Sheet
from fanal.exchange.headings import Use
from fanal.exchange.reading import Reading
from fanal.exchange.result import SheetRead
from fanal.standard import CASE

CaseOf = Callable[[int], str | None]


def aside_by_case(reading: Reading, content: FileContent) -> tuple[dict[str, tuple[str, ...]], int]:
    """Give what was not understood as lines for each case; and how many cells belong to no one case.

    Parameters
    ----------
    reading, content
        What was read of which file.
    """
    if not reading.aside.height:
        return {}, 0
    sheets = {sheet.name: case_of for sheet, case_of in _sheets(reading, content)}
    lines: defaultdict[str, list[str]] = defaultdict(list)
    lost = 0
    for name, row, column, value in reading.aside.select("sheet", "row", "column", "value").iter_rows():
        case = sheets[name](row) if name in sheets else None
        if case is None:
            lost += 1
        else:
            lines[case].append(f"{column}: {value}")
    return {case: tuple(some) for case, some in lines.items()}, lost


def _sheets(reading: Reading, content: FileContent) -> Iterator[tuple[Sheet, CaseOf]]:
    once = [one for one in reading.sheets if _holds_cases(one, reading)]
    for read in reading.sheets:
        sheet = next((one for one in content.sheets if one.name == read.name), None)
        if sheet is None:
            continue
        if once == [read]:
            # The only one with rows of cases: its rows are known, also of cases that are named alike.
            case_of = dict(zip(reading.rows.to_list(), reading.records.cases[CASE].to_list(), strict=True))
            yield sheet, case_of.get
        else:
            yield sheet, _by_key(sheet, read, reading)


def _holds_cases(read: SheetRead, reading: Reading) -> bool:
    vocabulary = reading.records.vocabulary
    return any(
        column.field is not None
        and column.field.name in vocabulary.by_name
        and not vocabulary.table_by_name[column.field.table].repeats
        for column in read.headings.columns
    )


def _by_key(sheet: Sheet, read: SheetRead, reading: Reading) -> CaseOf:
    """Find a case by what a row calls it, where only one case is called so."""
    naming = next((one for one in read.headings.columns if one.use is Use.CASE), None)
    cells = sheet.cells[str(naming.index)].to_list() if naming else [None] * sheet.cells.height
    called = dict(zip(sheet.rows.to_list(), cells, strict=True))
    keys = set(reading.records.cases[CASE].to_list())
    before = "" if len(reading.sheets) == 1 else f"{sheet.name or ''}:"

    def case_of(row: int) -> str | None:
        key = called.get(row) or f"{before}{row}"
        return key if key in keys and f"{key}~2" not in keys else None

    return case_of
