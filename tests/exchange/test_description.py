"""A file that says what its own fields mean is read without a finding by whoever did not write it."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import polars as pl
import pytest

from fanal.exchange.description import MOST, rows_of, write_description
from fanal.exchange.files import open_bytes
from fanal.exchange.reading import Reading, ReadSettings, read_content
from fanal.exchange.writing import write_csv, write_excel, write_json
from fanal.presentation import Refusal
from fanal.standard import CASE, Records, htcds
from fanal.standard.extension import extended_by

LABEL = {"en": "Room", "fr": "Chambre"}
EXTENSION: dict[str, Any] = {
    "vocabulary": {"name": "Harbour"},
    "table": [{"name": "visit", "label": {"en": "Visit", "fr": "Visite"}, "prefix": "vst_", "repeats": True}],
    "field": [
        {
            "name": "prs_own_Room",
            "table": "person",
            "type": "picklist",
            "list": "rooms",
            "label": LABEL,
            "description": LABEL,
            "disclosure": "process",
        },
        {
            "name": "vst_Days",
            "table": "visit",
            "type": "integer",
            "label": {"en": "-1 day", "fr": "=1"},
            "description": LABEL,
            "disclosure": "process",
            "minimum": 0,
        },
    ],
    "list": [
        {"name": "rooms", "source": "x", "codes": [{"code": "A1", "en": "First", "fr": "Première"}]},
        {"name": "gender", "source": "x", "codes": [{"code": "Other2", "en": "Another", "fr": "Un autre"}]},
    ],
    "deprecated": [{"name": "vic_DetailsOfVulnerabilities"}],
}


def records() -> Records:
    cases = pl.DataFrame(
        {
            CASE: ["a", "b"],
            "prs_Gender": ["Other2", "Feminine"],
            "prs_own_Room": ["A1", None],
            "vic_DetailsOfVulnerabilities": [None, "said in full"],
        }
    )
    visits = pl.DataFrame({CASE: ["a", "a", "b"], "vst_Days": [3, 1, 2]})
    return Records(extended_by(htcds(), EXTENSION), cases, {"visit": visits})


def written(form: str, said: Any = EXTENSION) -> bytes:
    file, one, rows = BytesIO(), records(), rows_of(said)
    if form == "json":
        write_json(one, file, extension=rows)
    elif form == "excel":
        write_excel(one, file, language="fr", vocabulary=one.vocabulary, extension=rows)
    else:
        cases, beside = BytesIO(), BytesIO()
        write_csv(one, cases)
        write_description(rows, beside)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("cases.csv", cases.getvalue())
            archive.writestr("extension.csv", beside.getvalue())
    return file.getvalue()


def read(raw: bytes) -> Reading:
    return read_content(open_bytes(raw, "cases"), ReadSettings())


@pytest.mark.parametrize("form", ["json", "excel", "csv"])
def test_what_is_described_is_understood_without_a_finding(form: str) -> None:
    found = read(written(form))
    assert found.findings == () and found.aside.height == 0
    same = found.records.cases.select(records().cases.columns)
    assert same.to_dicts() == records().cases.to_dicts()
    assert found.records.repeated["visit"].to_dicts() == records().repeated["visit"].to_dicts()


def test_undescribed_it_is_unknown() -> None:
    said = json.loads(written("json"))
    del said["extension"]
    codes = {one.code for one in read(json.dumps(said).encode()).findings}
    assert {"exchange.column-unknown", "standard.field-deprecated"} <= codes


def test_a_file_cannot_make_a_secret_public_by_describing_it() -> None:
    vocabulary = read(written("json")).records.vocabulary
    assert vocabulary["prs_own_Room"].secret and not vocabulary["vst_Days"].leaves


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"part": "field", "name": "prs_Gender", "table": "person", "type": "text"}], "extension-form"),
        ([{"part": "table", "name": "case", "prefix": "cas_"}], "extension-twice"),
        ([{"part": "table", "name": "x", "prefix": "X"}], "extension-form"),
        ([{"part": "vocabulary"}], "extension-name"),
        ([{"part": "code", "list": "gender", "name": "Feminine"}], "extension-twice"),
        ([{"part": "code", "list": "x", "name": str(one)} for one in range(MOST + 1)], "extension-form"),
    ],
)
def test_what_is_no_description_is_refused(rows: list[dict[str, str]], code: str) -> None:
    said = json.loads(written("json"))
    said["extension"] = rows
    with pytest.raises(Refusal) as refused:
        read(json.dumps(said).encode())
    assert refused.value.finding.code == f"standard.{code}"


def test_other_archives_are_refused_as_before() -> None:
    for names in (["a.csv", "b.csv"], ["cases.csv", "notes.txt"], ["extension.csv"]):
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name in names:
                archive.writestr(name, "prs_Gender,prs_FirstName\nFeminine,x\n")
        with pytest.raises(Refusal) as refused:
            open_bytes(file.getvalue(), "x.zip")
        assert refused.value.finding.code == "exchange.file-is-archive"
