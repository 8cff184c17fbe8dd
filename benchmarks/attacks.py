"""Attacks on releases of 12,000 rows of the CTDC file, judged against 12,000 other rows of it.

Beside the private releases stand the rows themselves, given away as they are: attacks that found nothing
there would show nothing elsewhere.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import machine, measure, peer_python, record

EPSILONS = (4, 1)
ATTACKS = 2000
RELEASE = ("benchmarks.differential_privacy", "release")
PEER = ("benchmarks.peers.pac_synth", "private")


def run(*, quick: bool) -> dict[str, Any]:
    """Release and attack, in processes of their own; a quick run guesses membership only, of fewer rows."""
    name, control = ("ctdc_3k", "ctdc_3k_others") if quick else ("ctdc_12k", "ctdc_12k_others")
    with tempfile.TemporaryDirectory() as folder:
        measure("benchmarks.tables", folder, name, control)
        rows = str(Path(folder, f"{name}.parquet"))
        released = {"the rows themselves": rows}
        for epsilon in EPSILONS[:1] if quick else EPSILONS:
            made = Path(folder, f"fanal-{epsilon}.parquet")
            domain = str(Path(folder, f"{name}.domain.json"))
            measure(*RELEASE, rows, domain, str(epsilon), str(Path(folder, "counts.parquet")), str(made), "0")
            released[f"fanal, epsilon {epsilon}"] = str(made)
        if not quick:
            made = Path(folder, "peer.csv")
            arguments = (str(Path(folder, f"{name}.csv")), "4", str(Path(folder, "counts.csv")), str(made))
            measure(*PEER, *arguments, interpreter=peer_python())
            released["pac-synth, epsilon 4"] = str(made)
        others = str(Path(folder, f"{control}.parquet"))
        with_anonymeter = "" if quick else peer_python("attacks")
        judged = {
            said: measure("benchmarks.attacks", rows, others, path, with_anonymeter).said
            for said, path in released.items()
        }
    result = {
        "what": (
            f"{ATTACKS:,} attacks of each kind on records made of 12,000 rows of the CTDC file, and as many"
            " on people who are not in them; found: likelier than chance allows, all attacks on one release"
            " taken together (Holm, 5 %)"
        ),
        "machine": machine(),
        **judged,
        "targets": {"found": 0, "membership area within its interval": 0.5},
    }
    assert judged["the rows themselves"]["found"], "the attacks find nothing where everything is given away"
    record("attacks", result, quick=quick)
    return result


def _attack(rows: str, others: str, path: str, python: str) -> dict[str, Any]:
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
        by_chance=True,
    )
    start = time.perf_counter()
    found = evaluate(sensitive, release.select(sensitive.columns), settings, control)
    taken = time.perf_counter() - start
    kept = ("rate", "control", "area", "low", "high", "p", "found")
    return {
        "inside_s": taken,
        "found": len(found.found),
        **{
            f"{one.name} {one.column}".strip(): {
                key: value for key, value in one.as_json().items() if key in kept and value is not None
            }
            for one in found.attacks
        },
    }


if __name__ == "__main__":
    print(json.dumps(_attack(*sys.argv[1:])))
