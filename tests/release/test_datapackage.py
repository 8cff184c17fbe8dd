from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from fanal.release import ReleaseResult


@pytest.fixture
def described(bundle: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((bundle / "datapackage.json").read_text())
    return read


def test_frictionless_finds_the_data_as_they_are_described(bundle: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless

        report = frictionless.validate(str(bundle / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:5]
    assert [task.stats["rows"] > 0 for task in report.tasks] == [True, True]


def test_frictionless_would_see_a_value_that_is_not_of_the_codebook(bundle: Path, tmp_path: Path) -> None:
    described = json.loads((bundle / "datapackage.json").read_text())
    resource = described["resources"][0]
    rows = (bundle / resource["path"]).read_text().replace("Feminine", "Unheard of")
    (tmp_path / "data").mkdir()
    (tmp_path / resource["path"]).write_text(rows)
    described["resources"] = [{key: resource[key] for key in resource if key not in ("hash", "bytes")}]
    (tmp_path / "datapackage.json").write_text(json.dumps(described))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless

        report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert {kind for (kind,) in report.flatten(["type"])} == {"constraint-error"}


def test_the_profiles_of_dplib_accept_it(bundle: Path, released: ReleaseResult) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from dplib.models import Package

        package = Package.from_path(str(bundle / "datapackage.json"))
    assert package.profile == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package.licenses[0].name == "CC-BY-4.0"
    schema = package.resources[0].get_schema()
    assert schema is not None
    assert [field.name for field in schema.fields] == released.content.table.columns


def test_every_value_is_labelled(described: dict[str, Any], released: ReleaseResult) -> None:
    for field in described["resources"][0]["schema"]["fields"]:
        values = set(released.content.table[field["name"]].drop_nulls())
        if "categories" in field:
            assert {category["value"] for category in field["categories"]} == values
            assert all(category["label"] for category in field["categories"])
        assert field["title"] and field["description"]
    gender = next(one for one in described["resources"][0]["schema"]["fields"] if one["name"] == "gender")
    assert {"value": "Feminine", "label": "Feminine"} in gender["categories"]


def test_hashtags_stand_in_a_file_of_their_own(bundle: Path, released: ReleaseResult) -> None:
    names, tags, *rows = (bundle / "data" / "fictional-cases-hxl.csv").read_text().splitlines()
    assert names.split(",") == released.content.table.columns
    assert all(tag.startswith("#") for tag in tags.split(","))
    plain = (bundle / "data" / "fictional-cases.csv").read_text().splitlines()
    assert plain == [names, *rows]
