"""JSON: a list of cases, each an object; or one object for each line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl

from fanal.exchange.files.content import FileContent, Sheet, noticed, sheet_of
from fanal.exchange.files.encodings import Text
from fanal.exchange.files.numbers import number_text
from fanal.presentation import Finding, Refusal, Severity

CASES = "cases"
"""The sheet of the cases themselves, and the member of an object that lists them."""

CASE = "case"
"""The column that says which case a row of another sheet belongs to."""

_LISTS = (CASES, "data", "results", "value", "records", "rows", "items", "submissions")
"""Names under which systems list their records: ours first, then those of ODK Central, Kobo and others."""


class _Object(dict[str, Any]):
    """An object that remembers which of its keys it held twice."""

    twice: tuple[str, ...] = ()


class _NotANumberError(ValueError):
    """NaN or infinity, which JSON does not have (RFC 8259, section 6)."""


@dataclass(slots=True)
class _Table:
    """A sheet in the making: its columns in the order they appear, its rows with their numbers."""

    rows: list[dict[str, str | None]] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)

    def add(self, row: dict[str, str | None]) -> None:
        self.rows.append(row)
        for name in row:
            self.columns.setdefault(name)


def read(text: Text, path: Path) -> FileContent:
    """Read cases from JSON.

    Parameters
    ----------
    text
        The file, decoded: a list of objects, an object with such a list under "cases" (or "data", "results",
        "value"…), or an object for each line. A list of objects inside a case becomes a sheet of its own,
        with a column "case"; a list of texts one cell with a line for each; an object inside a case columns
        with a full stop in their names.

    Raises
    ------
    Refusal
        If it is not JSON, holds NaN, is nested too deep, or has no list of objects.
    """
    try:
        top = _parsed(text.utf8, path)
        cases, metadata = _cases(top, path)
        reader = _Reader(path)
        for number, case in enumerate(cases, start=1):
            reader.read(case, number)
    except RecursionError:
        raise Refusal("exchange.file-json-deep", file=path.name) from None
    return FileContent(path, "json", reader.sheets(), (*text.findings, *reader.findings()), metadata)


def _parsed(utf8: bytes, path: Path) -> Any:
    source = utf8.decode("utf-8")
    try:
        return _loads(source)
    except _NotANumberError:
        raise Refusal("exchange.file-json-not-a-number", file=path.name) from None
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return list(_lines(source, path))
        raise _damaged(error, path) from None


def _loads(source: str) -> Any:
    return json.loads(
        source, object_pairs_hook=_object, parse_constant=_refuse, parse_int=_number, parse_float=_number
    )


def _lines(source: str, path: Path) -> Iterator[Any]:
    """Parse JSON Lines: one value for each line."""
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            try:
                yield _loads(line)
            except json.JSONDecodeError as error:
                raise _damaged(error, path, number) from None


def _damaged(error: json.JSONDecodeError, path: Path, line: int | None = None) -> Refusal:
    return Refusal(
        "exchange.file-json-damaged", file=path.name, line=line or error.lineno, column=error.colno
    )


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        made.twice = tuple(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    return made


def _refuse(constant: str) -> Any:
    raise _NotANumberError(constant)


def _number(written: str) -> str:
    try:
        return number_text(Decimal(written))
    except (InvalidOperation, ValueError):
        return written


def _cases(top: Any, path: Path) -> tuple[list[Any], Mapping[str, Any]]:
    """Find the list of cases, and what else the file says at its top."""
    metadata: Mapping[str, Any] = {}
    if isinstance(top, list):
        found = top
    elif isinstance(top, dict):
        listed = next((name for name in _LISTS if _is_list_of_objects(top.get(name))), None)
        if listed is None:
            found = [top]
        else:
            found = top[listed]
            metadata = {name: value for name, value in top.items() if name != listed}
    else:
        raise Refusal("exchange.file-json-shape", file=path.name)
    if not all(isinstance(case, dict) for case in found):
        raise Refusal("exchange.file-json-shape", file=path.name)
    return found, metadata


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


class _Reader:
    """Spreads cases over sheets.

    Parameters
    ----------
    path
        The file, for findings.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tables: dict[str, _Table] = {CASES: _Table()}
        self._noticed: dict[tuple[str, str, str], list[int]] = {}

    def read(self, case: dict[str, Any], number: int) -> None:
        """Take in one case, the number-th."""
        link = case.get(CASE)
        name = str(number) if link is None or isinstance(link, list | dict) else _scalar(link)
        self._row(CASES, case, name)

    def _row(self, sheet: str, source: dict[str, Any], case: str | None) -> None:
        table = self._tables.setdefault(sheet, _Table())
        row_number = len(table.rows) + 2
        row: dict[str, str | None] = {} if sheet == CASES else {CASE: case}
        for name, value in self._flat(sheet, source, "", row_number):
            if _is_list_of_objects(value) and value:
                nested = name if sheet == CASES else f"{sheet}.{name}"
                for item in value:
                    self._row(nested, item, case)
            elif name in row and (name != CASE or row[name] != _text(value)):
                self._notice("file-json-key-twice", sheet, name, row_number)
            else:
                row[name] = _text(value)
                if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
                    self._notice("file-json-nested", sheet, name, row_number)
        table.add(row)

    def _flat(
        self, sheet: str, source: dict[str, Any], before: str, row_number: int
    ) -> Iterator[tuple[str, Any]]:
        for key in getattr(source, "twice", ()):
            self._notice("file-json-key-twice", sheet, before + key, row_number)
        for key, value in source.items():
            if isinstance(value, dict):
                yield from self._flat(sheet, value, f"{before}{key}.", row_number)
            else:
                yield before + key, value

    def _notice(self, code: str, sheet: str, column: str, row: int) -> None:
        self._noticed.setdefault((code, sheet, column), []).append(row)

    def findings(self) -> list[Finding]:
        """Give what was noticed."""
        return [
            noticed(code, Severity.REVIEW, self._path, sheet=sheet, column=column, rows=rows, n=len(rows))
            for (code, sheet, column), rows in self._noticed.items()
        ]

    def sheets(self) -> tuple[Sheet, ...]:
        """Give the sheets, names of columns in the first row of each."""
        main = self._tables[CASES]
        if len(self._tables) > 1:
            self._number_cases(main)
        sheets = (_sheet(name, table) for name, table in self._tables.items() if table.columns)
        return tuple(sheet for sheet in sheets if sheet is not None)

    def _number_cases(self, main: _Table) -> None:
        """Say which case is which, where other sheets must name it and it has no name of its own."""
        main.columns = {CASE: None, **main.columns}
        for number, row in enumerate(main.rows, start=1):
            if row.get(CASE) is None:
                row[CASE] = str(number)


def _sheet(name: str, table: _Table) -> Sheet | None:
    cells = pl.DataFrame(
        {
            str(index): pl.Series([column, *(row.get(column) for row in table.rows)], dtype=pl.String)
            for index, column in enumerate(table.columns)
        }
    )
    return sheet_of(name, cells)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        if any(isinstance(item, dict | list) for item in value):
            return json.dumps(value, ensure_ascii=False)
        return "\n".join(text for item in value if (text := _scalar(item)) is not None) or None
    return _scalar(value)


def _scalar(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value)
