"""A published release, opened for reading: its variables, its rows in memory, its published counts.

It reads the folder that `fanal.release` wrote and nothing else, so that no question can reach further than
what anybody may download.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from fanal.exploring.aggregates import FILE as AGGREGATES
from fanal.exploring.aggregates import Aggregates
from fanal.exploring.combinations import Combinations
from fanal.exploring.rows import Rows
from fanal.exploring.variables import NOT_TOLD, Kind, Variable, described, variable, vocabulary_named
from fanal.presentation import Refusal
from fanal.release.counts import COUNT, HIGH, LOW
from fanal.release.tables import from_csv


@dataclass(frozen=True, kw_only=True, eq=False)
class Published:
    """What a release tells; made by `Published.open`, unchanged from then on, and safe to share by threads.

    Attributes
    ----------
    folder
        The release's folder in the public folder.
    title
        As the release gives it, in English; the catalogue has both languages.
    method, k, epsilon, vocabulary, fictional
        How people are protected; of which standard; whether the cases are generated.
    people
        Rows released, and people in `aggregates`, where their number is told.
    least
        The smallest count that is ever told.
    period
        The first and the last year told, or nothing.
    variables
        The fields that may be asked for, by name.
    unprotected
        Columns of the rows that the method does not protect: they are not counted here.
    rows
        The released rows.
    counts
        Published counts with error bars; none where the rows are what counts are made from.
    longest
        Values of the longest combination in the published counts.
    aggregates
        Protected counts of contributors who shared counts only, if any.
    files
        Paths of the data files within `folder`, by name: ``cases.csv``, ``counts.csv``…
    """

    folder: Path
    title: str
    method: str
    k: int | None
    epsilon: float | None
    vocabulary: str
    fictional: bool
    people: int
    least: int
    period: tuple[str, str] | None
    variables: Mapping[str, Variable]
    unprotected: tuple[str, ...]
    rows: Rows = field(repr=False)
    counts: Combinations | None = field(repr=False)
    longest: int
    aggregates: Aggregates | None = field(repr=False)
    files: Mapping[str, str]

    @classmethod
    def open(cls, folder: Path) -> Published:
        """Open the folder of a release, ``releases/2026.1``, or a bundle by itself.

        Raises
        ------
        Refusal
            If it is not a bundle of `fanal.release`, or cannot be read.
        """
        bundle = folder / "bundle" if (folder / "bundle").is_dir() else folder
        try:
            return _open(folder, bundle)
        except (OSError, ValueError, LookupError, TypeError, pl.exceptions.PolarsError):
            raise Refusal("exploring.release-unreadable", folder=folder.name) from None

    @property
    def licence(self) -> str:
        """The licence of the release, as its terms name it."""
        return "CC-BY-4.0"


def _open(folder: Path, bundle: Path) -> Published:
    package = json.loads((bundle / "datapackage.json").read_text(encoding="utf-8"))
    made = json.loads((bundle / "provenance.json").read_text(encoding="utf-8"))
    settings = made["settings"]
    cases, counted = (_resource(package, name) for name in ("cases", "counts"))
    fields = {one["name"]: one for one in cases["schema"]["fields"]}
    names = [name for name in settings["columns"] if name in fields]
    table = pl.read_parquet(bundle / cases["path"].replace(".csv", ".parquet"), columns=names)
    counts = _combinations(bundle / counted["path"]) if settings["method"] == "dp" else None
    aggregates = Aggregates.read(folder / AGGREGATES)
    known = vocabulary_named(made["vocabulary"])
    several = {name for name in names if described(name, known, []).several}
    rows = Rows.of(table, several)
    variables = {}
    for name in names:
        people = dict(rows.people_by(name) if counts is None else counts.people_by(name))
        blank = people.pop(NOT_TOLD, 0) > 0
        for code, count in ({} if aggregates is None else aggregates.counts.people_by(name)).items():
            if code == NOT_TOLD:
                blank = True
            else:
                people[code] = people.get(code, 0) + count
        made_of = described(name, known, list(people))
        variables[name] = variable(made_of, fields[name], people, blank, settings["method"])
    shared = None if aggregates is None else aggregates.people
    return Published(
        folder=folder,
        title=package["title"],
        method=settings["method"],
        k=settings.get("k"),
        epsilon=settings.get("differential_privacy", {}).get("epsilon"),
        vocabulary=made["vocabulary"],
        fictional=made["fictional"],
        people=table.height + (shared or 0),
        least=_least(counted, settings, aggregates),
        period=_period(variables),
        variables=variables,
        unprotected=tuple(name for name in fields if name not in names),
        rows=rows,
        counts=counts,
        longest=2 if settings["method"] == "k-anonymous" else _longest(counted),
        aggregates=aggregates,
        files=_files(folder, bundle),
    )


def _resource(package: Mapping[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for one in package["resources"] if one["name"].removeprefix("fictional-") == name
    )
    return found


def _combinations(path: Path) -> Combinations:
    """Read counts with error bars; those that do not stand out of the noise by themselves are left out."""
    found = from_csv(path.read_bytes(), 1)
    return Combinations.of(found.with_columns(pl.col(COUNT, LOW, HIGH).cast(pl.Int64)))


def _longest(counted: Mapping[str, Any]) -> int:
    return sum(one["name"].startswith("column_") for one in counted["schema"]["fields"])


def _least(counted: Mapping[str, Any], settings: Mapping[str, Any], aggregates: Aggregates | None) -> int:
    stated = [one["constraints"]["minimum"] for one in counted["schema"]["fields"] if one["name"] == COUNT]
    # Rows drawn from noisy counts are nobody's: one of them is told, none is not.
    least = int(settings.get("k") or max(1, *stated))
    return least if aggregates is None else min(least, aggregates.least)


def _period(variables: Mapping[str, Variable]) -> tuple[str, str] | None:
    for one in variables.values():
        codes = [value.code for value in one.values if value.code != NOT_TOLD]
        if one.kind is Kind.TIME and codes:
            return min(codes)[:4], max(codes)[-4:]
    return None


def _files(folder: Path, bundle: Path) -> dict[str, str]:
    found = sorted((bundle / "data").iterdir())
    return {one.name.removeprefix("fictional-"): one.relative_to(folder).as_posix() for one in found}
