"""An XLSForm of the standard, for ODK Collect and KoboCollect."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from fanal.exchange.writing.atomic import replacing
from fanal.exchange.writing.cells import LONG_LIST, number_text, offered
from fanal.exchange.writing.excel_choices import limits
from fanal.exchange.writing.questions import GATE, Section, sections
from fanal.exchange.writing.workbook import new_workbook, put, save
from fanal.presentation import LANGUAGES, Language, text
from fanal.standard.vocabulary import CodeList, Field, FieldType, Vocabulary

_LANGUAGE_NAMES: Mapping[Language, str] = {"en": "English (en)", "fr": "Français (fr)"}

_GATE_OPEN = f"${{{GATE}}} != 'no'"
_GATE_SHUT = f"${{{GATE}}} = 'no'"
_QUESTIONS = {
    FieldType.DATE: "date",
    FieldType.INTEGER: "integer",
    FieldType.YEAR: "integer",
    FieldType.NUMBER: "decimal",
    FieldType.GEOLOCATION: "decimal",
}

Row = dict[str, str]


def write_xlsform(
    path: Path, *, vocabulary: Vocabulary, language: Language = "en", every_field: bool = False
) -> None:
    """Write an XLSForm in English and French that pyxform converts without a warning.

    Consent and its seven duties come first; where the person does not consent to the interview, the form
    asks nothing more. Names of questions and choices are the names and codes of the standard.

    Parameters
    ----------
    path
        The file to write or replace.
    vocabulary
        HTCDS with Fanal's extension.
    language
        The language that the form opens in.
    every_field
        Ask every field in force; without it the core fields in force, the duties and a reference.

    Raises
    ------
    Refusal
        If nothing can be written there.
    """
    standard = f"{vocabulary.name} {vocabulary.version}".strip()
    asked = sections(vocabulary, every_field=every_field)
    title = text("exchange.form-title", language, standard=standard)
    settings = {
        "form_title": title,
        "form_id": _token(f"fanal_{standard}".lower()) + ("_every_field" if every_field else ""),
        "version": f"{vocabulary.version}-{version('fanal')}",
        "default_language": _LANGUAGE_NAMES[language],
    }
    workbook = new_workbook(title)
    for name, rows in {
        "survey": list(_survey(asked, vocabulary)),
        "choices": list(_choices(asked, vocabulary, language)),
        "settings": [settings],
    }.items():
        _write_rows(workbook.create_sheet(name), rows)
    with replacing(path) as file:
        save(workbook, file)


def _write_rows(sheet: Any, rows: Iterable[Row]) -> None:
    rows = list(rows)
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    for number, heading in enumerate(headings, start=1):
        put(sheet.cell(1, number), heading)
        for line, row in enumerate(rows, start=2):
            put(sheet.cell(line, number), row.get(heading))
    sheet.freeze_panes = "A2"


def _survey(asked: Iterable[Section], vocabulary: Vocabulary) -> Iterator[Row]:
    yield {"type": "note", "name": "before", **_said("label", "form-before")}
    for section in asked:
        yield from _section(section, vocabulary)


def _section(section: Section, vocabulary: Vocabulary) -> Iterator[Row]:
    table = section.table
    consent = any(field.name == GATE for field in section.fields)
    kind = "repeat" if table.repeats else "group"
    labels = {_column("label", one): table.label.in_(one) for one in LANGUAGES}
    opening = {"type": f"begin {kind}", "name": _token(table.name), **labels}
    yield opening if consent else {**opening, "relevant": _GATE_OPEN}
    for field in section.fields:
        row = _question(field, vocabulary)
        yield {**row, "relevant": _GATE_OPEN} if consent and field.name != GATE else row
        if field.name == GATE:
            yield {"type": "note", "name": "stop", **_said("label", "form-stop"), "relevant": _GATE_SHUT}
    yield {"type": f"end {kind}"}


def _question(field: Field, vocabulary: Vocabulary) -> Row:
    row = {"type": _type(field), "name": field.name}
    for language in LANGUAGES:
        row[_column("label", language)] = field.label.in_(language)
        row[_column("hint", language)] = field.description.in_(language)
    return row | _appearance(field, vocabulary) | _constraint(field)


def _type(field: Field) -> str:
    if field.type is FieldType.CHECKBOX:
        return "select_one yes_no"
    if field.list is not None:
        several = field.type is FieldType.MULTISELECT
        return f"{'select_multiple' if several else 'select_one'} {_token(field.list)}"
    return _QUESTIONS.get(field.type, "text")


def _appearance(field: Field, vocabulary: Vocabulary) -> Row:
    if field.type is FieldType.LONG_TEXT:
        return {"appearance": "multiline"}
    if field.list is not None and len(vocabulary.code_list(field).codes) > LONG_LIST:
        return {"appearance": "minimal autocomplete"}
    return {}


def _constraint(field: Field) -> Row:
    known = _rules()
    rule = (
        known["field"].get(field.name)
        or known["format"].get(field.format or "")
        or known["type"].get(field.type.value)
    )
    if rule is not None:
        return {"constraint": rule["test"], **_said("constraint_message", rule["message"])}
    if _QUESTIONS.get(field.type) in ("integer", "decimal"):
        low, high = (number_text(limit) for limit in limits(field))
        test = f". >= {low} and . <= {high}"
        return {"constraint": test, **_said("constraint_message", "error-number", lowest=low, highest=high)}
    return {}


def _choices(asked: Iterable[Section], vocabulary: Vocabulary, language: Language) -> Iterator[Row]:
    fields = [field for section in asked for field in section.fields]
    names = [
        "yes-no" if field.type is FieldType.CHECKBOX else field.list
        for field in fields
        if field.list is not None or field.type is FieldType.CHECKBOX
    ]
    for name in dict.fromkeys(names):
        if name is not None:
            yield from _codes(vocabulary.lists[name], language)


def _codes(codes: CodeList, language: Language) -> Iterator[Row]:
    for code in offered(codes, language):
        labels = {_column("label", one): code.label.in_(one) for one in LANGUAGES}
        yield {"list_name": _token(codes.name), "name": code.code, **labels}


def _said(column: str, key: str, **values: str) -> Row:
    return {_column(column, one): text(f"exchange.{key}", one, **values) for one in LANGUAGES}


def _column(name: str, language: Language) -> str:
    return f"{name}::{_LANGUAGE_NAMES[language]}"


def _token(name: str) -> str:
    """Make a name of a list or a group that XML takes."""
    return re.sub(r"\W+", "_", name)


@cache
def _rules() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    source = files("fanal.exchange").joinpath("data", "forms.toml")
    rules: Mapping[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    return rules
