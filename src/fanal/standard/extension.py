"""An organisation's own fields and codes, as data beside the standard and marked as not of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fanal.presentation import Refusal
from fanal.standard.vocabulary import (
    CodeList,
    Field,
    Status,
    TableOf,
    Vocabulary,
    read_code_list,
    read_field,
    words,
)

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_LARGEST = 1_000_000
_PREFIX = re.compile(r"[a-z]{3,10}_")
_PARTS = frozenset({"vocabulary", "table", "field", "list", "deprecated"})


def extended(vocabulary: Vocabulary, path: Path) -> Vocabulary:
    """Add the fields and codes of an organisation's extension to a vocabulary.

    Parameters
    ----------
    vocabulary
        What to extend; it stays as it is.
    path
        A TOML file with ``[vocabulary]`` (its name), and ``[[field]]`` and ``[[list]]`` in the form of
        Fanal's own (``standard/data/extension.toml``). A list with the name of a known one adds its
        codes to it. ``[[table]]`` adds a table (``name``, ``label``, ``prefix``, ``repeats``), and
        ``[[deprecated]]`` names fields that the standard has deprecated and the organisation still keeps.
        Everything in it counts as an extension, whatever it says of itself.

    Raises
    ------
    Refusal
        If the file is not such a file, or says again what the vocabulary says.
    """
    return extended_by(vocabulary, _load(path), path)


def extended_by(vocabulary: Vocabulary, raw: Mapping[str, Any], path: Path = Path("-")) -> Vocabulary:
    """Add the fields and codes of an extension that was read already.

    Parameters
    ----------
    vocabulary
        What to extend; it stays as it is.
    raw
        What such a file holds.
    path
        The file to name in a refusal.

    Raises
    ------
    Refusal
        As `extended`.
    """
    head = raw.get("vocabulary")
    name = head.get("name") if isinstance(head, dict) else None
    for part in raw:
        if part not in _PARTS or (part != "vocabulary" and not _is_list_of_tables(raw[part])):
            raise Refusal("standard.extension-part", file=path.name, what=part)
    if not isinstance(name, str) or not name:
        raise Refusal("standard.extension-name", file=path.name)
    vocabulary = _with_tables(vocabulary, raw, path)
    lists = dict(vocabulary.lists)
    for one in raw.get("list", ()):
        added = _list(one, path)
        lists[added.name] = _joined(lists.get(added.name), added, path)
    kept = {one.get("name") for one in raw.get("deprecated", ())}
    fields = [replace(one, status=Status.EXTENSION) if one.name in kept else one for one in vocabulary]
    known = set(vocabulary.by_name)
    for one in raw.get("field", ()):
        field = _field(one, name, path)
        _check(field, vocabulary, lists, known, path)
        fields.append(field)
        known.add(field.name)
    order = {table.name: place for place, table in enumerate(vocabulary.tables)}
    fields.sort(key=lambda field: order[field.table])
    return replace(vocabulary, fields=tuple(fields), lists=lists)


def _with_tables(vocabulary: Vocabulary, raw: Mapping[str, Any], path: Path) -> Vocabulary:
    tables = list(vocabulary.tables)
    for one in raw.get("table", ()):
        try:
            made = TableOf(one["name"], words(one["label"]), one["prefix"], bool(one.get("repeats")))
            if not _PREFIX.fullmatch(made.prefix):
                raise ValueError(made.prefix)
        except (KeyError, TypeError, ValueError) as error:
            raise Refusal(
                "standard.extension-form", file=path.name, why=_reason("[[table]]", one, error)
            ) from error
        if any(made.name == known.name or made.prefix == known.prefix for known in tables):
            raise Refusal("standard.extension-twice", file=path.name, what=made.name)
        tables.append(made)
    return replace(vocabulary, tables=tuple(tables))


def _is_list_of_tables(part: Any) -> bool:
    return isinstance(part, list) and all(isinstance(one, dict) for one in part)


def _load(path: Path) -> Mapping[str, Any]:
    try:
        if path.exists() and not path.is_file():
            raise Refusal("standard.extension-no-file", file=str(path))
        if path.stat().st_size > _LARGEST:
            raise Refusal("standard.extension-form", file=path.name, why="> 1 MB")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refusal("standard.extension-unread", file=str(path), why=error.strerror or "") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal("standard.extension-form", file=path.name, why=str(error)) from error


def _list(raw: Mapping[str, Any], path: Path) -> CodeList:
    try:
        read = read_code_list(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(
            "standard.extension-form", file=path.name, why=_reason("[[list]]", raw, error)
        ) from error
    for code in read.codes:
        if not _CODE.fullmatch(code.code):
            raise Refusal("standard.extension-code", file=path.name, code=code.code)
    return replace(read, codes=tuple(replace(code, status=Status.EXTENSION) for code in read.codes))


def _reason(part: str, raw: Mapping[str, Any], error: Exception) -> str:
    """Say where in the file, and which entry is missing or wrong."""
    return f"{part} {raw.get('name', '')}: {error}"


def _joined(known: CodeList | None, added: CodeList, path: Path) -> CodeList:
    if known is None:
        return added
    for code in added.codes:
        if code.code in known.by_code:
            raise Refusal("standard.extension-twice", file=path.name, what=code.code)
    return replace(known, codes=known.codes + added.codes, groups=known.groups + added.groups)


def _field(raw: Mapping[str, Any], name: str, path: Path) -> Field:
    try:
        return replace(read_field(raw, name), status=Status.EXTENSION, core=False)
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(
            "standard.extension-form", file=path.name, why=_reason("[[field]]", raw, error)
        ) from error


def _check(
    field: Field, vocabulary: Vocabulary, lists: Mapping[str, CodeList], known: set[str], path: Path
) -> None:
    """Refuse a field that is known, of no table, of no list, or named without its table's prefix."""
    if field.name in known:
        raise Refusal("standard.extension-twice", file=path.name, what=field.name)
    table = vocabulary.table_by_name.get(field.table)
    if table is None:
        tables = ", ".join(one.name for one in vocabulary.tables)
        raise Refusal("standard.extension-table", file=path.name, field=field.name, tables=tables)
    if field.list is not None and field.list not in lists:
        raise Refusal("standard.extension-list", file=path.name, field=field.name, list=field.list)
    if not field.name.startswith(table.prefix) or not _CODE.fullmatch(field.name):
        raise Refusal("standard.extension-prefix", file=path.name, field=field.name, prefix=table.prefix)
