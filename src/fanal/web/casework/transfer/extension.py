"""The columns that casework writes beyond HTCDS: for the file that is written, and for the one that is read.

They are an extension of the standard: those of `data/extension.toml`, the fields of other people of a case
(those of HTCDS, under `oth_`), and an organisation's own fields, which begin with `own_` after the prefix of
their table, so that nobody takes them for fields of the standard. A file says of itself which it holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from fanal.exchange.description import Rows, extension_of
from fanal.standard import Field, FieldType, Vocabulary, htcds
from fanal.standard.extension import extended_by
from fanal.web.casework import lists
from fanal.web.casework.models import OwnFields
from fanal.web.casework.vocabulary import Words, own_fields

OWN = "own_"
NAME, OTHER, SERVICE, CHILD, STAGE, STEP = (
    "other name",
    "other person",
    "service",
    "accompanying child",
    "stage",
    "plan step",
)
OF_OTHERS = ("person", "victim context")
"""Tables whose fields another person of a case has too."""
_LISTS = "casework-"

Raw = dict[str, Any]


@cache
def casework_part() -> Raw:
    """Read the columns that are the same for all organisations, with the lists that they use."""
    place = files("fanal.web.casework").joinpath("data", "extension.toml")
    raw: Raw = tomllib.loads(place.read_text(encoding="utf-8"))
    named = {
        one["list"].removeprefix(_LISTS) for one in raw["field"] if str(one.get("list")).startswith(_LISTS)
    }
    raw["list"] = [_listed(name) for name in sorted(named)]
    return raw


@cache
def casework_names() -> frozenset[str]:
    """Name the columns of `casework_part` that are of a table which a case has one row of."""
    several = {one["name"] for one in casework_part()["table"]}
    return frozenset(one["name"] for one in casework_part()["field"] if one["table"] not in several)


def written_name(field: Field) -> str:
    """Give the name under which a field is written: its own, or that of an organisation's own field."""
    if field.name in htcds().by_name:
        return field.name
    prefix = htcds().table_by_name[field.table].prefix
    return f"{prefix}{OWN}{field.name.removeprefix(prefix)}"


def is_own(name: str) -> bool:
    """Say whether a column is named as an organisation's own field of a table of the standard."""
    return any(name.startswith(f"{table.prefix}{OWN}") for table in htcds().tables)


def plain_name(name: str) -> str:
    """Give an own field the name that its organisation uses."""
    return name.replace(OWN, "", 1) if is_own(name) else name


def name_of_other(name: str) -> str:
    """Name a field of another person of a case: ``oth_FirstName``, ``oth_vic_MethodsOfControl``."""
    return f"oth_{name.removeprefix('prs_')}"


def for_writing(words: Words) -> tuple[Vocabulary, Raw]:
    """Give the vocabulary of what an organisation writes, and the extension that makes it of HTCDS."""
    raw = _raw(words.vocabulary, own_fields())
    raw["deprecated"] = [{"name": one.name} for one in htcds() if not one.in_force]
    return extended_by(htcds(), raw), raw


def for_reading(words: Words, rows: Rows) -> Vocabulary:
    """Give the vocabulary in which a file is read that describes itself.

    An organisation's own fields are known where it has fields of the same name and type; all others are
    not, and are kept aside as every column is that nobody knows.
    """
    said = extension_of(rows)
    there = {one["name"]: one.get("type") for one in said["field"]}
    fields = []
    for one in words.vocabulary:
        written = written_name(one)
        alike = written != one.name and there.get(written) == one.type.value
        fields.append(replace(one, also=(*one.also, written)) if alike else one)
    base = replace(words.vocabulary, fields=tuple(fields))
    part = casework_part()
    raw = {
        **part,
        "field": [*part["field"], *_of_others(base)],
        "deprecated": said["deprecated"],
    }
    return extended_by(base, raw)


def narrowed(raw: Raw, columns: Iterable[str]) -> Raw:
    """Keep of an extension what some columns need."""
    used = set(columns)
    fields = [one for one in raw["field"] if one["name"] in used]
    named = {one["table"] for one in fields}
    wanted = {one.get("list") for one in fields} | {
        htcds()[name].list for name in used if name in htcds().by_name
    }
    return {
        "vocabulary": raw["vocabulary"],
        "table": [one for one in raw["table"] if one["name"] in named],
        "field": fields,
        "list": [one for one in raw["list"] if one["name"] in wanted],
        "deprecated": [one for one in raw["deprecated"] if one["name"] in used],
    }


def _raw(vocabulary: Vocabulary, own: OwnFields | None) -> Raw:
    part = casework_part()
    fields = [*part["field"], *_of_others(vocabulary)]
    fields += [
        _field(one, written_name(one), one.table) for one in vocabulary if one.name not in htcds().by_name
    ]
    return {**part, "field": fields, "list": [*part["list"], *(own.lists if own else ())]}


def _of_others(vocabulary: Vocabulary) -> list[Raw]:
    return [
        _field(one, name_of_other(written_name(one)), OTHER)
        for one in vocabulary.of_table(*OF_OTHERS)
        if one.type is not FieldType.UNTYPED
    ]


def _field(one: Field, name: str, table: str) -> Raw:
    made: Raw = {
        "name": name,
        "table": table,
        "type": one.type.value,
        "label": {"en": one.label.en, "fr": one.label.fr},
        "description": {"en": one.description.en, "fr": one.description.fr},
        "disclosure": one.disclosure.value,
        "leaves": one.leaves,
    }
    bounds = {"list": one.list, "minimum": one.minimum, "maximum": one.maximum}
    return made | {key: value for key, value in bounds.items() if value is not None}


def _listed(name: str) -> Mapping[str, Any]:
    found = lists.code_list(name)
    codes = [{"code": one.code, "en": one.label.en, "fr": one.label.fr} for one in found.items]
    return {"name": f"{_LISTS}{name}", "source": found.source, "codes": codes}
