"""The domain of a variable: all values that there may be, from public facts alone, never from the rows."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unicodedata import normalize

from fanal.presentation import Refusal
from fanal.release.dp_settings import DifferentialPrivacy
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Kind, Publishable, Variable, column_variable, publishable
from fanal.standard import Field, FieldType, Vocabulary, ctdc, htcds
from fanal.standard.hierarchies import SEVERAL, WITHHELD, named_hierarchy

OLDEST = 120
"""Years. No age above it is told; see `deriving`."""
_NUMBERS = re.compile(r"[0-9]{1,4}(?:(?:–|--)[0-9]{1,4}|\+)?")
_told_as: dict[tuple[str, int], frozenset[str]] = {}


def domain_of(variable: Variable, stated: DifferentialPrivacy, known: Publishable | None) -> tuple[str, ...]:
    """Give all values that a variable may have.

    What is stated comes first; then the years stated, for years; then what the standard says.

    Parameters
    ----------
    variable
        The variable.
    stated
        The domains and the years that the publisher states.
    known
        What may be published of the vocabulary; none for a table of no known vocabulary.

    Raises
    ------
    Refusal
        If neither says it, or a value is stated that the standard does not have.
    """
    values = () if known is None else _of_standard(variable, known.vocabulary)
    if variable.name in stated.domain:
        for value in stated.domain[variable.name]:
            if values and value not in values:
                raise Refusal("release.domain-not-of-standard", name=variable.name, value=value)
        return stated.domain[variable.name]
    if variable.is_year:
        if stated.years is None:
            raise Refusal("release.years-missing", name=variable.name)
        return tuple(str(year) for year in range(stated.years[0], stated.years[1] + 1))
    if not values:
        raise Refusal("release.domain-missing", name=variable.name)
    return values


def may_be_told(variable: Variable, value: str, vocabulary: Vocabulary) -> bool:
    """Whether a value is one that a release may tell of a variable, as exactly or as coarsely as any does.

    Of coded variables only codes and groups of the standard are, in no other spelling; of numbers and years
    only numbers and bands of them. So no text that somebody typed passes for a value.

    Parameters
    ----------
    variable
        One that may be published of the vocabulary.
    value
        A single choice, where there may be several.
    """
    if values := _of_standard(variable, vocabulary):
        return value in _at_any_level(variable, values)
    if _NUMBERS.fullmatch(value) is None or not variable.hierarchy.knows(value):
        return False
    return not variable.is_year or all(1900 <= int(one) <= 2100 for one in value.split("–"))


def known_before(
    settings: ReleaseSettings, stated: DifferentialPrivacy
) -> tuple[Publishable | None, tuple[Variable, ...]]:
    """Find every variable asked for, each with a domain, before any file is read.

    Parameters
    ----------
    settings, stated
        What is asked for.

    Returns
    -------
    tuple
        What may be published of the vocabulary that they are of, none for a table of no known one; and
        the variables.

    Raises
    ------
    Refusal
        If none of the known vocabularies, with what is stated, says all values of a variable.
    """
    wrong: Refusal | None = None
    for vocabulary in (htcds(), ctdc()):
        known = publishable(vocabulary)
        try:
            variables = known.named(settings.columns) if settings.columns else known.defaults()
            for one in variables:
                domain_of(one, stated, known)
            return known, variables
        except Refusal as refusal:
            if wrong is None or refusal.finding.code != "release.unknown-variable":
                wrong = refusal
    foreign = wrong is None or wrong.finding.code == "release.unknown-variable"
    if foreign and settings.columns and set(settings.columns) <= set(stated.domain):
        return None, tuple(column_variable(name) for name in settings.columns)
    if wrong is not None and wrong.finding.code != "release.unknown-variable":
        raise wrong
    raise Refusal(
        "release.domain-missing", name=next(one for one in settings.columns if one not in stated.domain)
    )


def read_domain(path: Path) -> dict[str, tuple[str, ...]]:
    """Read a file of domains, TOML or JSON: ``column = ["value", …]``, or ``{from = 2002, to = 2021}``.

    Raises
    ------
    Refusal
        If the file cannot be read, or a column has no list of values.
    """
    try:
        raw = path.read_bytes()
        said: Any = (
            json.loads(raw, object_pairs_hook=_once)
            if path.suffix.lower() == ".json"
            else tomllib.loads(raw.decode())
        )
    except FileNotFoundError:
        raise Refusal("release.domain-no-file", file=str(path)) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Refusal("release.domain-unreadable", file=path.name, why=why) from None
    except (ValueError, RecursionError) as error:
        raise Refusal("release.domain-unreadable", file=path.name, why=str(error)[:200]) from None
    if not isinstance(said, Mapping) or not said:
        raise Refusal("release.domain-empty", file=path.name)
    return {str(name): _values(str(name), values) for name, values in said.items()}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a JSON object that names one key twice, as TOML does: which of them counts would be a guess."""
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise ValueError(f"“{twice[:60]}” stands twice")
    return made


def _values(name: str, said: Any) -> tuple[str, ...]:
    """Read the values of one column."""
    if isinstance(said, Mapping) and set(said) == {"from", "to"}:
        first, last = said["from"], said["to"]
        if all(type(end) is int for end in (first, last)) and 0 <= last - first <= 10_000:
            return tuple(str(number) for number in range(first, last + 1))
    if not isinstance(said, list) or not said or not all(type(one) in (str, int) for one in said):
        raise Refusal("release.domain-wrong", name=name)
    values = tuple(normalize("NFC", str(one).strip()) for one in said)
    if "" in values or len(set(values)) != len(values):
        raise Refusal("release.domain-wrong", name=name)
    return values


def _at_any_level(variable: Variable, values: tuple[str, ...]) -> frozenset[str]:
    """Give the values, and all that they are told as less exactly."""
    key = (variable.name, hash(values))
    if key not in _told_as:
        levels = range(len(variable.hierarchy.levels))
        told = {variable.hierarchy.at(value, level) for value in values for level in levels}
        several = {SEVERAL} if variable.several else set()
        _told_as[key] = frozenset(told | several) - {WITHHELD}
    return _told_as[key]


def _of_standard(variable: Variable, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Give the values that the standard has for a variable; none where they have no end."""
    first = vocabulary[variable.fields[0]]
    if variable.kind in (Kind.AGE, Kind.BAND):
        return _age_bands()
    if first.type is FieldType.CHECKBOX:
        return ("0", "1")
    if first.list is not None and first.type is not FieldType.YEAR:
        return _codes(first, vocabulary)
    return ()


def _codes(field: Field, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(vocabulary.code_list(field).by_code)


def _age_bands() -> tuple[str, ...]:
    """Give the bands in which an age is told."""
    age = named_hierarchy("age", FieldType.INTEGER)
    bands = (age.at(str(years), 1) for years in range(OLDEST + 1))
    return tuple(band for band in dict.fromkeys(bands) if band != WITHHELD)
