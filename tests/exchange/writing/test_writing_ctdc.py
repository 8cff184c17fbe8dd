"""A CTDC file has the header line and the spellings of the published one."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import polars as pl
import pytest

from fanal.exchange.reading import read
from fanal.exchange.writing.ctdc import write_ctdc
from fanal.presentation import Refusal
from fanal.standard import Records, ctdc, htcds
from fanal.standard.vocabulary import load

LAYOUTS = {one["name"]: one for one in load("ctdc.toml")["spelling"]}


def of_ctdc() -> Records:
    columns = {
        "case": ["1", "2"],
        "gender": ["Female", None],
        "ageBroad": ["9--17", "48+"],
        "citizenship": ["NA", "ML"],
        "traffickMonths": ["13--24", None],
        "isForcedLabour": [True, False],
        "typeOfLabourPeddling": [True, False],
        "meansOfControlConcatenated": [["Debt bondage", "Threats"], None],
        "meansOfControlThreatOfLawEnforcement": [True, None],
    }
    return Records(ctdc(), pl.DataFrame(columns))


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_header_line_is_the_published_one(tmp_path: Path, name: str) -> None:
    write_ctdc(of_ctdc(), tmp_path / "ctdc.csv", spelling=name)
    first = (tmp_path / "ctdc.csv").read_text(encoding="utf-8").splitlines()[0]
    assert first == ",".join(LAYOUTS[name]["columns"])


def test_values_are_spelled_as_the_file_of_2021_spells_them(tmp_path: Path) -> None:
    (finding,) = write_ctdc(of_ctdc(), tmp_path / "ctdc.csv", datasource="Hotline")
    one, two = lines(tmp_path / "ctdc.csv")
    assert finding.values == {"n": 1, "columns": "traffickMonths"}
    assert (one["ageBroad"], one["citizenship"], one["isForcedLabour"]) == ("9--17", "NA", "1")
    assert (two["ageBroad"], two["isForcedLabour"], two["gender"]) == ("48+", "0", "")
    assert one["meansOfControlConcatenated"] == "Debt bondage;Threats"
    assert one["Datasource"] == two["Datasource"] == "Hotline"


def test_values_are_spelled_as_the_synthetic_file_spells_them(tmp_path: Path) -> None:
    write_ctdc(of_ctdc(), tmp_path / "ctdc.csv", spelling="synthetic-2021")
    one, two = lines(tmp_path / "ctdc.csv")
    assert (one["ageBroad"], one["citizenship"], one["traffickMonths"]) == (
        "09--17",
        "NAM",
        "13--24 (1-2 yrs)",
    )
    assert (one["isForcedLabour"], two["isForcedLabour"]) == ("1", "")
    assert one["meansOfControlThreatOfLawEnforce"] == "1"
    assert one["typeOfLabourOther"] == "1", "what the layout has no column for counts among the others"


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_written_is_read_as_the_same_records(tmp_path: Path, name: str) -> None:
    write_ctdc(of_ctdc(), tmp_path / "ctdc.csv", spelling=name)
    reading = read(tmp_path / "ctdc.csv")
    assert not reading.findings
    for column in ("gender", "ageBroad", "citizenship", "traffickMonths"):
        if column in LAYOUTS[name]["columns"]:
            assert reading.records.cases[column].to_list() == of_ctdc().cases[column].to_list()


def test_no_name_and_no_case_reference_is_written(tmp_path: Path) -> None:
    cases = pl.DataFrame({"case": ["K-77"], "prs_FirstName": ["Zébulon"], "prs_Gender": ["Feminine"]})
    findings = write_ctdc(Records(htcds(), cases), tmp_path / "ctdc.csv")
    text = (tmp_path / "ctdc.csv").read_text(encoding="utf-8")
    assert "Female" in text and "Zébulon" not in text and "K-77" not in text
    assert [finding.code for finding in findings] == ["exchange.ctdc-left-behind"]


def test_an_unknown_layout_or_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="k-anonymised-2021, global-2020, synthetic-2021"):
        write_ctdc(of_ctdc(), tmp_path / "ctdc.csv", spelling="2021")
    with pytest.raises(Refusal, match="Case Management, Hotline"):
        write_ctdc(of_ctdc(), tmp_path / "ctdc.csv", datasource="Survey")


@pytest.mark.needs_data
def test_the_published_file_is_written_again_as_it_was(tmp_path: Path, real_data: Path) -> None:
    """All but the columns that repeat others in one text, whose order and spelling vary there."""
    source = real_data / "data" / "ctdc" / "ctdc_global_kanon_20210715.csv.gz"
    assert not write_ctdc(read(source).records, tmp_path / "again.csv")
    with gzip.open(source) as file:
        before = pl.read_csv(file.read(), infer_schema=False)
    after = pl.read_csv(tmp_path / "again.csv", infer_schema=False)
    assert before.columns == after.columns
    same = [name for name in before.columns if not name.endswith(("Concatenated", "RecruiterRelationship"))]
    assert len(same) == 58
    assert before.select(same).equals(after.select(same))
