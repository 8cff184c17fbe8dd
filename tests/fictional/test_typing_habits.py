"""The flat table that people typed, and the truth about each dirty cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.exchange.reading import ReadSettings, read
from fanal.fictional import Fictional, Typed, generate
from fanal.standard.checks import check
from fanal.standard.dates import parse_date
from fanal.standard.records import CASE
from fanal.standard.values import reader
from fanal.standard.vocabulary import htcds


@pytest.fixture(scope="module")
def made() -> Fictional:
    return generate(2_000, 21, dirt=0.1)


@pytest.fixture(scope="module")
def typed(made: Fictional) -> Typed:
    return made.as_typed()


def test_without_dirt_the_file_reads_back_as_the_records(tmp_path: Path) -> None:
    made = generate(300, 4, duplicates=0.1)
    typed = made.as_typed()
    assert typed.truth.height == 0
    assert list(typed.headings) == typed.table.columns
    path = typed.write_csv(tmp_path)
    assert path == tmp_path / "fictional-cases.csv"
    found = read(path, ReadSettings(vocabularies=[htcds()]))
    assert found.aside.height == 0
    filled = [name for name in made.records.cases.columns[1:] if made.records.cases[name].count()]
    read_back = found.records.cases
    assert len(found.records) == len(made.records)
    for name in filled:
        if name != "con_Consent":  # an empty box is filled from the duties
            assert read_back[name].to_list() == made.records.cases[name].to_list(), name


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 120), st.integers(0, 2**32), st.sampled_from([0.0, 0.02, 0.3, 1.0]))
def test_the_truth_tells_exactly_the_cells_that_differ(cases: int, seed: int, dirt: float) -> None:
    made = generate(cases, seed, dirt=dirt)
    typed, clean = made.as_typed(), generate(cases, seed).as_typed()
    meant = {
        (case, name): cell
        for name in clean.table.columns
        for case, cell in zip(clean.cases, clean.table[name], strict=True)
    }
    differing = {
        (case, name, cell)
        for name in typed.table.columns
        for case, cell in zip(typed.cases, typed.table[name], strict=True)
        if case is not None and cell != meant[case, name]
    }
    told = {
        (case, name, cell)
        for case, name, cell, was in typed.truth.select("case", "field", "typed", "meant").iter_rows()
        if cell != was  # a cell may be spoilt and mended by two changes
    }
    assert told == differing
    assert all(
        was == meant[case, name]
        for case, name, was in typed.truth.select("case", "field", "meant").iter_rows()
    )
    assert typed.cases.drop_nulls().to_list() == made.records.cases[CASE].to_list()
    folded = [heading.strip().casefold() for heading in typed.headings]
    assert len(set(folded)) == len(folded)


def test_rows_and_headings_of_the_truth_are_those_of_the_file(typed: Typed, tmp_path: Path) -> None:
    path = typed.write_csv(tmp_path, "typed.csv", delimiter=";", encoding="utf-16")
    with path.open(encoding="utf-16", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    for row, heading, cell in typed.truth.select("row", "heading", "typed").iter_rows():
        assert lines[row - 1][lines[0].index(heading)] == (cell or "")
    assert any(not any(line) for line in lines)  # an empty row


def test_every_kind_of_dirt_occurs_about_as_often_as_asked(made: Fictional, typed: Typed) -> None:
    kinds = typed.truth["kinds"].explode().value_counts()
    seen = dict(kinds.iter_rows())
    for kind in (
        "dotted date",
        "slashed date",
        "English month",
        "French month",
        "Excel serial",
        "English label",
        "French label",
        "typo",
        "separator",
        "band",
        "unit",
        "wrong column",
        "half-empty row",
        "consent disagrees",
        "no-break space",
        "trailing space",
        "word for nothing",
    ):
        assert seen.get(kind, 0) > 3, kind
    filled = sum(made.records.cases.drop(CASE).count().row(0))
    cells = typed.truth.filter(typed.truth["meant"].is_not_null()).height
    assert 0.08 < cells / filled < 0.14
    other = sum(heading != name for heading, name in zip(typed.headings, typed.table.columns, strict=True))
    assert 0.2 < other / len(typed.headings) < 0.6


def test_dates_and_labels_mean_what_the_truth_says(typed: Typed) -> None:
    checked = 0
    for name, kinds, meant, cell in typed.truth.select("field", "kinds", "meant", "typed").iter_rows():
        if kinds in (["dotted date"], ["English month"], ["French month"], ["Excel serial"]):
            found = parse_date(cell)
            assert str(found.date) == meant, (kinds, cell)
            checked += 1
        if kinds in (["English label"], ["French label"]) and name == "vic_ForcedLabourIndustry":
            assert reader(htcds()[name], htcds()).read(cell).value == [meant]
            checked += 1
    assert checked > 100


def test_the_consent_box_disagrees_with_the_duties_only_in_dirt(made: Fictional, typed: Typed) -> None:
    wrong = [
        (case, cell)
        for case, kinds, cell in typed.truth.select("case", "kinds", "typed").iter_rows()
        if kinds == ["consent disagrees"]
    ]
    duties = {
        row[CASE]: [value for name, value in row.items() if name.startswith(("con_Informed", "con_Consents"))]
        for row in made.records.cases.iter_rows(named=True)
    }
    assert wrong
    for case, cell in wrong:
        assert len(duties[case]) == 7
        assert None not in duties[case]
        assert cell == ("FALSE" if set(duties[case]) == {"yes"} else "TRUE")
    assert check(made.records) == []
