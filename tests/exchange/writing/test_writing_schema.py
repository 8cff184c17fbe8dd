"""The JSON Schema accepts what is written and nothing like what is not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from fanal.exchange.writing.json_file import write_json
from fanal.exchange.writing.schema import json_schema, write_json_schema
from fanal.standard import Records, ctdc, htcds
from strategies import records


@cache
def validator() -> jsonschema.Draft202012Validator:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(json_schema(htcds()), format_checker=checker)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(records() | records(every_field=True))
def test_what_is_written_is_valid(tmp_path_factory: pytest.TempPathFactory, given_records: Records) -> None:
    path = tmp_path_factory.mktemp("schema") / "cases.json"
    write_json(given_records, path)
    validator().validate(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"case": ""},
        {"case": "1", "prs_Gender": "Female"},
        {"case": "1", "prs_Citizenship": "FR"},
        {"case": "1", "prs_Citizenship": []},
        {"case": "1", "prs_Citizenship": ["FR", "FR"]},
        {"case": "1", "prs_Birthdate": "2001-02-30"},
        {"case": "1", "prs_Birthdate": "01/02/2001"},
        {"case": "1", "prs_Deceased": "yes"},
        {"case": "1", "prs_NumberOfChildren": 1.5},
        {"case": "1", "prs_AgeBand": "9-17"},
        {"case": "1", "prs_FirstName": None},
        {"case": "1", "prs_Firstname": "Ana"},
        {"case": "1", "support plan": [{"hte_City": "Brest"}]},
    ],
)
def test_what_is_not_of_the_standard_is_not_valid(case: dict[str, Any]) -> None:
    assert not validator().is_valid({"standard": "HTCDS 2.0", "fictional": False, "cases": [case]})
    assert validator().is_valid({"standard": "HTCDS 2.0", "fictional": False, "cases": [{"case": "1"}]})


def test_every_field_is_described_in_both_languages_and_deprecated_ones_say_so() -> None:
    case = json_schema(htcds())["$defs"]["case"]["properties"]
    for field in htcds():
        table = htcds().table_by_name[field.table]
        where = case[table.name]["items"]["properties"] if table.repeats else case
        about = where[field.name]
        assert (about["title"], about["x-title-fr"]) == (field.label.en, field.label.fr)
        assert about["x-description-fr"] == field.description.fr
        assert about.get("deprecated", False) is not field.in_force


@pytest.mark.parametrize("vocabulary", [htcds(), ctdc()], ids=["htcds", "ctdc"])
def test_the_schema_is_itself_valid(tmp_path: Path, vocabulary: Any) -> None:
    path = tmp_path / "schema.json"
    write_json_schema(path, vocabulary=vocabulary)
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_no_cases_are_valid(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    write_json(Records(htcds(), pl.DataFrame(schema={"case": pl.String()})), path)
    validator().validate(json.loads(path.read_text()))
