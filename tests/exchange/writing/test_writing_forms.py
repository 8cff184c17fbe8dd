"""The front door writes every form, and refuses what it does not know."""

from __future__ import annotations

import stat
from pathlib import Path

import polars as pl
import pytest

from fanal.exchange.writing import BLANK_FORMS, FORMS, write, write_blank
from fanal.presentation import LANGUAGES, Refusal
from fanal.standard import Records, htcds

CASES = pl.DataFrame({"case": ["1"], "prs_FirstName": ["Zébulon"], "prs_Gender": ["Feminine"]})
HEADS = {
    "csv": b"\xef\xbb\xbfcase,prs_FirstName,prs_Gender\n1,Z\xc3\xa9bulon,Feminine\n",
    "csv-labels": b"\xef\xbb\xbfcase,",
    "json": b'{"standard": "HTCDS 2.0", "fictional": true, "cases": [',
    "excel": b"PK",
    "ctdc": b"yearOfRegistration,",
    "xlsform": b"PK",
    "paper": b"<!DOCTYPE html>",
    "json-schema": b"{",
}


@pytest.mark.parametrize("to", FORMS)
def test_every_form_of_records_is_written_the_same_each_time(tmp_path: Path, to: str) -> None:
    records = Records(htcds(), CASES, fictional=True)
    for name in ("one", "two"):
        findings = write(records, tmp_path / name, to=to, language="en")
        assert "Zébulon" not in repr(findings)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").read_bytes().startswith(HEADS[to])
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600


def test_a_spreadsheet_in_french_has_french_words_and_semicolons(tmp_path: Path) -> None:
    write(Records(htcds(), CASES), tmp_path / "cases.csv", to="csv-labels", language="fr")
    lines = (tmp_path / "cases.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["case;prs_FirstName;prs_Gender", "1;Zébulon;Féminin"]


@pytest.mark.parametrize("to", BLANK_FORMS)
def test_every_blank_form_is_written_in_both_languages(tmp_path: Path, to: str) -> None:
    for language in LANGUAGES:
        write_blank(htcds(), tmp_path / language, to=to, language=language)
        write_blank(htcds(), tmp_path / "again", to=to, language=language)
        assert (tmp_path / language).read_bytes() == (tmp_path / "again").read_bytes()
        assert (tmp_path / language).read_bytes().startswith(HEADS[to])


def test_an_unknown_form_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="csv, csv-labels, json, excel, ctdc"):
        write(Records(htcds(), CASES), tmp_path / "x", to="pdf", language="en")
    with pytest.raises(Refusal, match="excel, xlsform, paper, json-schema"):
        write_blank(htcds(), tmp_path / "x", to="csv", language="en")
    assert list(tmp_path.iterdir()) == []
