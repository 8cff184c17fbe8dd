"""pac-synth (Synthetic Data Showcase, differentially private part) on a file: counts, noisy counts, records.

Every setting is the package's own default, except what is asked for here: epsilon. Its noise is never
seeded. Tables come and go as CSV files in which a blank is absent.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pacsynth

BETWEEN = "\x1f"
"""Stands between the attributes of a combination in what the package gives."""


def count(path: str, longest: str) -> dict[str, Any]:
    """Count all combinations exactly."""
    rows = _read(path)
    start = time.perf_counter()
    found = pacsynth.Dataset(rows).get_aggregates(int(longest), BETWEEN)
    return {"inside_s": time.perf_counter() - start, "combinations": len(found)}


def private(path: str, epsilon: str, counts: str, records: str = "", again: str = "") -> dict[str, Any]:
    """Publish noisy counts of up to three attributes and, if they have a place to go, records made of them.

    Records are sampled as the package does unless told otherwise; and if there is a place for them too, once
    more, as many as it holds that there are people.
    """
    rows = _read(path)
    start = time.perf_counter()
    settings = pacsynth.DpAggregateSeededParametersBuilder().epsilon(float(epsilon)).build()
    synthesiser = pacsynth.DpAggregateSeededSynthesizer(settings)
    synthesiser.fit(pacsynth.Dataset(rows))
    found = synthesiser.get_dp_aggregates(BETWEEN)
    fitted = time.perf_counter()
    said = {"counts_s": fitted - start}
    _write_counts(found, counts)
    if records:
        before = time.perf_counter()
        made = synthesiser.sample()
        said["records_s"] = time.perf_counter() - before
        _write(records, made)
    if again:
        _write(again, synthesiser.sample(synthesiser.get_dp_number_of_records()))
    return {"inside_s": sum(said.values()), **said}


def _read(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(path: str, rows: list[list[str]]) -> None:
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _write_counts(found: dict[str, int], path: str) -> None:
    """Write column_1, value_1, …, count; the blanks of a shorter combination stand at its end."""
    rows = [[f"{what}_{place}" for place in (1, 2, 3) for what in ("column", "value")] + ["count"]]
    for combination, people in found.items():
        attributes = [one.split(":", 1) for one in combination.split(BETWEEN)]
        padded = [pair for _, pair in zip_longest(range(3), attributes, fillvalue=["", ""])]
        rows.append([*(text for pair in padded for text in pair), str(people)])
    _write(path, rows)


if __name__ == "__main__":
    work = {"count": count, "private": private}[sys.argv[1]]
    print(json.dumps(work(*sys.argv[2:])))
