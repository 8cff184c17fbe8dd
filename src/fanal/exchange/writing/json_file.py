"""Records as JSON: what was not recorded is absent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from fanal.exchange.description import SHEET, Rows
from fanal.exchange.writing.atomic import Target, replacing
from fanal.exchange.writing.flat import filled
from fanal.standard.records import CASE, Records


def write_json(records: Records, path: Target, *, extension: Rows = ()) -> None:
    """Write records as JSON (RFC 8259) in the form that `json_schema` describes.

    ``{"standard": …, "fictional": …, "cases": […]}``, one case a line: ``case``, the fields that were
    recorded in the order of the standard, then under the name of each repeated table its rows.

    Parameters
    ----------
    records
        What to write.
    path
        The file to write or replace (or one that is open), readable by its owner alone.
    extension
        What the fields mean that are not of the standard, as `description.rows_of` gives it.

    Raises
    ------
    Refusal
        If nothing can be written there.
    """
    head: dict[str, Any] = {"standard": standard_name(records), "fictional": records.fictional}
    if extension:
        head[SHEET] = list(extension)
    with replacing(path) as file:
        file.write(f"{_dump(head)[:-1]}, ".encode() + b'"cases": [')
        for number, case in enumerate(_cases(records)):
            file.write(b",\n" if number else b"\n")
            file.write(_dump(case).encode())
        file.write(b"\n]}\n")


def standard_name(records: Records) -> str:
    """Name the standard with its version, ``HTCDS 2.0``."""
    return f"{records.vocabulary.name} {records.vocabulary.version}".strip()


def _cases(records: Records) -> Iterator[dict[str, Any]]:
    repeated = {name: _by_case(rows) for name, rows in filled(records).items()}
    main = records.cases.select(CASE, *(field.name for field in records.fields()))
    for row in main.iter_rows(named=True):
        case = _recorded(row)
        case |= {name: rows[row[CASE]] for name, rows in repeated.items() if row[CASE] in rows}
        yield case


def _by_case(rows: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row.pop(CASE), []).append(_recorded(row))
    return found


def _recorded(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not a value of records")
