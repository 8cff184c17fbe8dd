"""Attacks on releases of 12,000 rows, judged against 12,000 other rows of the same table.

Beside the private releases stand the rows themselves, given away as they are: attacks that found nothing
there would show nothing elsewhere. There stand too the rows of other people, and a release of them, who are
none of those attacked: what is found there is only how people happened to be parted.
The CTDC file is k-anonymous, so singling out finds next to nothing in it, whatever the release; many people
of the UCI Adult table are alone with what is recorded of them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any

from benchmarks.measuring import machine, measure, peer_python, record
from benchmarks.tables import delta

EPSILONS = (4, 1)
ATTACKS = 2000
TITLES = {"ctdc": "CTDC file", "adult": "UCI Adult"}
SECRETS = {
    "ctdc": ("citizenship", "CountryOfExploitation", "ageBroad", "yearOfRegistration"),
    "adult": ("age", "occupation", "education", "relationship"),
}
"""What an attacker wants to learn, by table."""
WHOSE = ("others", "third")
ITSELF, THIRD = "the rows themselves", "rows of other people"
RELEASE = ("benchmarks.differential_privacy", "release")
PEER = ("benchmarks.peers.pac_synth", "private")


def run(*, quick: bool) -> dict[str, Any]:
    """Release and attack, in processes of their own; a quick run guesses membership only, of fewer rows."""
    tables = ("adult_3k",) if quick else ("ctdc_12k", "adult_12k")
    python = "" if quick else peer_python("attacks")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure(
            "benchmarks.tables", name, *tables, *(f"{table}_{whose}" for table in tables for whose in WHOSE)
        )
        found = {
            table: {said: _attacked(folder, table, path, python) for said, path in releases.items()}
            for table in tables
            if (releases := _releases(folder, table, quick))
        }
    result = {
        "what": (
            f"{ATTACKS:,} attacks of a kind on records made of 12,000 rows of a table and as many on 12,000"
            " other people. Membership: the area under the curve with its 95 % interval; else the share of"
            " right guesses beside that of the others. Found: more than chance allows, all attacks on one"
            " release taken together (Holm, 5 %)"
        ),
        "machine": machine(),
        "compared": _compared(found),
        "found": {
            table: {said: sum(one["found"] for one in attacks.values()) for said, attacks in releases.items()}
            for table, releases in found.items()
        },
        "found_target": 0,
        "about_the_largest_area_that_the_guarantee_allows": {
            f"epsilon {epsilon}": _largest_area(epsilon, 12_000) for epsilon in EPSILONS
        },
    }
    for table in tables:
        assert result["found"][table][ITSELF], "nothing is found where all is given away"
    record("attacks", result, quick=quick)
    return result


def _largest_area(epsilon: float, people: int) -> float:
    """Give the area under the best curve by which Gaussian noise of that budget can be told apart.

    Gaussian noise that is rho-zCDP is mu-Gaussian private with mu = sqrt(2 rho), and the area under the
    curve of two normal distributions mu apart is Phi(mu / sqrt(2)) (Dong, Roth and Su 2022, section 2).
    """
    from fanal.privacy.differential_privacy import rho_within

    return NormalDist().cdf(sqrt(rho_within(epsilon, delta(people))))


def _compared(found: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the releases side by side, one line an attack."""
    every = dict.fromkeys(said for releases in found.values() for said in releases)
    return [
        {
            "measure": f"{TITLES[table.partition('_')[0]]}: {attack}",
            **{said: releases.get(said, {}).get(attack) for said in every},
            "target": 0.5 if attack.startswith("membership") else None,
        }
        for table, releases in found.items()
        for attack in releases[ITSELF]
    ]


def _releases(folder: Path, table: str, quick: bool) -> dict[str, Path]:
    """Make the releases of one table."""
    rows, third = folder / f"{table}.parquet", folder / f"{table}_third.parquet"
    made = {ITSELF: rows, THIRD: third}
    ours = {f"fanal, epsilon {epsilon}": (rows, epsilon) for epsilon in EPSILONS[: 1 if quick else None]}
    if not quick:
        ours[f"fanal, epsilon {EPSILONS[0]}, of other people"] = (third, EPSILONS[0])
    for said, (of, epsilon) in ours.items():
        made[said] = records = folder / f"{table}-{len(made)}.parquet"
        arguments = [of, folder / f"{table}.domain.json", epsilon, folder / "counts.parquet", records, 0]
        measure(*RELEASE, *map(str, arguments))
    if not quick and table.startswith("ctdc"):
        made["pac-synth, epsilon 4"] = records = folder / f"{table}-peer.csv"
        arguments = [folder / f"{table}.csv", 4, folder / "counts.csv", records]
        measure(*PEER, *map(str, arguments), interpreter=peer_python())
    return made


def _attacked(folder: Path, table: str, release: Path, python: str) -> dict[str, Any]:
    rows, others = folder / f"{table}.parquet", folder / f"{table}_others.parquet"
    secrets = ",".join(SECRETS[table.partition("_")[0]])
    return measure("benchmarks.attacks", str(rows), str(others), str(release), secrets, python).said


def _attack(rows: str, others: str, path: str, secrets: str, python: str) -> dict[str, Any]:
    import polars as pl

    from fanal.privacy.evaluation import EvaluationSettings, evaluate

    sensitive, control = pl.read_parquet(rows), pl.read_parquet(others)
    if path.endswith(".csv"):
        release = pl.read_csv(path, infer_schema=False).with_columns(pl.all().replace("", None))
    else:
        release = pl.read_parquet(path)
    settings = EvaluationSettings(
        attacks=min(ATTACKS, control.height // 2),
        attacks_python=Path(python) if python else None,
        secrets=tuple(secrets.split(",")),
        by_chance=True,
    )
    found = evaluate(sensitive, release.select(sensitive.columns), settings, control)
    kept = ("rate", "control", "area", "low", "high", "p", "found")
    return {
        f"{one.name} {one.column}".strip(): {
            key: value for key, value in one.as_json().items() if key in kept and value is not None
        }
        for one in found.attacks
    }


if __name__ == "__main__":
    print(json.dumps({"inside_s": 0.0, **_attack(*sys.argv[1:])}))
