"""Differentially private releases beside those of pac-synth: time, memory, and what a reader keeps.

Nothing was tuned on the tables here: parameters were picked on generated ones (`fanal fictional` carried to
the columns of CTDC). The UCI Adult table is a second real one. Both sides promise the same epsilon and delta;
the domain is public on our side, and read from the rows on the other, which helps it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import Taken, machine, measure, peer_python, record

MODULE, PEER = "benchmarks.differential_privacy", "benchmarks.peers.pac_synth"
Figures = dict[str, Any]
TOLD = 3.0
"""People that the model expects from which on it tells anything of a combination."""


@dataclass(frozen=True)
class Work:
    """One release that is made again and again."""

    table: str
    epsilon: float = 4
    records: bool = True
    """Whether the peer makes records too; ours always does."""
    peer: bool = True
    ours: bool = True
    runs: int = 5
    judged: bool = True


WORKS = {
    "12k": Work("ctdc_12k"),
    "ctdc": Work("ctdc", records=False),
    "ctdc_epsilon_1": Work("ctdc", epsilon=1, peer=False),
    "adult": Work("adult", records=False),
    "adult_12k": Work("adult_12k", runs=3),
    "wide": Work("generated_wide", peer=False, runs=1, judged=False),
    "wide_12k": Work("generated_12k", ours=False, runs=1, judged=False),
    "ctdc_x4": Work("ctdc_x4", records=False, runs=1, judged=False),
    "12k_x4": Work("ctdc_48k", runs=1, judged=False),
}
QUICK = {"adult_12k": Work("adult_3k", runs=1)}
"""Of so few rows figures say little: it shows that everything still runs."""


@dataclass(frozen=True)
class Row:
    """A line of the comparison: where its figure stands on either side, and what is aimed at."""

    said: str
    work: str
    figure: str
    target: float | None = None
    peer_work: str | None = None
    """Where the peer's figure stands, if elsewhere."""


def _errors(said: str, work: str, kind: str, targets: tuple[float | None, ...]) -> Iterator[Row]:
    for length, target in zip((1, 2, 3), targets, strict=True):
        figure = f"{kind}.{length}.mean_error"
        yield Row(f"{said}: mean error of counts of {length}, people", work, figure, target)


_TWELVE = "12,000 rows of the CTDC file, epsilon 4, records"
_FILE = "CTDC file, epsilon 4, published counts"
_ADULT = "UCI Adult, 48,842 x 13, epsilon 4, published counts"
_ADULT_ROWS = "12,000 rows of UCI Adult, epsilon 4, records"
ROWS = (
    Row(f"{_TWELVE}: time, s", "12k", "inside_s", 4),
    Row(f"{_TWELVE}: time that threads computed, imports included, s", "12k", "cpu_s"),
    Row(f"{_TWELVE}: memory, MB", "12k", "peak_mb"),
    *_errors(_TWELVE, "12k", "records", (9, 11, 11)),
    Row(f"{_TWELVE}: share of combinations of 3 preserved", "12k", "records.3.preserved"),
    Row(f"{_TWELVE}: share of combinations of 3 fabricated", "12k", "records.3.fabricated"),
    Row(f"{_TWELVE}: total variation of 3 columns", "12k", "records.total_variation", 0.012),
    Row(
        f"{_TWELVE}: the same, the peer asked for as many records as people",
        "12k",
        "records.total_variation",
        0.012,
        "12k:people.total_variation",
    ),
    Row(f"{_FILE}: time, ours with records, s", "ctdc", "inside_s", 20),
    Row(f"{_FILE}: time that threads computed, imports included, s", "ctdc", "cpu_s"),
    Row(f"{_FILE}: memory, MB", "ctdc", "peak_mb"),
    *_errors(_FILE, "ctdc", "counts", (12, 18, 20)),
    Row(f"{_FILE}: share of combinations of 3 preserved", "ctdc", "counts.3.preserved", 0.8),
    Row(f"{_FILE}: share of combinations of 3 fabricated", "ctdc", "counts.3.fabricated", 0.1),
    Row(
        f"{_FILE}: the same if only the largest were published, so that 0.8 are preserved",
        "ctdc",
        "counts.3.fabricated_at_80",
        0.1,
    ),
    Row(f"{_FILE}: relative error of counts of 3", "ctdc", "counts.3.relative_error"),
    Row(f"{_FILE}: share of true counts within the error bars", "ctdc", "counts.covered", 0.95),
    Row(
        "CTDC file, ours at epsilon 1 beside the peer at 4: relative error of counts of 3",
        "ctdc_epsilon_1",
        "counts.3.relative_error",
        0.5,
        "ctdc:counts.3.relative_error",
    ),
    Row(
        "CTDC file, all that ours expects at epsilon 1 beside the peer at 4: relative error of counts of 3",
        "ctdc_epsilon_1",
        "told.3.relative_error",
        0.5,
        "ctdc:counts.3.relative_error",
    ),
    Row(
        "CTDC file, all that ours expects at epsilon 1 beside the peer at 4: share fabricated",
        "ctdc_epsilon_1",
        "told.3.fabricated",
        None,
        "ctdc:counts.3.fabricated",
    ),
    Row(
        "CTDC file, records of ours at epsilon 1 beside counts of the peer at 4: relative error of 3",
        "ctdc_epsilon_1",
        "records.3.relative_error",
        0.5,
        "ctdc:counts.3.relative_error",
    ),
    Row(f"{_ADULT}: time, ours with records, s", "adult", "inside_s"),
    *_errors(_ADULT, "adult", "counts", (None, None, None)),
    Row(f"{_ADULT}: share of combinations of 3 preserved", "adult", "counts.3.preserved"),
    Row(f"{_ADULT}: share of combinations of 3 fabricated", "adult", "counts.3.fabricated"),
    Row(f"{_ADULT}: share of true counts within the error bars", "adult", "counts.covered", 0.95),
    Row(f"{_ADULT_ROWS}: time, s", "adult_12k", "inside_s"),
    *_errors(_ADULT_ROWS, "adult_12k", "records", (None, None, None)),
    Row(f"{_ADULT_ROWS}: share of combinations of 3 preserved", "adult_12k", "records.3.preserved"),
    Row(f"{_ADULT_ROWS}: share of combinations of 3 fabricated", "adult_12k", "records.3.fabricated"),
    Row(f"{_ADULT_ROWS}: total variation of 3 columns", "adult_12k", "records.total_variation"),
    Row(
        f"{_ADULT_ROWS}: the same, the peer asked for as many records as people",
        "adult_12k",
        "records.total_variation",
        None,
        "adult_12k:people.total_variation",
    ),
    Row("193,000 generated cases x 36, epsilon 4, end to end: time, s", "wide", "inside_s", 60),
    Row("193,000 generated cases x 36, epsilon 4, end to end: memory, MB", "wide", "peak_mb", 2000),
)


def run(*, quick: bool) -> Figures:
    """Release every table on both sides in processes of their own; medians over runs."""
    works = QUICK if quick else WORKS
    found: dict[str, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory() as folder:
        tables = sorted({work.table for work in works.values()})
        measure("benchmarks.tables", folder, *tables)
        for name, work in works.items():
            found[name] = _released(Path(folder), work)
            times = {side: figures["inside_s"]["median"] for side, figures in found[name].items()}
            print(f"{name}: {times}", file=sys.stderr, flush=True)
    result = {
        "what": (
            "differentially private releases beside those of pac-synth 0.0.8 with its own defaults, the same"
            " epsilon and the same delta, each in a process of its own: median, least and most of"
            " 5 runs (of records of UCI Adult: 3; of generated cases and of growth: 1)"
        ),
        "machine": machine(),
        "compared": [_compared(row, found) for row in ROWS if row.work in found],
        "times_as_fast": {
            name: sides["pac-synth"]["inside_s"]["median"] / sides["fanal"]["inside_s"]["median"]
            for name, sides in found.items()
            if len(sides) == 2
        },
        **({} if quick else _growth(found)),
    }
    record("differential_privacy", result, quick=quick)
    return result


def _released(folder: Path, work: Work) -> dict[str, Figures]:
    sides: dict[str, Callable[[Path, Work, int], Figures]] = {}
    if work.ours:
        sides["fanal"] = _ours
    if work.peer:
        sides["pac-synth"] = _theirs
    runs: dict[str, list[Figures]] = {side: [] for side in sides}
    for seed in range(work.runs):
        for side, release in sides.items():
            runs[side].append(release(folder, work, seed))
    return {side: _summary(found) for side, found in runs.items()}


def _ours(folder: Path, work: Work, seed: int) -> Figures:
    counts, records = folder / "ours-counts.parquet", folder / "ours-records.parquet"
    taken = measure(MODULE, "release", *_of(folder, work), str(counts), str(records), str(seed))
    made: Figures = {**_taken(taken), **taken.said}
    if work.judged:
        table = str(folder / f"{work.table}.parquet")
        made |= measure(MODULE, "judge", table, str(counts), str(records)).said
        if work.epsilon == 1:
            made["told"] = measure(MODULE, "judge", table, str(_told(counts))).said["counts"]
    return made


def _theirs(folder: Path, work: Work, _: int) -> Figures:
    counts, records, people = (folder / f"peer-{what}.csv" for what in ("counts", "records", "people"))
    files = [
        counts,
        *([records] if work.records else []),
        *([people] if work.records and work.judged else []),
    ]
    arguments = [folder / f"{work.table}.csv", work.epsilon, *files]
    taken = measure(PEER, "private", *map(str, arguments), interpreter=peer_python())
    made: Figures = {**_taken(taken), **taken.said}
    if not work.judged:
        return made
    table = str(folder / f"{work.table}.parquet")
    made |= measure(MODULE, "judge", table, *map(str, files[:2])).said
    if work.records:
        made["people"] = measure(MODULE, "judge", table, "", str(people)).said["records"]
    return made


def _told(counts: Path) -> Path:
    """Say where all counts lie that the model expects, not only those that it is sure of."""
    return counts.with_name(f"told-{counts.name}")


def _taken(taken: Taken) -> Figures:
    return {"inside_s": taken.inside_s, "cpu_s": taken.cpu_s, "peak_mb": taken.peak_mb}


def _of(folder: Path, work: Work) -> tuple[str, str, str]:
    return (
        str(folder / f"{work.table}.parquet"),
        str(folder / f"{work.table}.domain.json"),
        str(work.epsilon),
    )


def release(path: str, domain: str, epsilon: str, counts: str, records: str, seed: str) -> Figures:
    """Measure, fit, publish counts and records of one table; the clock starts after imports and compiling."""
    import polars as pl

    from benchmarks.tables import Domain, delta
    from fanal.privacy import AttributeColumn
    from fanal.privacy.differential_privacy import PrivateSettings, fit, measure

    said = json.loads(Path(domain).read_text(encoding="utf-8"))
    allowed = {name: tuple(values) for name, values in said.items()}

    def released(table: pl.DataFrame, domain: Domain) -> Iterator[Any]:
        columns = tuple(AttributeColumn(column=name, domain=values) for name, values in domain.items())
        settings = PrivateSettings(epsilon=float(epsilon), delta=delta(table.height), columns=columns)
        model = fit(measure(table, settings), seed=int(seed))
        yield model.counts()
        yield model.records()
        # Not part of a release: what would be told if few combinations of nobody were no concern.
        yield model.counts(at_least=TOLD)

    few = {name: values[:3] for name, values in list(allowed.items())[:6]}
    for _ in released(pl.DataFrame({name: (values * 40)[:40] for name, values in few.items()}), few):
        pass  # it compiles
    start = time.perf_counter()
    making = released(pl.read_parquet(path), allowed)
    published = next(making)
    fitted = time.perf_counter()
    made = next(making)
    end = time.perf_counter()
    published.write_parquet(counts)
    next(making).write_parquet(_told(Path(counts)))
    made.write_parquet(records)
    return {"inside_s": end - start, "counts_s": fitted - start, "records_s": end - fitted}


def judge(path: str, counts: str, records: str = "") -> Figures:
    """Compare what was published with the table behind it."""
    import polars as pl

    from benchmarks.accuracy import of_counts, of_records

    sensitive = pl.read_parquet(path)
    said: Figures = {"inside_s": 0.0}
    if counts:
        said["counts"] = of_counts(sensitive, _read(counts).with_columns(pl.col("count").cast(pl.Float64)))
    if records:
        said["records"] = of_records(sensitive, _read(records).select(sensitive.columns))
    return said


def _read(path: str) -> Any:
    import polars as pl

    if path.endswith(".parquet"):
        return pl.read_parquet(path)
    return pl.read_csv(path, infer_schema=False).with_columns(pl.all().replace("", None))


def _flat(figures: Figures, name: str = "") -> Iterator[tuple[str, float]]:
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{name}{key}.")
        else:
            yield f"{name}{key}", float(value)


def _summary(runs: list[Figures]) -> Figures:
    """Give the median, the least and the most of each figure."""
    flat = [dict(_flat(one)) for one in runs]
    every = {key: [one[key] for one in flat if key in one] for key in flat[0]}
    return {
        key: {"median": median(values), "least": min(values), "most": max(values)}
        for key, values in every.items()
    }


def _compared(row: Row, found: dict[str, dict[str, Figures]]) -> Figures:
    peer_work, _, peer_figure = (row.peer_work or f"{row.work}:{row.figure}").partition(":")
    sides = found.get(peer_work, {})
    return {
        "measure": row.said,
        "fanal": found[row.work]["fanal"].get(row.figure),
        "pac-synth": sides.get("pac-synth", {}).get(peer_figure),
        "target": row.target,
    }


def _growth(found: dict[str, dict[str, Figures]]) -> Figures:
    """Say how time grows with four times the rows, and how long the peer would take for the wide table."""

    def taken(work: str, side: str, figure: str) -> float:
        return float(found[work][side][figure]["median"])

    sample = found["wide_12k"]["pac-synth"]
    rows = 12_000
    per_record = (sample["counts_s"]["median"] + sample["records_s"]["median"]) / rows
    return {
        "four_times_the_rows": {
            "fanal_ctdc_file": taken("ctdc_x4", "fanal", "inside_s") / taken("ctdc", "fanal", "inside_s"),
            "fanal_12k": taken("12k_x4", "fanal", "inside_s") / taken("12k", "fanal", "inside_s"),
            "pac_synth_ctdc_file_counts": taken("ctdc_x4", "pac-synth", "counts_s")
            / taken("ctdc", "pac-synth", "counts_s"),
            "pac_synth_12k_counts": taken("12k_x4", "pac-synth", "counts_s")
            / taken("12k", "pac-synth", "counts_s"),
            "pac_synth_12k_records": taken("12k_x4", "pac-synth", "records_s")
            / taken("12k", "pac-synth", "records_s"),
            "target": 1.5,
        },
        "wide_table": {
            "pac_synth_on_12_000_of_its_rows_s": per_record * rows,
            "pac_synth_if_time_grew_with_the_rows_only_s": per_record * 193_000,
            "times_as_fast_at_least": per_record * 193_000 / taken("wide", "fanal", "inside_s"),
        },
    }


if __name__ == "__main__":
    work = {"release": release, "judge": judge}[sys.argv[1]]
    print(json.dumps(work(*sys.argv[2:])))
