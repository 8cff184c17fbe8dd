"""Judging a release before anybody decides: risk beside utility, attacks, and what earlier releases add.

All numbers are exact; they are kept sealed, for the steward and whoever signs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from fanal.presentation import Refusal
from fanal.privacy import AttributeSettings, RiskSettings, attributes_of, audit, count_combinations
from fanal.privacy.differencing import DIFFERENCE, Differencing, compare_counts
from fanal.privacy.evaluation import Evaluation, EvaluationSettings, evaluate
from fanal.release import ReleaseSettings, Reserved, protect, publishable
from fanal.release.counts import COUNT, CombinationCounts, combined
from fanal.release.deriving import derive
from fanal.release.judging import Compared, WrittenRelease, compared, read_bundle
from fanal.release.methods.attributes import attribute_column
from fanal.standard import CASE, Records, htcds
from fanal.web.collaborative import bundles
from fanal.web.collaborative.models import Hub, Release
from fanal.web.collaborative.policy.release import DOMINATES, ENOUGH
from fanal.web.collaborative.services.release import budget
from fanal.web.collaborative.services.release_making import Made

_LONGEST = 3
_MANY = 20_000
"""People from which on combinations of two are compared instead of three, and a trial takes some only."""
_FEWEST = 200
"""People under whom a trial with half of them says nothing."""
_TRIED = 500
_EXAMPLES = 10


def judge(release: Release, made: Made) -> dict[str, Any]:
    """Assess a release that was made.

    Parameters
    ----------
    release
        With its settings and its sealed bundle.
    made
        What it was made from, and its files.

    Returns
    -------
    dict
        Numbers by what they tell, and ``concerns``: codes of what must be answered in words.
    """
    bundle = made.folder / bundles.FOLDER
    written = read_bundle(bundle)
    k, variables = written.settings.k, written.settings.columns
    both = compared(made.records, written)
    told: dict[str, Any] = {
        "k": k,
        "people": both.people.height,
        "released": both.release.height,
        "before": _risk(derive(made.records, publishable(htcds()).named(variables)), variables, k),
        "after": None if written.by_chance else _risk(both.release, variables, k),
        "utility": _utility(_evaluated(both, written)),
        "suppressed": _suppressed(both),
        "attacks": _trial(made.records, made.settings),
        "earlier": [_against(one, release, bundle, k) for one in _earlier(release)],
        "budget": _budget(release),
        "shares": _shares(made),
        "aggregates": _aggregates(made),
    }
    return told | {"concerns": concerns(told)}


def concerns(told: dict[str, Any]) -> list[str]:
    """List what somebody must answer before this goes on."""
    attacks = told["attacks"] or {}
    found = {
        "few-contributors": told["shares"]["contributors"] < ENOUGH,
        "one-dominates": told["shares"]["largest"] > DOMINATES,
        "small-differences": any(one["small"] for one in told["earlier"]),
        "rare-appear": told["after"] is not None and told["utility"]["rare_appear"] > 0,
        "attack-found": any(one["found"] for one in attacks.get("made", [])),
        "bars-mislead": told["utility"]["bars_mislead"],
    }
    return [name for name, there in found.items() if there]


def _risk(table: pl.DataFrame, names: tuple[str, ...], k: int) -> dict[str, Any]:
    there = tuple(name for name in names if name in table.columns)
    return audit(table, RiskSettings(columns=there, k=k, max_size=1)).together.as_json()


def _evaluated(both: Compared, written: WrittenRelease) -> Evaluation:
    settings = EvaluationSettings(
        up_to=min(_LONGEST if both.people.height < _MANY else _LONGEST - 1, both.release.width),
        k=written.settings.k,
        groups=both.groups,
        separators=both.separators,
        by_chance=written.by_chance,
    )
    return evaluate(both.people, both.release, settings, None, both.published, both.combinations)


def _utility(found: Evaluation) -> dict[str, Any]:
    """Tell the errors of the counts that readers use, and of the groups that are told worst."""
    worst = sorted(
        (one for one in found.subgroups if one.relative is not None and one.value is not None),
        key=lambda one: -(one.relative or 0),
    )
    return {
        "errors": found.as_json()["errors"],
        "published": [
            {
                "fields": list(one.columns),
                "counts": one.counts,
                "absent": one.absent,
                "relative": one.relative,
            }
            | {"absolute": one.absolute, "largest": one.largest, "covered": one.covered}
            for one in found.published
        ],
        "worst": [one.as_json() for one in worst[:_EXAMPLES]],
        "rare_appear": found.rare_appear,
        "covered": found.covered,
        "bars_mislead": found.bars_mislead,
    }


def _suppressed(both: Compared) -> dict[str, dict[str, int]]:
    """Count by field the blank cells of the people and of the release."""
    return {
        name: {"people": both.people[name].null_count(), "released": both.release[name].null_count()}
        for name in both.release.columns
        if name in both.people.columns
    }


def _trial(records: Records, settings: ReleaseSettings) -> dict[str, Any] | None:
    """Release half of the people on trial, and try to tell them from the other half.

    Nothing of the trial is kept. Noise is not tried: a trial would be a second look that costs budget.
    """
    if settings.method == "dp" or len(records) < _FEWEST:
        return None
    drawn = records.cases.sample(min(len(records), _MANY), shuffle=True, seed=0)
    half = drawn.height // 2
    inside, outside = (_some(records, part) for part in (drawn[:half], drawn[half:]))
    try:
        content = protect(inside, Reserved(settings))
        written = WrittenRelease(
            table=content.table,
            counts=content.counts,
            vocabulary=content.vocabulary,
            settings=settings,
            measured=None,
        )
        people, others = compared(inside, written), compared(outside, written)
        chosen = EvaluationSettings(
            up_to=2, k=settings.k, separators=people.separators, attacks=min(_TRIED, half)
        )
        found = evaluate(people.people, people.release, chosen, control=others.people)
    except Refusal:
        return {"people": half, "made": []}
    return {"people": half, "made": [one.as_json() for one in found.attacks]}


def _some(records: Records, cases: pl.DataFrame) -> Records:
    """Take some of the cases, with their rows of other tables."""
    kept = cases.select(CASE)
    return Records(
        records.vocabulary,
        cases,
        {name: table.join(kept, on=CASE, how="semi") for name, table in records.repeated.items()},
        records.fictional,
    )


def _earlier(release: Release) -> list[Release]:
    """List every release that readers ever had: copies of one that was withdrawn are still about."""
    had = Release.objects.exclude(published_at=None).exclude(bundle=None).exclude(pk=release.pk)
    return list(had.order_by("published_at"))


def _against(earlier: Release, release: Release, bundle: Path, k: int) -> dict[str, Any]:
    """Compare with one earlier release: rows by subtracting, noise by what both spent of the budget."""
    told: dict[str, Any] = {"version": earlier.version, "method": earlier.settings["method"], "small": 0}
    with bundles.opened(earlier) as folder:
        told |= _aggregates_against(folder / bundles.AGGREGATES, bundle.parent / bundles.AGGREGATES)
        if "dp" in (earlier.settings["method"], release.settings["method"]):
            return told | {"by": "noise", "small": told["small_counts"]}
        found = subtracted(folder / bundles.FOLDER, bundle, min(k, int(earlier.settings["k"])))
    return told | _of(found) | {"by": "subtracting", "small": found.small.height + told["small_counts"]}


def subtracted(earlier: Path, later: Path, k: int) -> Differencing:
    """Subtract all that can be counted in the rows of one bundle from the same of another."""
    return compare_counts(_countable(earlier, k), _countable(later, k), k)


def _countable(bundle: Path, k: int) -> pl.DataFrame:
    """Count every combination that k rows of a bundle hold, its columns in the order of their names."""
    written = read_bundle(bundle)
    known = publishable(htcds())
    names = sorted(name for name in written.settings.columns if name in written.table.columns)
    columns = tuple(attribute_column(one) for one in known.named(names))
    up_to = min(_LONGEST if written.table.height < _MANY else _LONGEST - 1, len(columns))
    found = count_combinations(
        attributes_of(written.table.select(names), AttributeSettings(columns=columns)), up_to, at_least=k
    )
    parts = [found.as_frame(length) for length in range(1, up_to + 1)]
    return canonical(CombinationCounts(combined(parts, up_to), {}).frame)


def canonical(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring the columns of each combination into the order of their names: two frames compare."""
    places = range(1, sum(name.startswith("column_") for name in frame.columns) + 1)
    rows = []
    for row in frame.iter_rows(named=True):
        pairs = sorted((row[f"column_{at}"], row[f"value_{at}"]) for at in places if row[f"column_{at}"])
        cells: list[Any] = [cell for pair in pairs for cell in pair]
        rows.append((*cells, *[None] * (2 * len(places) - len(cells)), row[COUNT]))
    names = [f"{what}_{at}" for at in places for what in ("column", "value")]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {COUNT: pl.Int64}, orient="row")


def _of(found: Differencing) -> dict[str, Any]:
    names = [name for name in found.told.columns if name.startswith(("column_", "value_"))]
    examples = found.small.head(_EXAMPLES).select(*names, DIFFERENCE).rows(named=True)
    told = found.as_json()
    return {
        "told_in_both": told["told_in_both"],
        "appeared": told["appeared"],
        "vanished": told["vanished"],
        "examples": [
            {
                "what": [
                    [one[f"column_{at}"], one[f"value_{at}"]]
                    for at in range(1, len(names) // 2 + 1)
                    if one[f"column_{at}"]
                ],
                "difference": one[DIFFERENCE],
            }
            for one in examples
        ],
    }


def _aggregates_against(earlier: Path, later: Path) -> dict[str, Any]:
    """Subtract the joined counts of contributors who share counts only."""
    if not earlier.is_file() or not later.is_file():
        return {"small_counts": 0}
    said = [json.loads(path.read_text()) for path in (earlier, later)]
    before, after = (_frame_of(one["counts"]) for one in said)
    if before.is_empty() or after.is_empty():
        return {"small_counts": 0}
    found = compare_counts(before, after, max(2, min(int(one["least"]) for one in said)))
    return {"small_counts": found.small.height}


def _frame_of(counts: list[dict[str, Any]]) -> pl.DataFrame:
    rows = []
    for one in counts:
        pairs = sorted(zip(one["fields"], one["values"], strict=True))
        cells: list[Any] = [cell for pair in pairs for cell in pair]
        if pairs:
            rows.append((*cells, *[None] * (2 * _LONGEST - len(cells)), one["count"]))
    names = [f"{what}_{at}" for at in range(1, _LONGEST + 1) for what in ("column", "value")]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {COUNT: pl.Int64}, orient="row")


def _budget(release: Release) -> dict[str, Any] | None:
    account = budget(Hub.objects.get())
    if account is None:
        return None
    told = account.as_json()
    kept = ("epsilon", "delta", "epsilon_spent", "epsilon_left")
    return {name: told[name] for name in kept} | {"looks": len(account.entries)}


def _shares(made: Made) -> dict[str, Any]:
    """Say how many contribute, and how large the largest part is; never who."""
    by: dict[str, int] = {}
    for one in made.inputs:
        whose = str(one.contribution.contributor_id)
        by[whose] = by.get(whose, 0) + one.people
    total = sum(by.values())
    return {"contributors": len(by), "largest": max(by.values()) / total if total else 1.0}


def _aggregates(made: Made) -> dict[str, Any] | None:
    some = [one.aggregates for one in made.inputs if one.aggregates is not None]
    path = made.folder / bundles.AGGREGATES
    if not some or not path.is_file():
        return None
    said = json.loads(path.read_text())
    return {
        "contributors": len(some),
        "least": said["least"],
        "cells": len(said["counts"]),
        "people": sum(one.people or 0 for one in some),
    }
