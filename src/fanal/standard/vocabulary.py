"""A vocabulary: tables, fields and code lists of a standard, read from TOML beside the code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from threading import Lock
from typing import Any

from fanal.presentation import Language


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long text"
    NUMBER = "number"
    INTEGER = "integer"
    YEAR = "year"
    DATE = "date"
    CHECKBOX = "checkbox"
    PICKLIST = "picklist"
    MULTISELECT = "multiselect"
    GEOLOCATION = "geolocation"
    BAND = "band"
    """An age or a length in months, as a band such as ``18--20``."""
    LOOKUP = "lookup"
    """The name of an organisation, a person or a user that another table holds."""
    UNTYPED = "untyped"
    """Listed by the standard without a type: kept as it came."""


class Status(StrEnum):
    """Where a field or code stands in its standard."""

    DRAFT = "draft"
    """In force: HTCDS 2.0 calls every field that it has not deprecated a draft."""
    DEPRECATED = "deprecated"
    """Read and flagged, not offered for new data."""
    EXTENSION = "extension"
    """Not of the standard: Fanal's own, or an organisation's."""


class Disclosure(StrEnum):
    """What a field may give away about a person, and so what may happen to it in a release."""

    IDENTIFYING = "identifying"
    """Points at one person alone: never printed, never released."""
    QUASI_IDENTIFYING = "quasi-identifying"
    """Points at one person together with others, and an outsider may know it."""
    SENSITIVE = "sensitive"
    """What must not be learned about a person."""
    PROCESS = "process"
    """About the handling of the case."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    en: str
    fr: str

    def in_(self, language: Language) -> str:
        """Give them in one language."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list.

    Attributes
    ----------
    code, label
        What is stored, and what people read.
    status
        Whether it is of the standard, deprecated, or an extension.
    group
        The code of the broader group it generalises to, where the list has groups.
    also
        Other spellings met in real files: other codes, labels, names.
    """

    code: str
    label: Words
    status: Status = Status.DRAFT
    group: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A list of codes, with where it comes from."""

    name: str
    source: str
    version: str
    codes: tuple[Code, ...]
    groups: tuple[Code, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Code]:
        """Its codes by their code."""
        return {code.code: code for code in self.codes}

    def offered(self) -> list[Code]:
        """Give the codes that new data may use."""
        return [code for code in self.codes if code.status is not Status.DEPRECATED]


@dataclass(frozen=True)
class Field:
    """One field of a vocabulary.

    Attributes
    ----------
    name
        With its prefix, ``prs_Gender``.
    table
        The name of its table.
    type, published_type
        What it holds; how the standard says it.
    core, status
        As the standard marks it.
    list
        The name of its code list, for picklists.
    label, description
        In both languages; the description in our own words.
    disclosure
        What it may give away.
    leaves
        False for what never leaves an organisation by default: addresses and coordinates of
        shelters, case owners, caseworkers, and whatever is identifying.
    generalise
        The name of the hierarchy along which a release coarsens it, if any.
    format
        ``e164`` for a telephone number, ``email``.
    band
        The field that holds a band, where a number was given as one.
    minimum, maximum
        The bounds of a number.
    also
        Names seen in published files for the same field.
    standard
        ``HTCDS 2.0``, ``CTDC``, ``Fanal``, or the name of an organisation's extension.
    """

    name: str
    table: str
    type: FieldType
    label: Words
    description: Words
    disclosure: Disclosure
    status: Status = Status.DRAFT
    published_type: str = ""
    core: bool = False
    list: str | None = None
    leaves: bool = True
    generalise: str | None = None
    format: str | None = None
    band: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    also: tuple[str, ...] = ()
    standard: str = ""

    @property
    def in_force(self) -> bool:
        """Whether new data may use it."""
        return self.status is not Status.DEPRECATED

    @property
    def secret(self) -> bool:
        """Whether a value of it may never be printed: identities, free text, and what never leaves."""
        return (
            self.disclosure is Disclosure.IDENTIFYING
            or not self.leaves
            or self.type in (FieldType.LONG_TEXT, FieldType.UNTYPED)
        )


@dataclass(frozen=True)
class TableOf:
    """A table of a vocabulary: one row per case, or several (`repeats`)."""

    name: str
    label: Words
    prefix: str
    repeats: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """The tables, fields and code lists of one standard.

    `missing` and `redacted` hold the marks that published files put in place of a value that was not
    recorded, or that the publisher withheld, by field name; under ``every`` those of every field.
    """

    name: str
    version: str
    source: str
    licence: str
    title: Words
    tables: tuple[TableOf, ...]
    fields: tuple[Field, ...]
    lists: Mapping[str, CodeList] = field(default_factory=dict)
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    redacted: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Field]:
        """Walk the fields in the order of the standard."""
        return iter(self.fields)

    def __getitem__(self, name: str) -> Field:
        """Find a field by its name."""
        return self.by_name[name]

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Its fields by their name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def table_by_name(self) -> Mapping[str, TableOf]:
        """Its tables by their name."""
        return {table.name: table for table in self.tables}

    def of_table(self, *names: str) -> list[Field]:
        """Give the fields of some tables, in the order of the standard."""
        return [field for field in self.fields if field.table in names]

    def code_list(self, field: Field) -> CodeList:
        """Give the codes of a picklist.

        Raises
        ------
        KeyError
            If the field has no list.
        """
        if field.list is None:
            raise KeyError(f"{field.name} has no code list")
        return self.lists[field.list]


def words(raw: Mapping[str, str] | str) -> Words:
    """Read words in both languages; a plain text stands for both."""
    return Words(raw, raw) if isinstance(raw, str) else Words(raw["en"], raw["fr"])


def read_code_list(raw: Mapping[str, Any]) -> CodeList:
    """Read one ``[[list]]`` of a TOML file."""
    return CodeList(
        name=raw["name"],
        source=raw["source"],
        version=str(raw.get("version", "")),
        codes=tuple(_code(code) for code in raw["codes"]),
        groups=tuple(_code(code) for code in raw.get("groups", ())),
    )


def _code(raw: Mapping[str, Any]) -> Code:
    return Code(
        code=raw["code"],
        label=Words(raw["en"], raw["fr"]),
        status=Status(raw.get("status", "draft")),
        group=raw.get("group"),
        also=tuple(raw.get("also", ())),
    )


def read_field(raw: Mapping[str, Any], standard: str) -> Field:
    """Read one ``[[field]]`` of a TOML file."""
    optional = {
        name: raw[name]
        for name in ("published_type", "core", "list", "generalise", "format", "band", "minimum", "maximum")
        if name in raw
    }
    return Field(
        name=raw["name"],
        table=raw["table"],
        type=FieldType(raw["type"]),
        label=words(raw["label"]),
        description=words(raw["description"]),
        disclosure=Disclosure(raw["disclosure"]),
        status=Status(raw.get("status", "draft")),
        leaves=raw.get("leaves", raw["disclosure"] != Disclosure.IDENTIFYING),
        also=tuple(raw.get("also", ())),
        standard=standard,
        **optional,
    )


def load(name: str) -> Mapping[str, Any]:
    """Read one of the TOML files of the standard, ``htcds-2.0.toml``."""
    return tomllib.loads(files("fanal.standard").joinpath("data", name).read_text(encoding="utf-8"))


def build(main: str, *more: str, lists: Sequence[str]) -> Vocabulary:
    """Put a vocabulary together from its files.

    Parameters
    ----------
    main
        The file with ``[vocabulary]``, its tables and fields.
    *more
        Files with further fields, each under its own ``[vocabulary]``: Fanal's extension.
    lists
        Files with code lists; codes of a later file are added to a list of the same name.
    """
    raw = load(main)
    head = raw["vocabulary"]
    standard = f"{head['name']} {head['version']}".strip()
    fields = [read_field(one, standard) for one in raw["field"]]
    for other in more:
        extra = load(other)
        fields += [read_field(one, extra["vocabulary"]["name"]) for one in extra["field"]]
    return Vocabulary(
        name=head["name"],
        version=str(head["version"]),
        source=head["source"],
        licence=head["licence"],
        title=words(head["title"]),
        tables=tuple(
            TableOf(one["name"], words(one["label"]), one["prefix"], one.get("repeats", False))
            for one in raw["table"]
        ),
        fields=tuple(fields),
        lists=_Lists(lists),
        missing=_marks(raw, "missing"),
        redacted=_marks(raw, "redacted"),
    )


def _marks(raw: Mapping[str, Any], kind: str) -> dict[str, frozenset[str]]:
    marks: dict[str, frozenset[str]] = {}
    for spelling in raw.get("spelling", ()):
        for name, texts in spelling.get(kind, {}).items():
            marks[name] = marks.get(name, frozenset()) | frozenset(texts)
    return marks


class _Lists(Mapping[str, CodeList]):
    """Code lists by name; the long ones, each in a file of its own name, are read when asked for."""

    def __init__(self, names: Sequence[str]) -> None:
        self._read: dict[str, CodeList] = {}
        self._reading = Lock()
        self._unread = {name.removesuffix(".toml"): name for name in names if name in _ONE_LIST_EACH}
        for name in names:
            if name not in _ONE_LIST_EACH:
                self._add(name)

    def _add(self, name: str) -> None:
        for raw in load(name)["list"]:
            read = read_code_list(raw)
            if known := self._read.get(read.name):
                read = replace(known, codes=known.codes + read.codes, groups=known.groups + read.groups)
            self._read[read.name] = read

    def __getitem__(self, name: str) -> CodeList:
        if name in self._unread:
            with self._reading:
                # Taken out once it is read: another thread would find it in neither place.
                if name in self._unread:
                    self._add(self._unread[name])
                    del self._unread[name]
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._read, *self._unread])

    def __len__(self) -> int:
        return len(self._read) + len(self._unread)


_ONE_LIST_EACH = ("iso-3166.toml", "iso-639-2.toml")


@cache
def htcds() -> Vocabulary:
    """Give HTCDS 2.0 with Fanal's extension."""
    return build(
        "htcds-2.0.toml",
        "extension.toml",
        lists=("htcds-2.0-lists.toml", "iso-3166.toml", "iso-639-2.toml", "extension-lists.toml"),
    )


@cache
def ctdc() -> Vocabulary:
    """Give the flat form of the Counter-Trafficking Data Collaborative."""
    return build("ctdc.toml", lists=("ctdc-lists.toml", "iso-3166.toml"))
