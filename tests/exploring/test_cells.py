"""Cells against what a reader would count by hand in the published files."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exploring.publications import AGGREGATES, K
from fanal.exploring import NOT_TOLD, Cells, Form, Number, Published, Question, Status, answer
from fanal.exploring.aggregates import Aggregates
from fanal.exploring.cells import MOST_CELLS
from fanal.presentation import say

Releases = Mapping[str, Published]
Row = dict[str, tuple[str, ...]]
FEW = settings(max_examples=60)
METHODS = ("k-anonymous", "synthetic", "dp")


@pytest.fixture(scope="session")
def rows(releases: Releases) -> Mapping[str, list[Row]]:
    return {method: rows_of(one) for method, one in releases.items()}


def rows_of(published: Published) -> list[Row]:
    """The released rows, read by the standard library."""
    with (published.folder / published.files["cases.csv"]).open(encoding="utf-8", newline="") as file:
        return [
            {name: tuple(cell.split(";")) if cell else (NOT_TOLD,) for name, cell in line.items()}
            for line in csv.DictReader(file)
        ]


def by_hand(rows: list[Row], question: Question) -> dict[tuple[str, ...], int]:
    """Count rows as the standard library would: a person with several choices under each."""
    counted: dict[tuple[str, ...], int] = {}
    for row in rows:
        if all(set(row[name]) & set(values) for name, values in question.where.items()):
            shown = [
                [code for code in row[name] if code in question.where.get(name, row[name])]
                for name in question.fields
            ]
            for codes in product(*shown):
                counted[codes] = counted.get(codes, 0) + 1
    return counted


@st.composite
def questions(draw: st.DrawFn, published: Published) -> Question:
    names = list(published.variables)
    fields = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    where = {}
    for name in draw(st.lists(st.sampled_from(names), max_size=2, unique=True)):
        codes = st.sampled_from(list(published.variables[name].codes))
        where[name] = tuple(draw(st.lists(codes, min_size=1, max_size=3, unique=True)))
    return Question(fields=tuple(fields), where=where)


def numbers(cells: Cells) -> dict[tuple[str, ...], Number]:
    found = {cell.codes: cell.number for cell in cells.rows()}
    assert len(found) == cells.frame.height
    return found


def grid(published: Published, question: Question) -> list[tuple[str, ...]]:
    shown = [
        [code for code in published.variables[name].codes if code in question.where.get(name, (code,))]
        for name in question.fields
    ]
    return list(product(*shown))


def check_listed(published: Published, question: Question, cells: Cells) -> None:
    """Every cell that there may be is listed, or counted as unlisted where they are too many."""
    asked, listed = grid(published, question), numbers(cells)
    if len(asked) <= MOST_CELLS:
        assert [cell.codes for cell in cells.rows()] == asked
        assert cells.unlisted == 0
    else:
        assert set(listed) <= set(asked)
        assert cells.unlisted == len(asked) - len(listed)
    for number in listed.values():
        assert (number.count is None) is (number.status is Status.SUPPRESSED)
        assert number.count is None or number.count > 0


@pytest.mark.parametrize("method", ["k-anonymous", "synthetic"])
@FEW
@given(data=st.data())
def test_counts_are_those_of_the_rows(
    releases: Releases, rows: Mapping[str, list[Row]], method: str, data: st.DataObject
) -> None:
    published = replace(releases[method], aggregates=None, people=len(rows[method]))
    question = data.draw(questions(published))
    cells = answer(published, question)
    counted = by_hand(rows[method], question)
    told = {codes: number.count for codes, number in numbers(cells).items() if number.count is not None}
    assert told == {codes: count for codes, count in counted.items() if count >= K}
    if method == "k-anonymous":
        assert all(count >= K for count in counted.values())
    people = len([1 for row in rows[method] if by_hand([row], replace(question, fields=()))])
    assert cells.total.count == (people if people >= K else None)
    if question.fields:
        check_listed(published, question, cells)


@FEW
@given(data=st.data())
def test_estimates_are_those_of_the_published_counts(releases: Releases, data: st.DataObject) -> None:
    published = releases["dp"]
    question = data.draw(questions(published))
    cells = answer(published, question)
    names = {*question.fields, *question.where}
    added = [name for name in question.where if name not in question.fields and len(question.where[name]) > 1]
    looked_up = 0 < len(names) <= 3 and not any(published.variables[name].several for name in added)
    if not looked_up:
        assert all(number.low is None for number in numbers(cells).values())
        return
    expected: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
    for values, bars in published_counts(published).items():
        found = dict(values)
        if set(found) == names and all(found[name] in values for name, values in question.where.items()):
            expected.setdefault(tuple(found[name] for name in question.fields), []).append(bars)
    parts = prod(len(question.where[name]) for name in added)
    wanted = {}
    for codes, bars in expected.items():
        count, low, high = (sum(one) for one in zip(*bars, strict=True))
        whole = len(bars) == parts
        if low > 0:
            wanted[codes] = (count, low if whole else None, high if whole else None)
    told = {
        codes: (number.count, number.low, number.high)
        for codes, number in numbers(cells).items()
        if number.count is not None
    }
    assert told == wanted
    if question.fields:
        check_listed(published, question, cells)


def published_counts(published: Published) -> dict[frozenset[tuple[str, str]], tuple[int, int, int]]:
    """The published counts of values that stand out by themselves."""
    with (published.folder / published.files["counts.csv"]).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    found = {
        frozenset((line[f"column_{at}"], line[f"value_{at}"]) for at in (1, 2, 3) if line[f"column_{at}"]): (
            int(line["count"]),
            int(line["low"]),
            int(line["high"]),
        )
        for line in lines
    }
    alone = {one for values, bars in found.items() if len(values) == 1 and bars[1] > 0 for one in values}
    return {values: bars for values, bars in found.items() if values <= alone}


def test_synthetic_counts_are_those_published(releases: Releases) -> None:
    published = releases["synthetic"]
    with (published.folder / published.files["counts.csv"]).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) > 300
    for line in lines[::7]:
        pairs = [(line[f"column_{at}"], line[f"value_{at}"]) for at in (1, 2, 3) if line[f"column_{at}"]]
        question = Question(fields=tuple(name for name, _ in pairs))
        found = numbers(answer(published, question))[tuple(value for _, value in pairs)]
        assert found.count == int(line["count"])


def test_counts_of_others_are_added_where_both_parts_are_told(
    releases: Releases, rows: Mapping[str, list[Row]]
) -> None:
    published = releases["k-anonymous"]
    alone = numbers(answer(replace(published, aggregates=None), Question(fields=("gender",))))
    cells = answer(published, Question(fields=("gender",)))
    both = numbers(cells)
    assert both["Feminine",] == Number((alone["Feminine",].count or 0) + 60, None, None, Status.COUNTED)
    assert both[NOT_TOLD,].count == (alone[NOT_TOLD,].count or 0) + 11
    # Its part of others is nobody, or fewer than they tell.
    few = alone["TransgenderFeminine",]
    assert both["TransgenderFeminine",] == Number(few.count, None, None, Status.AT_LEAST)
    assert cells.total == Number(len(rows["k-anonymous"]) + 90, None, None, Status.COUNTED)
    assert "aggregates" in {note.name for note in cells.notes}


def test_what_others_did_not_count_is_at_least(releases: Releases) -> None:
    published = releases["k-anonymous"]
    question = Question(fields=("gender", "yearOfRegistration"))
    told = [one for one in numbers(answer(published, question)).values() if one.count is not None]
    assert told and {one.status for one in told} == {Status.AT_LEAST}
    filtered = answer(published, Question(fields=("gender",), where={"ageBroad": ("0--17",)}))
    found = numbers(filtered)
    assert found["Feminine",].status is Status.COUNTED
    assert found["Masculine",].status is Status.AT_LEAST
    assert AGGREGATES["counts"][-1] == {
        "fields": ["ageBroad", "gender"],
        "values": ["0--17", "Feminine"],
        "count": 14,
    }


def test_what_neither_part_tells_is_not_said_to_be_under_k(releases: Releases) -> None:
    published = releases["k-anonymous"]
    cells = answer(published, Question(fields=("gender", "citizenship")))
    suppressed = [one.number for one in cells.rows() if one.number.count is None]
    assert suppressed
    assert str(K) not in cells.words(suppressed[0])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_answer_says_what_must_be_said(releases: Releases, method: str, language: str) -> None:
    published = releases[method]
    question = Question(fields=("gender", "citizenship"), language=language)  # type: ignore[arg-type]
    cells = answer(published, question)
    notes = {note.name: note.words for note in cells.notes}
    assert next(iter(notes)) == "detected"
    assert {"fictional", "method", "suppressed"} <= set(notes)
    assert cells.suppressed > 0
    assert say(cells.suppressed, question.language) in notes["suppressed"]
    assert ("several" in notes) is published.variables["citizenship"].several
    assert ("bars" in notes) is (method == "dp")
    assert ("not-told" in notes) is (method != "dp")
    assert ("coarse" in notes) is (method == "k-anonymous")


def test_numbers_beyond_the_published_counts_say_so(releases: Releases) -> None:
    for method, fields in (("k-anonymous", 3), ("synthetic", 3), ("dp", 3)):
        published = releases[method]
        names = [name for name in published.variables if name != "typeOfExploitConcatenated"]
        codes = {name: (next(iter(published.variables[name].codes)),) for name in names}
        far = Question(fields=tuple(names[:fields]), where={names[fields]: codes[names[fields]]})
        near = Question(fields=tuple(names[:2]))
        assert "from-rows" in {note.name for note in answer(published, far).notes}
        assert "from-rows" not in {note.name for note in answer(published, near).notes}


def test_a_filter_on_a_field_that_is_shown_leaves_out_its_other_values(releases: Releases) -> None:
    published = releases["synthetic"]
    question = Question(fields=("citizenship",), where={"citizenship": ("IN", "PH")})
    assert {cell.codes[0] for cell in answer(published, question).rows()} == {"IN", "PH"}


def test_years_between_the_first_and_the_last_are_all_there(releases: Releases) -> None:
    for method in ("synthetic", "dp"):
        codes = [code for code in releases[method].variables["yearOfRegistration"].codes if code != NOT_TOLD]
        assert codes == [str(year) for year in range(int(codes[0]), int(codes[-1]) + 1)]


def test_a_form_does_not_change_the_numbers(releases: Releases) -> None:
    published = releases["synthetic"]
    fields = ("citizenship", "CountryOfExploitation")
    flows = answer(published, Question(fields=fields, kind=Form.FLOWS))
    assert flows.frame.equals(answer(published, Question(fields=fields)).frame)


def test_a_sum_of_which_one_part_is_not_told_is_at_least(releases: Releases) -> None:
    told = [{"fields": ["gender"], "values": ["Feminine"], "count": 60, "at_least": True}]
    published = replace(releases["k-anonymous"], aggregates=Aggregates.of(told, 11))
    for question in (Question(fields=("gender",)), Question(where={"gender": ("Feminine",)})):
        cells = answer(published, question)
        found = numbers(cells).get(("Feminine",), cells.total)
        assert found.count is not None and found.count > 60
        assert found.status is Status.AT_LEAST and found.high is None


def test_what_others_counted_with_noise_is_an_estimate_with_its_error_bar(releases: Releases) -> None:
    told = [{"fields": ["gender"], "values": ["Feminine"], "count": 60, "low": 41, "high": 79}]
    published = releases["k-anonymous"]
    alone = numbers(answer(replace(published, aggregates=None), Question(fields=("gender",))))["Feminine",]
    both = replace(published, aggregates=Aggregates.of(told, 11))
    found = numbers(answer(both, Question(fields=("gender",))))["Feminine",]
    n = alone.count or 0
    assert found == Number(n + 60, n + 41, n + 79, Status.ESTIMATED)


def test_a_value_of_others_that_stands_in_combinations_alone_breaks_nothing(releases: Releases) -> None:
    told = [{"fields": ["ageBroad", "gender"], "values": ["0--17", "Somebody"], "count": 60}]
    published = replace(releases["k-anonymous"], aggregates=Aggregates.of(told, 11))
    assert "Somebody" not in {code for codes in numbers(answer(published, BOTH)) for code in codes}


BOTH = Question(fields=("ageBroad", "gender"))
