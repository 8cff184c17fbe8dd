"""A crossing of three fields of a release of 200,000 rows, beside one `group_by` of the same columns.

The limit is taken in the same run: polars counts the columns of the released rows as they are, each text a
number already. An answer also filters, puts choices apart, adds what is not told, and its notes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl

from benchmarks.measuring import machine, record

ROWS = 200_000
TARGET = 3.0
"""Times the `group_by`, at the median."""
QUESTIONS = (
    (("gender", "ageBroad", "yearOfRegistration"), {}),
    (("gender", "ageBroad", "citizenship"), {}),
    (("citizenship", "CountryOfExploitation"), {"gender": ("Feminine",)}),
)


def run(*, quick: bool) -> dict[str, Any]:
    """Answer each question and count its columns, many times in turn."""
    from fanal.exploring import Question, answer

    published, table = _large(2_000 if quick else ROWS)
    times = 3 if quick else 50
    result: dict[str, Any] = {
        "what": f"crossings of a release of {table.height:,} rows, beside one group_by of polars",
        "machine": machine(),
        "different_rows": published.rows.classes.height,
        "target_times_group_by": TARGET,
    }
    for fields, where in QUESTIONS:
        question = Question(fields=fields, where=where)
        names = list(fields)
        pairs = [
            (_timed(lambda q=question: answer(published, q)), _timed(lambda n=names: table.group_by(n).len()))
            for _ in range(times)
        ]
        ours, limit = (median(one) for one in zip(*pairs, strict=True))
        result[", ".join([*fields, *where])] = {
            "answer_ms": 1000 * ours,
            "group_by_ms": 1000 * limit,
            "times_group_by": ours / limit,
        }
    record("exploring", result, quick=quick)
    return result


def _large(rows: int) -> tuple[Any, pl.DataFrame]:
    """Open a small release and give it many rows, each column drawn by itself: few of them are alike."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from exploring.publications import make_bundle
    from fanal.exploring import Published
    from fanal.exploring.rows import Rows

    with tempfile.TemporaryDirectory() as folder:
        published = Published.open(make_bundle(Path(folder, "a/b/c/bundle"), "synthetic"))
        small = pl.read_parquet(published.folder / published.files["cases.parquet"])
    drawn = [
        small[name].sample(rows, with_replacement=True, seed=at) for at, name in enumerate(small.columns)
    ]
    table = pl.DataFrame(drawn)
    several = {name for name, one in published.variables.items() if one.several}
    opened = replace(published, rows=Rows.of(table, several), people=rows)
    return opened, table.cast(dict.fromkeys(table.columns, pl.Categorical))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
