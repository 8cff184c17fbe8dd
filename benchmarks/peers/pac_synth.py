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
from typing import Any

import pacsynth

BETWEEN = "\x1f"
"""Stands between the attributes of a combination in what the package gives."""


def count(path: str, longest: str) -> dict[str, Any]:
    """Count all combinations exactly."""
    start = time.perf_counter()
    rows = _read(path)
    read = time.perf_counter()
    found = pacsynth.Dataset(rows).get_aggregates(int(longest), BETWEEN)
    end = time.perf_counter()
    return {"inside_s": end - start, "reading_s": read - start, "combinations": len(found)}


def private(path: str, epsilon: str, counts: str, records: str) -> dict[str, Any]:
    """Publish noisy counts of up to three attributes and, unless `records` is ``-``, records made of them."""
    start = time.perf_counter()
    table = pacsynth.Dataset(_read(path))
    settings = pacsynth.DpAggregateSeededParametersBuilder().epsilon(float(epsilon)).build()
    synthesiser = pacsynth.DpAggregateSeededSynthesizer(settings)
    synthesiser.fit(table)
    found = synthesiser.get_dp_aggregates(BETWEEN)
    fitted = time.perf_counter()
    made = synthesiser.sample() if records != "-" else []
    end = time.perf_counter()
    _write_counts(found, counts)
    if made:
        with open(records, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(made)
    return {
        "inside_s": end - start,
        "counts_s": fitted - start,
        "records_s": end - fitted,
        "records": max(len(made) - 1, 0),
    }


def _read(path: str) -> list[list[str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write_counts(found: dict[str, int], path: str) -> None:
    """Write column_1, value_1, …, count; the blanks of a shorter combination stand at its end."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [f"{what}_{place}" for place in (1, 2, 3) for what in ("column", "value")] + ["count"]
        )
        for combination, people in found.items():
            attributes = [one.split(":", 1) for one in combination.split(BETWEEN)]
            padded = [pair for _, pair in zip_longest(range(3), attributes, fillvalue=["", ""])]
            writer.writerow([text for pair in padded for text in pair] + [people])


if __name__ == "__main__":
    work = {"count": count, "private": private}[sys.argv[1]]
    print(json.dumps(work(*sys.argv[2:])))
