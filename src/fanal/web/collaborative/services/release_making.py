"""Making the files of a release: reading what goes in, protecting it, and sealing the bundle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.utils import timezone

from fanal.presentation import Refusal
from fanal.release import (
    DifferentialPrivacy,
    ReleaseSettings,
    protect,
    publishable,
    reserve,
    write,
)
from fanal.release.aggregates import Key, joined
from fanal.release.deriving import derive
from fanal.release.variables import attributes_held
from fanal.standard import Records, htcds
from fanal.web.collaborative import bundles
from fanal.web.collaborative.models import Hub, Release
from fanal.web.collaborative.services.release import PEOPLE, ledger_of
from fanal.web.collaborative.services.release_changelog import changelog
from fanal.web.collaborative.services.release_inputs import (
    Input,
    contents,
    going_in,
    read_inputs,
    records_of,
    told,
)
from fanal.web.keys.files import SealedFiles

AGREED = (
    "Organisations contributed only what their agreements and the law allow for statistics, and nobody who "
    "refused or withdrew. / Les organisations n’ont transmis que ce que leurs accords et le droit permettent "
    "pour la statistique, et personne qui a refusé ou retiré son accord."
)
"""Why everybody contributed may be taken to have agreed: printed in the method note."""
YEAR, CITIZENSHIP, EXPLOITATION = "yearOfRegistration", "citizenship", "CountryOfExploitation"
WIDEST = (2000, 2030)
"""Years of registration where the population names none; a public fact, whatever the rows hold."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A release that was made.

    Attributes
    ----------
    inputs
        What it was made from.
    records
        The people of its population: exact.
    folder
        Where its files lie: the bundle, and the counts of contributors who share counts only.
    settings
        What was asked for.
    """

    inputs: list[Input]
    records: Records
    folder: Path
    settings: ReleaseSettings


def release_settings(release: Release, hub: Hub) -> ReleaseSettings:
    """Say to `fanal.release` what was chosen.

    Raises
    ------
    Refusal
        If it cannot be so.
    """
    chosen = release.settings
    dp = None
    if chosen["method"] == "dp":
        years = chosen.get("years") or WIDEST
        dp = DifferentialPrivacy(
            epsilon=float(chosen["epsilon"]),
            years=(int(years[0]), int(years[1])),
            ledger=ledger_of(hub),
            population=PEOPLE,
            most_attributes=attributes_held(publishable(htcds()).named(chosen["fields"])),
        )
    return ReleaseSettings(
        k=int(chosen["k"]),
        consent_assumed=AGREED,
        columns=tuple(chosen["fields"]),
        title=release.title["en"],
        publisher=hub.publisher,
        method=chosen["method"],
        dp=dp,
        source_date=date.fromisoformat(chosen["source_date"]),
    )


def of_population(records: Records, chosen: dict[str, Any]) -> Records:
    """Keep the cases of the years and countries that a release is about."""
    known = publishable(htcds())
    keep = pl.Series("keep", [True] * len(records), dtype=pl.Boolean)
    if years := chosen.get("years"):
        year = derive(records, known.named((YEAR,)))[YEAR].cast(pl.Int64)
        keep &= year.is_between(int(years[0]), int(years[1])).fill_null(value=False)
    if countries := chosen.get("countries"):
        name = EXPLOITATION if chosen.get("countries_of") == "exploitation" else CITIZENSHIP
        there = derive(records, known.named((name,)))[name].str.split(";")
        keep &= there.list.set_intersection(list(countries)).list.len().fill_null(0) > 0
    return Records(records.vocabulary, records.cases.filter(keep), records.repeated, records.fictional)


def release_make(release: Release, folder: Path) -> Made:
    """Make all files of a release in a folder, and seal them as its bundle.

    Of noise the budget is spent before anything of the people is read; a run that is killed afterwards has
    spent it, and the next one spends again, since nobody can say who saw what the first one made.

    Raises
    ------
    Refusal
        If nothing can be told, or the budget does not reach.
    """
    hub = Hub.objects.get()
    release.settings = {
        **release.settings,
        "source_date": release.settings.get("source_date") or timezone.localdate().isoformat(),
    }
    settings = release_settings(release, hub)
    _check_rows(release)
    reserved = reserve(settings)
    inputs = read_inputs(release)
    records = of_population(records_of(inputs), release.settings)
    write(protect(records, reserved), folder / bundles.FOLDER)
    shared = [one.aggregates for one in inputs if one.aggregates is not None]
    if shared:
        counts = counts_told(joined(shared), settings.columns)
        # Under the release's own k nothing is told, whatever contributors say of their protection.
        least = max(settings.k, *(one.least for one in shared))
        said = {"least": least, "counts": [one for one in counts if one["count"] >= least]}
        (folder / bundles.AGGREGATES).write_text(json.dumps(said, ensure_ascii=False, indent=1))
    raw = bundles.zipped(folder)
    before = release.bundle
    release.bundle = SealedFiles().write(f"{release.version}.zip", [raw])
    release.inputs = [told(one) for one in inputs]
    release.changes = changelog(release)
    release.digest = bundles.digest_of(release, raw)
    release.settings = {**release.settings, "made_of": made_of(release)}
    release.save()
    if before is not None:
        SealedFiles().delete(before)
    return Made(inputs=inputs, records=records, folder=folder, settings=settings)


def release_made(release: Release, folder: Path) -> Made | None:
    """Open a release that was made already; none where choices, or what goes in, changed meanwhile."""
    if release.bundle is None or release.settings.get("made_of") != made_of(release):
        return None
    inputs = read_inputs(release)
    if [told(one) for one in inputs] != release.inputs:
        return None
    bundles.unzipped(contents(release.bundle), folder)
    records = of_population(records_of(inputs), release.settings)
    return Made(
        inputs=inputs, records=records, folder=folder, settings=release_settings(release, Hub.objects.get())
    )


def made_of(release: Release) -> str:
    """Give a mark of all choices that the bundle was made by: where it is the same, nothing is made again."""
    chosen = {name: value for name, value in release.settings.items() if name not in ("made_of", "ticket")}
    return json.dumps([chosen, release.title["en"]], sort_keys=True, default=str)


def counts_told(cells: Any, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """Write joined counts as the portal reads them: of the fields of this release only."""
    found: list[dict[str, Any]] = []
    key: Key
    for key, cell in sorted(cells.items()):
        names = [name for name, _ in key]
        if not set(names) <= set(fields):
            continue
        one = {"fields": names, "values": [value for _, value in key], "count": cell.count}
        if (cell.low, cell.high) != (cell.count, cell.count):
            one |= {"low": cell.low, "high": cell.high}
        found.append(one | ({"at_least": True} if cell.at_least else {}))
    return found


def citation(release: Release, hub: Hub, day: str) -> dict[str, str]:
    """Say how a release is cited: who, year, title, version, day, where."""
    where = f" {hub.address.rstrip('/')}" if hub.address else ""
    title, version, who = release.title, release.version, f"{hub.publisher} ({day[:4]})"
    return {
        "en": f"{who}. {title['en']}. Release {version}, {day}.{where}",
        "fr": f"{who}. {title['fr']}. Publication {version}, {day}.{where}",
    }


def _check_rows(release: Release) -> None:
    if not any(one.kind == "rows" for one in going_in(release)):
        raise Refusal("web.collaborative.release-no-rows")
