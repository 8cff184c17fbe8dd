"""A JSON Schema of the JSON form of records, so that other programs can check what they send."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fanal.exchange.description import COLUMNS, SHEET
from fanal.exchange.writing.atomic import replacing
from fanal.presentation import text
from fanal.standard.records import CASE
from fanal.standard.vocabulary import CodeList, Field, FieldType, Status, Vocabulary, Words

_TYPES: dict[FieldType, dict[str, Any]] = {
    FieldType.NUMBER: {"type": "number"},
    FieldType.GEOLOCATION: {"type": "number"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.YEAR: {"type": "integer", "minimum": 1900, "maximum": 2099},
    FieldType.DATE: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    FieldType.CHECKBOX: {"type": "boolean"},
    FieldType.BAND: {"type": "string", "pattern": r"^\d{1,3}(--\d{1,3}|\+)?$"},
}
_TEXT = {"type": "string", "minLength": 1}


def json_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """Describe the JSON form of records (JSON Schema 2020-12).

    Titles and descriptions are in English, and in French under ``x-title-fr`` and ``x-description-fr``;
    ``x-titles`` gives the labels of the codes of a list.

    Parameters
    ----------
    vocabulary
        What the records are of.

    Returns
    -------
    dict
        The schema; what `write_json` writes is valid by it.
    """
    standard = f"{vocabulary.name} {vocabulary.version}".strip()
    once = [table.name for table in vocabulary.tables if not table.repeats]
    case = _object(vocabulary.of_table(*once), {CASE: _case()})
    for table in vocabulary.tables:
        if table.repeats:
            rows = {"type": "array", "minItems": 1, "items": _object(vocabulary.of_table(table.name))}
            case["properties"][table.name] = {**_title(table.label), **rows}
    case["required"] = [CASE]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:fanal:cases:{standard.lower().replace(' ', '-')}",
        **_title(vocabulary.title),
        "type": "object",
        "properties": {
            "standard": {"const": standard},
            "fictional": {"type": "boolean"},
            SHEET: {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": dict.fromkeys(COLUMNS, _TEXT),
                    "required": ["part", "name"],
                    "additionalProperties": False,
                },
            },
            "cases": {"type": "array", "items": {"$ref": "#/$defs/case"}},
        },
        "required": ["standard", "fictional", "cases"],
        "additionalProperties": False,
        "$defs": {"case": case, **{name: _codes(codes) for name, codes in vocabulary.lists.items()}},
    }


def write_json_schema(path: Path, *, vocabulary: Vocabulary) -> None:
    """Write the JSON Schema of a vocabulary.

    Raises
    ------
    Refusal
        If nothing can be written there.
    """
    with replacing(path) as file:
        file.write(json.dumps(json_schema(vocabulary), ensure_ascii=False, indent=1).encode() + b"\n")


def _object(fields: Iterable[Field], first: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**(first or {}), **{field.name: _property(field) for field in fields}},
        "additionalProperties": False,
    }


def _case() -> dict[str, Any]:
    hint = Words(text("exchange.case-column-hint", "en"), text("exchange.case-column-hint", "fr"))
    label = Words(text("exchange.case-column", "en"), text("exchange.case-column", "fr"))
    return {**_title(label, hint), **_TEXT}


def _property(field: Field) -> dict[str, Any]:
    about: dict[str, Any] = _title(field.label, field.description)
    if field.status is Status.DEPRECATED:
        about["deprecated"] = True
    if field.list is not None:
        codes = {"$ref": f"#/$defs/{field.list}"}
        if field.type is FieldType.MULTISELECT:
            return {**about, "type": "array", "items": codes, "minItems": 1, "uniqueItems": True}
        return {**about, **codes}
    about |= _TYPES.get(field.type, _TEXT)
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    return about | {name: bound for name, bound in bounds.items() if bound is not None}


def _codes(codes: CodeList) -> dict[str, Any]:
    deprecated = [code.code for code in codes.codes if code.status is Status.DEPRECATED]
    return {
        "title": codes.source,
        "enum": [code.code for code in codes.codes],
        "x-titles": {code.code: {"en": code.label.en, "fr": code.label.fr} for code in codes.codes},
        **({"x-deprecated": deprecated} if deprecated else {}),
    }


def _title(label: Words, description: Words | None = None) -> dict[str, Any]:
    titles = {"title": label.en, "x-title-fr": label.fr}
    if description is None:
        return titles
    return {**titles, "description": description.en, "x-description-fr": description.fr}
