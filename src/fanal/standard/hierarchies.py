"""Generalisation hierarchies: how the values of a field may be told less exactly, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from fanal.standard.hierarchy import SEVERAL, WITHHELD, Hierarchy, told
from fanal.standard.hierarchy_groups import Choices, Groups, Plain
from fanal.standard.hierarchy_numbers import Cuts, Dates, Numbers
from fanal.standard.vocabulary import CodeList, Field, FieldType, Vocabulary, load, read_code_list, words

__all__ = ["SEVERAL", "WITHHELD", "Hierarchy", "hierarchy_for", "hierarchy_names", "named_hierarchy"]

_FILES = {"iso-3166": "iso-3166.toml", "iso-639-2": "iso-639-2.toml"}
"""The files of the lists that hierarchies are named for."""


def hierarchy_for(field: Field, vocabulary: Vocabulary) -> Hierarchy:
    """Give the hierarchy along which a release coarsens a field.

    It is the one that `field.generalise` names for the type of the field, else that of the groups of
    its code list, else the value or nothing. Several choices are told one by one, then as several.

    Parameters
    ----------
    field
        A field of the vocabulary.
    vocabulary
        Where its code list is.
    """
    one = _hierarchy_of_one(field, vocabulary)
    return Choices(one) if field.type is FieldType.MULTISELECT else one


def hierarchy_names() -> tuple[str, ...]:
    """Give the names that `named_hierarchy` knows, in the order of the file."""
    return tuple(dict.fromkeys(raw["name"] for raw in _catalogue()))


def named_hierarchy(name: str, type: FieldType | None = None) -> Hierarchy:
    """Give a hierarchy by its name, for a column of any table.

    Parameters
    ----------
    name
        One of `hierarchy_names`: ``country``, ``year``, ``age``…
    type
        What the column holds, where hierarchies for several types share a name; without it, the
        first of that name.

    Raises
    ------
    KeyError
        If there is none of that name and type.
    """
    found = _find(name, type)
    if found is None:
        raise KeyError(f"no hierarchy {name!r}; there are: {', '.join(hierarchy_names())}")
    return found


def _hierarchy_of_one(field: Field, vocabulary: Vocabulary) -> Hierarchy:
    if field.generalise is not None and (found := _find(field.generalise, field.type)) is not None:
        return found
    if field.list is not None and field.type is not FieldType.BAND:
        return _of_list(vocabulary.code_list(field))
    return Plain(field.name, told("value"), boxed=field.type is FieldType.CHECKBOX)


def _of_list(list_: CodeList) -> Groups:
    """Make the hierarchy of the groups of a code list."""
    parents = {group.code: group.group for group in list_.groups}
    deepest = 0
    for code in list_.codes:
        depth, group = 0, code.group
        while group is not None:
            depth, group = depth + 1, parents[group]
        deepest = max(deepest, depth)
    levels = [told("value"), told("group"), *[told("broader-group")] * deepest]
    return Groups(list_.name, list_, tuple(levels[: deepest + 1]))


@cache
def _catalogue() -> tuple[Mapping[str, Any], ...]:
    return tuple(load("hierarchies.toml")["hierarchy"])


@cache
def _find(name: str, type_: FieldType | None) -> Hierarchy | None:
    of_name = [raw for raw in _catalogue() if raw["name"] == name]
    for_type = [raw for raw in of_name if type_ in raw.get("types", ())]
    for_all = [raw for raw in of_name if type_ is None or "types" not in raw]
    raw = next(iter([*for_type, *for_all]), None)
    return None if raw is None else _KINDS[raw["kind"]](raw)


def _read_list(raw: Mapping[str, Any]) -> Groups:
    list_ = read_code_list(
        next(one for one in load(_FILES[raw["list"]])["list"] if one["name"] == raw["list"])
    )
    return Groups(raw["name"], list_, tuple(words(one) for one in raw["levels"]))


def _read_numbers(raw: Mapping[str, Any]) -> Numbers:
    return Numbers(
        name=raw["name"],
        words=tuple(words(one) for one in raw["levels"]),
        cuts=tuple(Cuts(tuple(starts), raw.get("period")) for starts in raw["cuts"]),
        years=raw["print"] == "years",
        print_as={kind: words(one) for kind, one in raw["words"].items()},
    )


def _read_dates(raw: Mapping[str, Any]) -> Dates:
    years = named_hierarchy(raw["then"])
    if not isinstance(years, Numbers):
        raise TypeError(f"{raw['name']} goes on with {raw['then']}, which is not of numbers")
    day, month = (words(one) for one in raw["levels"])
    return Dates(raw["name"], (day, month), years)


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Hierarchy]] = {
    "list": _read_list,
    "numbers": _read_numbers,
    "dates": _read_dates,
}
