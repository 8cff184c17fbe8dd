"""Which variables a release may publish, and how each is made: read from data, checked when read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from fanal.presentation import Refusal, text
from fanal.standard import Disclosure, Field, FieldType, Vocabulary, Words
from fanal.standard.hierarchies import Hierarchy, hierarchy_for, named_hierarchy
from fanal.standard.hierarchy_groups import Choices, Plain
from fanal.standard.vocabulary import words

_CODED = frozenset(
    {
        FieldType.PICKLIST,
        FieldType.MULTISELECT,
        FieldType.CHECKBOX,
        FieldType.BAND,
        FieldType.YEAR,
        FieldType.INTEGER,
    }
)
"""Types whose values come from a closed set, so that no sentence and no name can hide in them."""
_SEVERAL = 3
"""Values that a cell of several seldom exceeds."""


class Kind(StrEnum):
    """How a variable is made from the fields of a record."""

    SAME = "same"
    YEAR = "year"
    AGE = "age"
    BAND = "band"
    PLACES = "places"
    COLUMN = "column"
    """A column of a table that is of no known vocabulary."""


class Role(StrEnum):
    """What a variable gives away."""

    QUASI_IDENTIFYING = "quasi-identifying"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One column of a release.

    Attributes
    ----------
    name, label, description
        As published, and in words.
    kind, fields
        How it is made, and of what.
    hierarchy
        How it may be told less exactly.
    role, default
        What it gives away; whether a release publishes it unless told otherwise.
    several
        Whether a cell may hold several choices, with ``;`` between.
    birth, band, where, is_
        See `variables-htcds.toml`.
    hxl, hxl_coarse
        Its hashtag as it is, and once told less exactly.
    codes
        The field whose code list its values are of, if any.
    """

    name: str
    label: Words
    description: Words
    kind: Kind
    fields: tuple[str, ...]
    hierarchy: Hierarchy
    role: Role
    default: bool = False
    several: bool = False
    birth: str | None = None
    band: str | None = None
    where: str | None = None
    is_: str | None = None
    hxl: str = ""
    hxl_coarse: str = ""
    codes: Field | None = None

    @property
    def is_year(self) -> bool:
        """Whether it holds years."""
        return self.hierarchy.name == "year"

    @property
    def is_country(self) -> bool:
        """Whether it holds countries."""
        return self.hierarchy.name == "country"

    @property
    def runs(self) -> bool:
        """Whether its values run from low to high: years, ages, numbers."""
        return self.hierarchy.name in ("year", "age", "months", "children")

    def sort_key(self, value: str) -> tuple[int, str]:
        """Give what its values sort by: the number that a value begins with, where they run."""
        number = re.match(r"\d+", value) if self.runs else None
        return (int(number[0]) if number else 0, value)


@dataclass(frozen=True)
class LeaveOut:
    """Cases that a release is not about."""

    field: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Publishable:
    """All that may be published of the records of one vocabulary."""

    vocabulary: Vocabulary
    variables: tuple[Variable, ...]
    leave_out: tuple[LeaveOut, ...]

    def named(self, names: Sequence[str]) -> tuple[Variable, ...]:
        """Find variables by their names, or by the field that each is made of.

        Raises
        ------
        Refusal
            If a name is not of a variable, or stands twice.
        """
        by_name = {variable.name: variable for variable in self.variables}
        for variable in self.variables:
            for one in variable.fields:
                if variable.kind is Kind.SAME:
                    by_name.setdefault(one, variable)
        found: list[Variable] = []
        for name in names:
            if name not in by_name:
                raise Refusal("release.unknown-variable", name=name, known=", ".join(self.names()))
            if by_name[name] in found:
                raise Refusal("release.variable-twice", name=name)
            found.append(by_name[name])
        return tuple(found)

    def names(self) -> list[str]:
        """Give the names of all variables."""
        return [variable.name for variable in self.variables]

    def defaults(self) -> tuple[Variable, ...]:
        """Give the variables that are published unless told otherwise."""
        return tuple(variable for variable in self.variables if variable.default)


def publishable(vocabulary: Vocabulary) -> Publishable:
    """Give what may be published of the records of a vocabulary.

    Raises
    ------
    ValueError
        If the data file names a field that may not leave: a defect of Fanal.
    """
    raw = tomllib.loads(
        files("fanal.release")
        .joinpath("data", f"variables-{vocabulary.name.lower()}.toml")
        .read_text(encoding="utf-8")
    )
    written = raw["variable"]
    if raw.get("every_field", False):
        more = {one["name"]: one for one in written}
        written = [
            {"kind": "same", "fields": [one.name], "hxl": raw["hxl"]}
            | {"name": one.name}
            | more.get(one.name, {})
            for one in vocabulary
            if not one.secret and one.type in _CODED
        ]
    return Publishable(
        vocabulary,
        tuple(_variable(one, vocabulary) for one in written),
        tuple(LeaveOut(one["field"], tuple(one["codes"])) for one in raw.get("leave-out", ())),
    )


def column_variable(name: str, *, year: bool = False) -> Variable:
    """Make the variable of a column that no vocabulary knows.

    Parameters
    ----------
    name
        Its heading.
    year
        Whether its values are years, which can be told less exactly.
    """
    value = Words(text("release.value-or-withheld", "en"), text("release.value-or-withheld", "fr"))
    return Variable(
        name=name,
        label=Words(name, name),
        description=Words("", ""),
        kind=Kind.COLUMN,
        fields=(name,),
        hierarchy=named_hierarchy("year") if year else Plain(name, value),
        role=Role.QUASI_IDENTIFYING,
        default=True,
        hxl="#date+year" if year else "#indicator",
        hxl_coarse="#date+years" if year else "",
    )


def _variable(raw: Mapping[str, Any], vocabulary: Vocabulary) -> Variable:
    kind = Kind(raw["kind"])
    first = vocabulary[raw["fields"][0]]
    _check_may_leave(raw, kind, vocabulary)
    sensitive = first.disclosure is not Disclosure.QUASI_IDENTIFYING
    hierarchy, several = _hierarchy(raw, kind, first, vocabulary)
    return Variable(
        name=raw["name"],
        label=words(raw["label"]) if "label" in raw else first.label,
        description=words(raw["description"]) if "description" in raw else first.description,
        kind=kind,
        fields=tuple(raw["fields"]),
        hierarchy=hierarchy,
        role=Role(raw.get("role", Role.SENSITIVE if sensitive else Role.QUASI_IDENTIFYING)),
        default=raw.get("default", False),
        several=several,
        birth=raw.get("birth"),
        band=raw.get("band"),
        where=raw.get("where"),
        is_=raw.get("is"),
        hxl=raw["hxl"],
        hxl_coarse=raw.get("hxl_coarse", raw["hxl"]),
        codes=first if first.list is not None else None,
    )


def _hierarchy(
    raw: Mapping[str, Any], kind: Kind, first: Field, vocabulary: Vocabulary
) -> tuple[Hierarchy, bool]:
    """Find how a variable may be told less exactly, and whether it may hold several choices."""
    if kind in (Kind.AGE, Kind.BAND):
        return named_hierarchy(raw["hierarchy"], FieldType.BAND), False
    if kind is Kind.YEAR:
        return named_hierarchy(raw["hierarchy"]), False
    one = hierarchy_for(first, vocabulary)
    if kind is Kind.PLACES:
        return Choices(one), True
    return one, first.type is FieldType.MULTISELECT


def _check_may_leave(raw: Mapping[str, Any], kind: Kind, vocabulary: Vocabulary) -> None:
    """Make sure that nothing leaves but coded values; a birth date only within an age."""
    for name in (*raw["fields"], *filter(None, (raw.get("band"), raw.get("where")))):
        field = vocabulary[name]
        dated = kind in (Kind.YEAR, Kind.AGE) and field.type is FieldType.DATE
        if field.secret or not (dated or field.type in _CODED):
            raise ValueError(f"{raw['name']} would publish {name}, which may not leave")
    if ("birth" in raw) is not (kind is Kind.AGE):
        raise ValueError(f"{raw['name']}: only an age may look at a day of birth")


def attributes_held(variables: Iterable[Variable]) -> int:
    """Say how many attributes a row seldom exceeds: one of each variable, three where it takes several.

    It is said of the variables alone, so that counts with noise need not measure it of the people.
    """
    return sum(_SEVERAL if one.several else 1 for one in variables)
