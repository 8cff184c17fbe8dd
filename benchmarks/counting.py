"""All combinations of attributes of the CTDC file: time and memory, beside pac-synth and a limit.

The limit is taken in the same run: as many additions at random places as sets were counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import machine, measure, peer_python, real_file, record

TARGETS = {"3": {"inside_s": 0.20, "peak_mb": 300}, "4": {"inside_s": 0.35, "peak_mb": 500}}
"""From Parquet, after imports and compilation, on two quiet cores."""


def run(*, quick: bool) -> dict[str, Any]:
    """Count in a process of its own for each length; the fastest of some runs."""
    result: dict[str, Any] = {
        "what": (
            "all combinations of up to 3 and up to 4 attributes of the CTDC file, from Parquet, beside"
            " pac-synth 0.0.8 from memory"
        ),
        "machine": machine(),
    }
    with tempfile.TemporaryDirectory() as folder:
        measure("benchmarks.tables", folder, "ctdc")
        for longest in ("3",) if quick else ("3", "4"):
            path = str(Path(folder, "ctdc.parquet"))
            taken = measure("benchmarks.counting", path, longest, times=1 if quick else 5)
            one = {"inside_s": taken.inside_s, "peak_mb": taken.peak_mb, **taken.said}
            result[f"up_to_{longest}"] = one
            if not quick:
                one["pac_synth"] = _peer(str(Path(folder, "ctdc.csv")), longest, one)
    result["targets"] = TARGETS
    record("counting", result, quick=quick)
    return result


def _peer(path: str, longest: str, ours: dict[str, Any]) -> dict[str, Any]:
    arguments = ("benchmarks.peers.pac_synth", "count", path, longest)
    taken = measure(*arguments, times=3, interpreter=peer_python())
    assert taken.said["combinations"] == ours["combinations"], (taken.said, ours["combinations"])
    return {
        "inside_s": taken.inside_s,
        "peak_mb": taken.peak_mb,
        "times_as_fast": taken.inside_s / ours["inside_s"],
        "times_the_memory": taken.peak_mb / ours["peak_mb"],
    }


def ctdc_attributes() -> Any:
    """Give the CTDC file as the issue counts it: 97,750 x 55, 0 counted as absent, 224 attributes."""
    import polars as pl

    from fanal.exchange.tables import read_table

    table = read_table(real_file()).table.with_columns(pl.all().replace(["0", ""], None))
    kept = [
        name
        for name in table.columns
        if not name.endswith("Concatenated")
        and name != "RecruiterRelationship"
        and table[name].null_count() < table.height
    ]
    table = table.select(kept)
    assert table.shape == (97_750, 55), table.shape
    return table


def _count(path: str, longest: str) -> dict[str, Any]:
    import numpy as np
    import polars as pl

    from fanal.privacy.attribute_settings import AttributeSettings
    from fanal.privacy.attributes import attributes_of
    from fanal.privacy.counting import count_combinations

    small = pl.DataFrame({name: ["x", "y"] for name in "abcde"})
    count_combinations(attributes_of(small, AttributeSettings.of(*small.columns)), 4)  # compiles
    start = time.perf_counter()
    table = pl.scan_parquet(path)
    encoded = attributes_of(table, AttributeSettings.of(*table.collect_schema().names()))
    coded = time.perf_counter()
    found = count_combinations(encoded, int(longest), memory_mb=300)
    end = time.perf_counter()
    # The limit: as many additions at random places of a table that fits the cache as were counted.
    held = np.diff(encoded.offsets)
    sets = int(sum(_sets(held, length).sum() for length in range(2, int(longest) + 1)))
    places = np.random.Generator(np.random.PCG64(1)).integers(0, 1 << 15, size=1 << 20)
    limit = time.perf_counter()
    for _ in range(8):
        np.bincount(places)
    added = (time.perf_counter() - limit) * sets / (8 * places.size)
    return {
        "inside_s": end - start,
        "reading_and_encoding_s": coded - start,
        "counting_s": end - coded,
        "combinations": len(found),
        "sets_counted": sets,
        "bincount_of_as_many_s": added,
        "counting_over_bincount": (end - coded) / added,
    }


def _sets(held: Any, length: int) -> Any:
    """Give how many sets of one length each record has."""
    from math import factorial

    made = 1
    for step in range(length):
        made = made * (held - step)
    return made // factorial(length)


if __name__ == "__main__":
    print(json.dumps(_count(*sys.argv[1:])))
