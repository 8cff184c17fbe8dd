"""A written bundle read again, and the people behind it brought to the same variables, to be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.differential_privacy import Measurements, PrivateSettings
from fanal.privacy.evaluation import PublishedCounts
from fanal.release.choosing import choose
from fanal.release.counts import COUNT, ClassCounts, CombinationCounts, Counts
from fanal.release.figures import plans
from fanal.release.methods import METHODS, Protected, Told
from fanal.release.methods.attributes import as_attributes
from fanal.release.methods.differentially_private import MEASUREMENTS
from fanal.release.result import Content
from fanal.release.settings import ReleaseSettings
from fanal.release.tables import from_csv
from fanal.release.variables import Variable
from fanal.standard import Records

_GROUPS = ("country", "age", "gender", "ctdc-gender", "ctdc-majority")
"""Hierarchies of the variables whose values are groups of people that a steward asks about first."""
_USUAL = ReleaseSettings(consent_assumed="-")
_TABLES_OF = 2
"""Variables of a published table that is compared by itself."""


@dataclass(frozen=True, kw_only=True)
class WrittenRelease:
    """A bundle as any reader finds it.

    Attributes
    ----------
    table
        The released rows.
    counts
        The published counts.
    vocabulary
        Name and version of the standard; empty for a table of no known vocabulary.
    settings
        The settings that were published with it.
    measured
        What was measured of its people with noise, and with what guarantee; none by other methods.
    """

    table: pl.DataFrame
    counts: Counts
    vocabulary: str
    settings: ReleaseSettings
    measured: PrivateSettings | None

    @property
    def by_chance(self) -> bool:
        """Whether noise protects its people."""
        return self.settings.method == "dp"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What is compared.

    Attributes
    ----------
    people
        The people behind a release, their values told as exactly as it tells them.
    release
        The released rows.
    published
        The published counts, table by table.
    combinations
        The published counts of combinations, where they are told so.
    separators
        What stands between several values of one cell, by column.
    groups
        The columns whose values are groups of people that a steward asks about first.
    """

    people: pl.DataFrame
    release: pl.DataFrame
    published: tuple[PublishedCounts, ...]
    combinations: pl.DataFrame | None
    separators: Mapping[str, str]
    groups: tuple[str, ...]


def find_bundle(path: Path) -> Path | None:
    """Find the bundle that a path names: its folder, or a data file in it; none where it is of no bundle."""
    for folder in (path, path.parent.parent if path.parent.name == "data" else path):
        if folder.is_dir() and (folder / "provenance.json").is_file():
            return folder
    return None


def read_bundle(folder: Path) -> WrittenRelease:
    """Read a bundle that `fanal.release.release` wrote.

    Raises
    ------
    Refusal
        If a file of it is missing or is not what a release has.
    """
    try:
        provenance = json.loads((folder / "provenance.json").read_bytes())
        first = "fictional-" if provenance["fictional"] else ""
        rows, counts = ((folder / "data" / f"{first}{name}.csv").read_bytes() for name in ("cases", "counts"))
        return WrittenRelease(
            table=from_csv(rows, 1),
            counts=_counts(from_csv(counts, 1)),
            vocabulary=provenance["vocabulary"],
            settings=(settings := _settings(provenance["settings"])),
            measured=_measured(folder / "data" / f"{first}{MEASUREMENTS}", settings),
        )
    except (OSError, ValueError, KeyError, TypeError, StopIteration, pl.exceptions.PolarsError):
        raise Refusal("release.not-a-bundle", folder=str(folder)) from None


def compared(data: Records | pl.DataFrame, written: WrittenRelease) -> Compared:
    """Bring people to the variables of a release: the same cases, the same derivation, as coarse as it is.

    Parameters
    ----------
    data
        What the release was made from; or people of the same kind.
    written
        The release.

    Raises
    ------
    Refusal
        If the variables cannot be made from `data`, or nobody in it may be released.
    """
    settings = written.settings
    chosen = choose(data, settings, lambda column: METHODS["k-anonymous"].is_year(column, settings))
    if not chosen.table.height:
        raise Refusal("release.nobody-consented")
    variables = {one.name: one for one in (*chosen.variables, *chosen.sensitive)}
    kept = [variables[name] for name in written.table.columns if name in variables]
    people = chosen.table
    if settings.person is not None and settings.method != "k-anonymous":
        people = _joined(people, settings.person, [one.name for one in kept])
        kept = list(as_attributes(kept, settings))
    separators = {one.name: ";" for one in kept if one.several}
    told = tuple(_told(one, people[one.name], written) for one in kept)
    coarse = [_coarser(people[one.variable.name], one) for one in told]
    return Compared(
        people=pl.DataFrame(coarse),
        release=written.table,
        published=tuple(_published(written, told)),
        combinations=written.counts.frame if isinstance(written.counts, CombinationCounts) else None,
        separators=separators,
        groups=tuple(one.name for one in kept if one.hierarchy.name in _GROUPS),
    )


def _settings(said: Mapping[str, Any]) -> ReleaseSettings:
    return ReleaseSettings(
        k=int(said.get("k", _USUAL.k)),
        consent=said["consent"],
        consent_assumed=said["consent_assumed"],
        columns=tuple(said["columns"]),
        sensitive=tuple(said["sensitive"]),
        person=said["person"],
        method=str(said["method"]),
    )


def _measured(path: Path, settings: ReleaseSettings) -> PrivateSettings | None:
    return Measurements.read(path).settings if settings.method == "dp" else None


def _counts(frame: pl.DataFrame) -> Counts:
    numbers = [name for name in (COUNT, "low", "high") if name in frame.columns]
    typed = frame.with_columns(pl.col(numbers).cast(pl.Int64))
    if {"column_1", "value_1"} <= set(frame.columns):
        return CombinationCounts(typed, {})
    return ClassCounts(typed)


def _joined(people: pl.DataFrame, person: str, names: Sequence[str]) -> pl.DataFrame:
    """Join the rows of one person; a row without is a person of its own."""
    rows = people.with_row_index("row")
    who = pl.coalesce(pl.concat_str(pl.lit("p"), person), pl.concat_str(pl.lit("r"), "row"))
    together = [pl.col(name).drop_nulls().unique().sort().str.join(";").replace("", None) for name in names]
    return rows.group_by(who.alias("who")).agg(together).sort("who").select(names)


def _told(variable: Variable, people: pl.Series, written: WrittenRelease) -> Told:
    """Find how coarsely a release tells a variable: the first level that says all its values, or most."""
    levels = variable.hierarchy.levels[:-1]
    if written.settings.method != "k-anonymous":
        return Told(variable=variable, level=0, words=levels[0])
    shown = set(written.table[variable.name].drop_nulls().unique().to_list())
    recorded = people.drop_nulls().unique().to_list()
    said = [
        len(shown & {variable.hierarchy.at(one, level) for one in recorded}) for level in range(len(levels))
    ]
    level = said.index(max(said))
    protected = variable.name in written.settings.columns
    return Told(variable=variable, level=level, words=levels[level], protected=protected)


def _coarser(values: pl.Series, told: Told) -> pl.Series:
    at = told.variable.hierarchy.at
    changed = {one: at(one, told.level) for one in values.drop_nulls().unique().to_list()}
    return values.replace(changed) if changed else values


def _published(written: WrittenRelease, told: Sequence[Told]) -> Iterator[PublishedCounts]:
    """Take the published counts apart into tables of one or two variables, with the charts that show each."""
    shown: dict[frozenset[str], list[str]] = {}
    for plan in plans(_content(written, tuple(told))):
        over = [one.variable.name for one in (plan.first, plan.second) if one is not None]
        shown.setdefault(frozenset(over), []).append(plan.name)
    for names, table in _tables(written.counts):
        yield PublishedCounts(
            table=table,
            columns=names,
            charts=tuple(shown.get(frozenset(names), ())),
            choices_apart=isinstance(written.counts, CombinationCounts),
        )


def _tables(counts: Counts) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    frame = counts.frame
    if isinstance(counts, ClassCounts):
        names = [name for name in frame.columns if name != COUNT]
        for size in range(1, _TABLES_OF + 1):
            for some in combinations(names, size):
                table = counts.over(*some)
                if table.height:
                    yield some, table
        return
    numbers = [name for name in (COUNT, "low", "high") if name in frame.columns]
    places = [name for name in frame.columns if name.startswith("column_")]
    if len(places) > _TABLES_OF:
        frame = frame.filter(pl.col(places[_TABLES_OF]).is_null())
    for key, part in frame.group_by(places[:_TABLES_OF], maintain_order=True):
        over = tuple(str(name) for name in key if name is not None)
        values = [pl.col(f"value_{place}").alias(name) for place, name in enumerate(over, start=1)]
        yield over, part.select(*values, *numbers)


@dataclass(frozen=True, kw_only=True)
class _Read(Protected):
    """Rows of a bundle: they were judged when it was written."""

    def check_rows(self, found: pl.DataFrame) -> None:
        """Judge nothing."""


def _content(written: WrittenRelease, told: tuple[Told, ...]) -> Content:
    return Content(
        settings=replace(written.settings),
        vocabulary=written.vocabulary,
        fictional=False,
        protected=_Read(table=written.table, told=told, counts=written.counts),
        exact=None,
    )
