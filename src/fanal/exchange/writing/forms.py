"""One way to write, by the name of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from fanal.exchange.writing.csv_file import write_csv
from fanal.exchange.writing.ctdc import write_ctdc
from fanal.exchange.writing.excel import write_excel
from fanal.exchange.writing.json_file import write_json
from fanal.exchange.writing.paper import write_paper_form
from fanal.exchange.writing.schema import write_json_schema
from fanal.exchange.writing.xlsform import write_xlsform
from fanal.presentation import Finding, Language, Refusal
from fanal.standard.records import Records
from fanal.standard.vocabulary import Vocabulary

_Told = tuple[Finding, ...]
_Form = TypeVar("_Form")


def _csv(records: Records, path: Path, _: Language) -> _Told:
    write_csv(records, path)
    return ()


def _csv_with_labels(records: Records, path: Path, language: Language) -> _Told:
    # A spreadsheet set to French takes the comma for a decimal sign, and the semicolon between cells.
    write_csv(records, path, labels=language, delimiter=";" if language == "fr" else ",")
    return ()


def _json(records: Records, path: Path, _: Language) -> _Told:
    write_json(records, path)
    return ()


def _excel(records: Records, path: Path, language: Language) -> _Told:
    return write_excel(records, path, language=language, vocabulary=records.vocabulary)


def _ctdc(records: Records, path: Path, _: Language) -> _Told:
    return write_ctdc(records, path)


FORMS: Mapping[str, Callable[[Records, Path, Language], _Told]] = {
    "csv": _csv,
    "csv-labels": _csv_with_labels,
    "json": _json,
    "excel": _excel,
    "ctdc": _ctdc,
}
"""What records can be written as."""


def _template(vocabulary: Vocabulary, path: Path, language: Language) -> None:
    write_excel(None, path, language=language, vocabulary=vocabulary)


def _xlsform(vocabulary: Vocabulary, path: Path, language: Language) -> None:
    write_xlsform(path, vocabulary=vocabulary, language=language)


def _paper(vocabulary: Vocabulary, path: Path, language: Language) -> None:
    write_paper_form(path, vocabulary=vocabulary, language=language)


def _schema(vocabulary: Vocabulary, path: Path, _: Language) -> None:
    write_json_schema(path, vocabulary=vocabulary)


BLANK_FORMS: Mapping[str, Callable[[Vocabulary, Path, Language], None]] = {
    "excel": _template,
    "xlsform": _xlsform,
    "paper": _paper,
    "json-schema": _schema,
}
"""What can be written without any record."""


def write(records: Records, path: Path, *, to: str, language: Language) -> tuple[Finding, ...]:
    """Write records in one of `FORMS`.

    Parameters
    ----------
    records
        What to write.
    path
        The file to write or replace. Whoever names it puts ``fictional`` into the name of fictional cases.
    to
        The name of the form.
    language
        The language of labels, where the form has any.

    Returns
    -------
    tuple of Finding
        What the form cannot hold.

    Raises
    ------
    Refusal
        If there is no such form, or nothing can be written there.
    """
    return _one_of(FORMS, to)(records, path, language)


def write_blank(vocabulary: Vocabulary, path: Path, *, to: str, language: Language) -> None:
    """Write one of `BLANK_FORMS`, to be filled in.

    Parameters
    ----------
    vocabulary
        The fields that it asks.
    path
        The file to write or replace.
    to
        The name of the form.
    language
        The language that it speaks, or starts in.

    Raises
    ------
    Refusal
        If there is no such form, or nothing can be written there.
    """
    _one_of(BLANK_FORMS, to)(vocabulary, path, language)


def _one_of(forms: Mapping[str, _Form], to: str) -> _Form:
    if to not in forms:
        raise Refusal("exchange.unknown-format-to-write", to=to, known=", ".join(forms))
    return forms[to]
