"""A CSV file says what the records say, runs nothing, and is its owner's alone."""

from __future__ import annotations

import csv
import io
import stat
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanal.exchange.formulas import undo
from fanal.exchange.writing.csv_file import write_csv
from fanal.presentation import Refusal
from fanal.standard import Records, htcds
from fanal.standard.spelling import matcher, split_choices
from strategies import records

LOOSE = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
ATTACKS = ("=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1", "=1\r\n+2")


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=delimiter))


def text_of(value: object) -> str:
    """Say what a cell must hold, the slow and plain way."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case list():
            return ";".join(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def same(cell: str, value: object) -> bool:
    if isinstance(value, float):
        return "e" not in cell.lower() and float(cell) == value
    return undo(cell) == text_of(value)


@LOOSE
@given(records(), st.sampled_from([",", ";", "\t"]))
def test_every_value_stands_under_the_name_of_its_field(
    tmp_path_factory: pytest.TempPathFactory, given_records: Records, delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "cases.csv"
    write_csv(given_records, path, delimiter=delimiter)
    written = rows(path, delimiter)
    assert len(written) == len(given_records)
    for cells, case in zip(written, given_records.cases.iter_rows(named=True), strict=True):
        assert next(iter(cells)) == "case"
        assert all(same(cells[name], value) for name, value in case.items())
        for table in given_records.repeated.values():
            mine = table.filter(pl.col("case") == case["case"]).drop("case")
            for nth, row in enumerate(mine.iter_rows(named=True), start=1):
                suffix = "" if nth == 1 else f"_{nth}"
                assert all(same(cells[name + suffix], value) for name, value in row.items())


@LOOSE
@given(records(max_cases=2), st.sampled_from(["en", "fr"]))
def test_labels_are_read_back_as_their_codes(
    tmp_path_factory: pytest.TempPathFactory, given_records: Records, language: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "cases.csv"
    write_csv(given_records, path, labels=language)  # type: ignore[arg-type]
    written = rows(path)
    for field in given_records.fields():
        for cells, value in zip(written, given_records.cases[field.name], strict=True):
            if field.list is None or value is None:
                continue
            codes = matcher(htcds().code_list(field))
            chosen = list(value) if isinstance(value, pl.Series) else [value]
            assert split_choices(cells[field.name], codes) == (chosen, [])


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_any_text_field_runs_as_a_formula(tmp_path: Path, attack: str) -> None:
    vocabulary = htcds()
    names = [field.name for field in vocabulary if not vocabulary.table_by_name[field.table].repeats]
    texts = [name for name in names if vocabulary[name].type in ("text", "long text", "lookup")]
    hte = pl.DataFrame({"case": [attack] * 2, "hte_City": [attack] * 2, "hte_Description": [attack] * 2})
    cases = pl.DataFrame({"case": [attack], **{name: [attack] for name in texts}})
    path = tmp_path / "attack.csv"
    write_csv(Records(vocabulary, cases, {"historic trafficking event": hte}), path)
    (cells,) = rows(path)
    assert len(cells) == 1 + len(texts) + 4
    for cell in cells.values():
        assert cell[0] == "'" and undo(cell) == attack


def test_only_its_owner_may_read_it_and_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    one = Records(htcds(), pl.DataFrame({"case": ["1"], "prs_FirstName": ["Ana"]}))
    write_csv(one, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    orphan = pl.DataFrame({"case": ["2"], "hte_City": ["Brest"]})
    with pytest.raises(ValueError, match="belong to no case"):
        write_csv(Records(htcds(), one.cases, {"historic trafficking event": orphan}), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_where_nothing_can_be_written_one_line_says_so(tmp_path: Path) -> None:
    one = Records(htcds(), pl.DataFrame({"case": ["1"]}))
    with pytest.raises(Refusal, match="is not a file"):
        write_csv(one, tmp_path)
    with pytest.raises(Refusal, match="no folder"):
        write_csv(one, tmp_path / "missing" / "cases.csv")


@LOOSE
@given(st.data())
def test_codes_in_one_cell_are_read_back_whatever_their_letters_spell(data: st.DataObject) -> None:
    """MA;LI is Morocco and Liechtenstein, not Mali; so is MA LI of a form server."""
    countries = htcds().lists["iso-3166"]
    chosen = data.draw(
        st.just(["LI", "MA"])
        | st.lists(
            st.sampled_from(countries.codes).map(lambda c: c.code), min_size=1, max_size=4, unique=True
        )
    )
    ordered = sorted(chosen, key=[one.code for one in countries.codes].index)
    for separator in (";", "; ", "\n", ", ", " "):
        for way in (chosen, chosen[::-1]):
            assert split_choices(separator.join(way), matcher(countries)) == (ordered, [])
