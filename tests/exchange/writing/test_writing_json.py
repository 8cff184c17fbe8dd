"""JSON says everything that the records say, and nothing where they say nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from fanal.exchange.writing.json_file import write_json
from fanal.standard import Records, htcds
from fanal.standard.records import CASE
from strategies import records


def recorded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if value is not None
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(records())
def test_every_case_is_an_object_of_what_was_recorded(
    tmp_path_factory: pytest.TempPathFactory, given_records: Records
) -> None:
    path = tmp_path_factory.mktemp("json") / "cases.json"
    write_json(given_records, path)
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["standard"] == "HTCDS 2.0"
    assert written["fictional"] is given_records.fictional
    expected = []
    for row in given_records.cases.iter_rows(named=True):
        case = recorded(row)
        for name, table in given_records.repeated.items():
            mine = table.filter(pl.col(CASE) == row[CASE]).drop(CASE)
            if mine.height:
                case[name] = [recorded(one) for one in mine.iter_rows(named=True)]
        expected.append(case)
    assert written["cases"] == expected
    order = [CASE, *(field.name for field in htcds())]
    for case in written["cases"]:
        names = [name for name in case if name in order]
        assert names == sorted(names, key=order.index)


def test_no_case_is_a_list_without_cases(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    write_json(Records(htcds(), pl.DataFrame(schema={CASE: pl.String()})), path)
    assert json.loads(path.read_text()) == {"standard": "HTCDS 2.0", "fictional": False, "cases": []}
