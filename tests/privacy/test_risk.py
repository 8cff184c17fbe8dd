from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.presentation import LANGUAGES, Refusal
from fanal.presentation.report import Report
from fanal.privacy import RiskSettings, audit
from fanal.standard.vocabulary import Words
from privacy.people_tables import class_sizes, people, under

FIVE = ("yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation")


class Halves:
    """A tiny hierarchy: a and b together, c and d together."""

    name = "halves"
    levels = (Words("exact", "exact"), Words("half", "moitié"), Words("nothing", "rien"))

    def at(self, value: str, level: int) -> str:
        return (value, "ab" if value in "ab" else "cd", "withheld")[level]


@pytest.fixture(scope="module")
def ctdc(real_data: Path) -> pl.DataFrame:
    path = real_data / "data" / "ctdc" / "ctdc_global_kanon_20210715.csv.gz"
    return pl.read_csv(path, infer_schema=False)


def test_a_person_is_one_in_every_spelling() -> None:
    table = pl.DataFrame({"a": ["x"] * 5, "person": ["A12", "a12 ", "\uff2112", " A12", "B7"]})
    result = audit(table, RiskSettings(columns=("a",), k=3, person="person"))
    assert (result.people, result.together.smallest, result.holds) == (2, 2, False)


def test_one_of_several_choices_that_a_class_shares_is_given_away() -> None:
    table = pl.DataFrame({"a": ["x"] * 4 + ["y"] * 4, "s": ["p;q", "q", "r; Q", "q;;", "p", "q", None, "q"]})
    (found,) = audit(table, RiskSettings(columns=("a",), k=2, sensitive=("s",))).homogeneous
    assert (found.classes, found.people) == (1, 4)


@given(table=people(), k=st.integers(2, 12), max_size=st.integers(1, 4), given_too=st.booleans())
@settings(max_examples=120, deadline=None)
def test_minimal_sets_are_those_of_counting_every_set(
    table: pl.DataFrame, k: int, max_size: int, given_too: bool
) -> None:
    known = ("q3",) if given_too else ()
    further = tuple(name for name in table.columns if name not in known)
    result = audit(table, RiskSettings(columns=further, given=known, k=k, max_size=max_size))

    breaking = {
        some
        for size in range(len(further) + 1)
        for some in combinations(further, size)
        if under(class_sizes(table, (*known, *some)).values(), k)
    }
    minimal = {
        some
        for some in breaking
        if not any(set(other) < set(some) for other in breaking) and len(some) <= max_size
    }
    if () in breaking:
        assert not result.sets.base.holds
        assert result.sets.breaking == ()
    else:
        assert {found.columns[len(known) :] for found in result.sets.breaking} == minimal
    every = sum(1 for size in range(1, max_size + 1) for _ in combinations(further, size))
    assert result.sets.examined + result.sets.pruned == every
    for found in result.sets.breaking:
        sizes = list(class_sizes(table, found.columns).values())
        assert found.smallest == min(sizes)
        assert found.people_under_k == under(sizes, k)
        assert found.classes_under_k == sum(size < k for size in sizes)
        assert found.people_alone == sizes.count(1)


@given(table=people(), k=st.integers(2, 12))
@settings(max_examples=80, deadline=None)
def test_all_columns_together_and_what_coarsening_gains(table: pl.DataFrame, k: int) -> None:
    columns = tuple(table.columns)
    result = audit(table, RiskSettings(columns=columns, k=k, hierarchies={"q0": Halves()}))
    sizes = class_sizes(table, columns).values()
    assert result.together.people_under_k == under(sizes, k)
    assert result.together.classes == len(sizes)
    assert result.holds == all(size >= k for size in sizes)
    assert sum(band.people for band in result.sizes) == table.height
    assert sum(band.people for band in result.sizes if band.least < k) == result.together.people_under_k
    assert [c.gain for c in result.coarsenings] == sorted((c.gain for c in result.coarsenings), reverse=True)
    assert bool(result.coarsenings) == (not result.holds)
    for found in result.coarsenings:
        if found.level is None:
            changed = table.drop(found.column)
        else:
            coarse = [v and Halves().at(v, found.level) for v in table["q0"]]
            changed = table.with_columns(pl.Series("q0", coarse, dtype=pl.String))
        left = under(class_sizes(changed, changed.columns).values(), k)
        assert (found.people_under_k, found.gain) == (left, result.together.people_under_k - left)


@given(table=people(columns=3), k=st.integers(2, 6), data=st.data())
@settings(max_examples=80, deadline=None)
def test_people_are_counted_not_rows(table: pl.DataFrame, k: int, data: st.DataObject) -> None:
    who = st.sampled_from([None, "p", "q", "r", "s"])
    persons = data.draw(st.lists(who, min_size=table.height, max_size=table.height))
    table = table.with_columns(pl.Series("person", persons, dtype=pl.String))
    columns = ("q0", "q1", "q2")
    result = audit(table, RiskSettings(columns=columns, k=k, person="person"))
    sizes = class_sizes(table, columns, "person").values()
    assert result.together.people_under_k == under(sizes, k)
    assert result.together.smallest == min(sizes, default=0)
    assert result.people == len(set(persons) - {None}) + persons.count(None)


@given(table=people(columns=3), k=st.integers(2, 6))
@settings(max_examples=80, deadline=None)
def test_classes_of_one_sensitive_value(table: pl.DataFrame, k: int) -> None:
    result = audit(table, RiskSettings(columns=("q0", "q1"), k=k, sensitive=("q2",)))
    held: dict[tuple[object, ...], list[object]] = {}
    for *key, marked in table.iter_rows():
        held.setdefault(tuple(key), []).append(marked)
    told = [v for v in held.values() if len(v) >= k and len(set(v)) == 1 and v[0] is not None]
    (found,) = result.homogeneous
    assert (found.classes, found.people) == (len(told), sum(map(len, told)))


def test_every_way_of_being_blank_is_one_value() -> None:
    table = pl.DataFrame({"text": ["", None, "  ", "x", "x"], "number": [1.0, 1.0, 1.0, None, float("nan")]})
    result = audit(table, RiskSettings(columns=("text", "number"), k=2))
    assert (result.together.classes, result.together.smallest) == (2, 2)


def test_several_values_of_a_cell_are_a_set() -> None:
    table = pl.DataFrame({"means": [["a", "b"], ["b", "a"], ["c"], ["c", "c"]]})
    assert audit(table, RiskSettings(columns=("means",), k=2)).holds


def test_a_table_with_nobody_holds_and_says_so() -> None:
    result = audit(pl.DataFrame({"a": []}, schema={"a": pl.String}), RiskSettings(columns=("a",)))
    assert result.holds
    assert "no rows" in result.report("en").lead


def test_one_row_is_alone() -> None:
    result = audit(pl.DataFrame({"a": ["x"]}), RiskSettings(columns=("a",), k=2))
    assert (result.holds, result.together.people_alone) == (False, 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"k": 1}, "privacy.k-too-small"),
        ({"columns": ()}, "privacy.no-columns"),
        ({"max_size": 0}, "privacy.max-size-too-small"),
        ({"columns": ("a", "a")}, "privacy.column-twice"),
        ({"sensitive": ("a",)}, "privacy.column-twice"),
        ({"person": "a"}, "privacy.column-twice"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        RiskSettings(**{"columns": ("a",), **wrong})  # type: ignore[arg-type]
    assert refusal.value.finding.code == code


def test_a_missing_column_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Refusal, match=r"no column “b”.*are: a"):
        audit(pl.DataFrame({"a": ["x"]}), RiskSettings(columns=("b",)))


def test_no_value_of_the_table_is_ever_printed() -> None:
    marked = "Amina-Zahra"
    table = pl.DataFrame({"town": [marked, "x", "x"], "flag": [marked, "y", "y"], "s": [marked] * 3})
    result = audit(table, RiskSettings(columns=("town", "flag"), k=2, sensitive=("s",)))
    told = repr(result) + json.dumps(result.as_json()) + str(result.table().rows())
    told += "".join(repr(result.report(language)) for language in LANGUAGES)
    assert "town" in told
    assert marked not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_explains_every_number(language: str) -> None:
    table = pl.DataFrame({"a": ["x", "x", "y"], "b": ["1", "2", "2"], "s": ["u"] * 3})
    for known in ((), ("a",)):
        wanted = RiskSettings(
            columns=("a", "b"), given=known, k=2, sensitive=("s",), hierarchies={"a": Halves()}
        )
        report = audit(table, wanted).report(language)  # type: ignore[arg-type]
        assert isinstance(report, Report)
        assert report.tone == "danger"
        facts = report.sections[0].blocks[1].facts  # type: ignore[union-attr]
        assert all(len(fact.sentence) > 20 for fact in facts)


@pytest.mark.needs_data
def test_the_published_file_holds_eleven_over_its_five_columns(ctdc: pl.DataFrame) -> None:
    result = audit(ctdc, RiskSettings(columns=FIVE, max_size=5))
    assert result.holds
    assert result.together.smallest == 11
    assert result.sets.breaking == ()


@pytest.mark.needs_data
def test_the_published_file_breaks_eleven_with_many_a_further_column(ctdc: pl.DataFrame) -> None:
    further = tuple(name for name in ctdc.columns if name not in FIVE)
    result = audit(ctdc, RiskSettings(columns=further, given=FIVE, max_size=1))
    breaking = {found.columns[-1] for found in result.sets.breaking}
    assert {"majorityStatus", "RecruiterRelationship", "meansOfControlConcatenated"} <= breaking
    for name in ("majorityStatus", "isForcedLabour"):
        sizes = ctdc.group_by(*FIVE, name).len()["len"]
        assert (name in breaking) == bool((sizes < 11).any())
