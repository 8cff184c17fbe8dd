"""Risk and release at 1, 4 and 16 times the rows: wall time and peak memory, and how they grow."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import machine, measure, real_file, record

QUASI_IDENTIFIERS = ("yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation")
TWELVE = (
    *QUASI_IDENTIFIERS,
    "majorityStatus",
    "isForcedLabour",
    "isSexualExploit",
    "isOtherExploit",
    "Datasource",
    "typeOfLabourDomesticWork",
    "meansOfControlDebtBondage",
)


def run(*, quick: bool) -> dict[str, Any]:
    """Measure both at each size, one process each; rows are drawn again with replacement (seed 1)."""
    sizes = (1,) if quick else (1, 4, 16)
    result: dict[str, Any] = {
        "what": "risk over all sets of up to 3 of 12 columns, and a release over 5, on rows of the CTDC file",
        "machine": machine(),
    }
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("risk", "release"):
            result[kind] = {}
            for times in sizes:
                taken = measure("benchmarks.growth", kind, str(times), str(Path(folder, f"{kind}{times}")))
                result[kind][str(times)] = {
                    "rows": taken.said["rows"],
                    "inside_s": taken.inside_s,
                    "peak_mb": taken.peak_mb,
                }
    for kind in ("risk", "release"):
        first, last = (result[kind][str(times)] for times in (sizes[0], sizes[-1]))
        result[kind]["growth"] = {
            "rows": last["rows"] / first["rows"],
            "inside_s": last["inside_s"] / first["inside_s"],
            "peak_mb": last["peak_mb"] / first["peak_mb"],
        }
    record("growth", result, quick=quick)
    return result


def _table(times: int) -> Any:
    from fanal.exchange.tables import read_table

    table = read_table(real_file()).table
    if times == 1:
        return table
    return table.sample(n=table.height * times, with_replacement=True, seed=1)


def _risk(times: str, _: str) -> dict[str, Any]:
    from fanal.privacy import RiskSettings, audit

    table = _table(int(times)).select(TWELVE)
    start = time.perf_counter()
    result = audit(table, RiskSettings(columns=TWELVE, max_size=3))
    return {"inside_s": time.perf_counter() - start, "rows": table.height, "holds": result.holds}


def _release(times: str, out: str) -> dict[str, Any]:
    from fanal.cli.main import run as fanal

    table = _table(int(times))
    path = Path(f"{out}.csv")
    table.write_csv(path)
    start = time.perf_counter()
    code = fanal(["release", str(path), "--out", out, "--consent-assumed", "benchmark", "--json"])
    assert code == 0, code
    return {"inside_s": time.perf_counter() - start, "rows": table.height}


if __name__ == "__main__":
    work = {"risk": _risk, "release": _release}[sys.argv[1]]
    print(json.dumps(work(*sys.argv[2:])))
