"""What is written is read again as the same records, over every field of the standard."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fanal.exchange.reading import Reading, read
from fanal.exchange.writing.csv_file import write_csv
from fanal.exchange.writing.excel import write_excel
from fanal.exchange.writing.json_file import write_json
from fanal.fictional import generate
from fanal.standard import Records, htcds
from fanal.standard.consent import with_derived_box
from strategies import records

WRITERS: dict[str, Callable[[Records, Path], object]] = {
    "csv": write_csv,
    "semicolon.csv": lambda cases, path: write_csv(cases, path, delimiter=";"),
    "french-labels.csv": lambda cases, path: write_csv(cases, path, labels="fr"),
    "json": write_json,
    "english.xlsx": lambda cases, path: write_excel(cases, path, language="en", vocabulary=htcds()),
    "french.xlsx": lambda cases, path: write_excel(cases, path, language="fr", vocabulary=htcds()),
}


def again(cases: Records, form: str) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"cases.{form}")
        WRITERS[form](cases, path)
        return read(path)


def same(one: pl.DataFrame, other: pl.DataFrame) -> None:
    """Compare two tables; a column of nothing says as much as no column."""
    filled = [name for name in one.columns if one[name].null_count() < one.height]
    extra = [name for name in other.columns if name not in filled and other[name].null_count() < other.height]
    assert extra == []
    assert_frame_equal(one.select(filled), other.select(filled), check_exact=True)


def same_records(cases: Records, reading: Reading) -> None:
    same(with_derived_box(cases).cases, reading.records.cases)
    written = {name: table for name, table in cases.repeated.items() if table.height}
    assert set(written) == set(reading.records.repeated)
    for name, table in written.items():
        same(table, reading.records.repeated[name])
    assert reading.aside.height == 0


@pytest.mark.parametrize("form", sorted(WRITERS))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_write_then_read_gives_the_same_records(form: str, data: st.DataObject) -> None:
    cases = data.draw(records())
    same_records(cases, again(cases, form))


@pytest.mark.parametrize("form", sorted(WRITERS))
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_field_at_once(form: str, data: st.DataObject) -> None:
    cases = data.draw(records(every_field=True))
    same_records(cases, again(cases, form))


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_fictional_cases_come_back_whole_and_without_a_finding(form: str) -> None:
    cases = generate(150, seed=7).records
    reading = again(cases, form)
    same_records(cases, reading)
    assert [finding.code for finding in reading.findings] == []
