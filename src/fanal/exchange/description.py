"""What a file says of its own fields: those beyond the standard, in rows that people can read too.

A file that holds more than the standard has describes it: in a sheet ``extension`` of a workbook, a file
``extension.csv`` beside the cases in an archive, or under ``extension`` in JSON. Whoever reads it, without
knowing who wrote it, then finds nothing unknown in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

import polars as pl

from fanal.exchange.files import FileContent, Sheet
from fanal.exchange.formulas import harmless
from fanal.presentation import Refusal
from fanal.standard import Vocabulary, htcds
from fanal.standard.extension import extended_by

SHEET = "extension"
"""The sheet, the file in an archive, and the member of a JSON object that describe what a file adds."""
COLUMNS = (
    "part",
    "name",
    "table",
    "type",
    "list",
    "label_en",
    "label_fr",
    "description_en",
    "description_fr",
    "disclosure",
    "minimum",
    "maximum",
    "prefix",
    "repeats",
)
MOST = 5_000
"""Rows of a description that a file may have."""

Rows = Sequence[Mapping[str, str]]


def rows_of(extension: Mapping[str, Any]) -> list[dict[str, str]]:
    """Lay an extension of the standard out in rows: one for each table, field and code.

    Parameters
    ----------
    extension
        In the form of `fanal.standard.extension`.
    """
    rows = [{"part": "vocabulary", "name": extension["vocabulary"]["name"]}]
    for one in extension.get("table", ()):
        rows.append({"part": "table", **_words("label", one), "name": one["name"], "prefix": one["prefix"]})
        rows[-1] |= {"repeats": "yes"} if one.get("repeats") else {}
    for one in extension.get("field", ()):
        plain = {name: str(one[name]) for name in _OF_FIELD if one.get(name) is not None}
        rows.append({"part": "field", **plain, **_words("label", one), **_words("description", one)})
    for listed in extension.get("list", ()):
        rows += [
            {"part": "code", "list": listed["name"], "name": code["code"]}
            | {"label_en": code["en"], "label_fr": code["fr"]}
            for code in listed["codes"]
        ]
    rows += [{"part": "deprecated", "name": one["name"]} for one in extension.get("deprecated", ())]
    return [{name: row[name] for name in COLUMNS if name in row} for row in rows]


_OF_FIELD = ("name", "table", "type", "list", "disclosure", "minimum", "maximum")


def extension_of(rows: Rows) -> dict[str, Any]:
    """Put rows together into the extension that they describe.

    No field of it ever leaves, and no value of it is printed: a file may say of a name that it tells nothing.
    """
    made: dict[str, Any] = {"vocabulary": {"name": SHEET}, "table": [], "field": [], "deprecated": []}
    lists: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        part, name = row.get("part"), row.get("name", "")
        label = {"en": row.get("label_en", name), "fr": row.get("label_fr", row.get("label_en", name))}
        if part == "vocabulary":
            made["vocabulary"] = {"name": name}
        elif part == "table":
            repeats = row.get("repeats") == "yes"
            made["table"].append(
                {"name": name, "label": label, "prefix": row.get("prefix", ""), "repeats": repeats}
            )
        elif part == "field":
            made["field"].append(_field(row, label))
        elif part == "code":
            lists.setdefault(row.get("list", ""), []).append({"code": name, **label})
        elif part == "deprecated":
            made["deprecated"].append({"name": name})
    made["list"] = [{"name": name, "source": SHEET, "codes": codes} for name, codes in lists.items()]
    return made


def described(content: FileContent) -> tuple[Rows, FileContent]:
    """Give what a file says of its own fields, and the file without it.

    Raises
    ------
    Refusal
        If it says more than any file needs to.
    """
    found = content.metadata.get(SHEET)
    rows = [_texts(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    sheets = tuple(one for one in content.sheets if not _describes(one))
    for one in content.sheets:
        if _describes(one):
            rows += _of_sheet(one)
    if len(rows) > MOST:
        raise Refusal("standard.extension-form", file=content.path.name, why=f"> {MOST}")
    return rows, replace(content, sheets=sheets)


def by_itself(rows: Rows, content: FileContent) -> Vocabulary:
    """Give the standard with what a file says of its own fields.

    Raises
    ------
    Refusal
        If it says again what the standard says, or what cannot be.
    """
    return extended_by(htcds(), extension_of(rows), content.path)


def write_description(rows: Rows, file: BinaryIO) -> None:
    """Write them as CSV, harmless to a spreadsheet."""
    cells = pl.DataFrame(
        {
            name: [harmless(row[name]) if name in row else None for row in rows]
            for name in COLUMNS
            if any(name in row for row in rows)
        },
        schema_overrides=dict.fromkeys(COLUMNS, pl.String),
    )
    cells.write_csv(file, include_bom=True)


def _words(name: str, one: Mapping[str, Any]) -> dict[str, str]:
    said = one[name]
    said = {"en": said, "fr": said} if isinstance(said, str) else said
    return {f"{name}_en": said["en"], f"{name}_fr": said["fr"]}


def _field(row: Mapping[str, str], label: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {name: row[name] for name in _OF_FIELD if name in row}
    made |= {name: _number(made[name]) for name in ("minimum", "maximum") if name in made}
    english = row.get("description_en", label["en"])
    words = {"en": english, "fr": row.get("description_fr", english)}
    return made | {"label": label, "description": words, "leaves": False}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _texts(one: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in one.items() if name in COLUMNS and isinstance(value, str)}


def _describes(sheet: Sheet) -> bool:
    return sheet.name == SHEET and sheet.cells.row(0)[:2] == COLUMNS[:2]


def _of_sheet(sheet: Sheet) -> Iterable[dict[str, str]]:
    names = sheet.cells.row(0)
    for row in sheet.cells.slice(1).iter_rows():
        said = zip(names, row, strict=True)
        yield {name: value for name, value in said if name in COLUMNS and value is not None}
