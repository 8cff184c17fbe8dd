from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.presentation import LANGUAGES, Refusal, text
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import Attribute, AttributeTable, attributes_of
from privacy.attribute_tables import attributes, records_of, sets_of
from privacy.people_tables import people


def of(table: pl.DataFrame, *columns: AttributeColumn, **more: object) -> AttributeTable:
    return attributes_of(table, AttributeSettings(columns=columns, **more))  # type: ignore[arg-type]


@given(table=people(rows=30))
@settings(max_examples=60, deadline=None)
def test_a_record_is_the_set_of_its_values(table: pl.DataFrame) -> None:
    expected = Counter(frozenset(Attribute(*one) for one in row) for row in sets_of(table))
    assert records_of(attributes(table)) == expected


@given(table=people(rows=20), seed=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_leaves_no_trace(table: pl.DataFrame, seed: int) -> None:
    one, other = attributes(table), attributes(table.sample(fraction=1.0, shuffle=True, seed=seed))
    assert one.attributes == other.attributes
    for name in ("offsets", "ids", "weights"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@given(table=people(columns=9, rows=20), subject=st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_lazy_table_gives_the_same(table: pl.DataFrame, subject: bool) -> None:
    table = table.with_columns(pl.col("q8").str.split("b"), pl.Series("unread", [[1]] * table.height))
    wanted = AttributeSettings.of(*table.columns[:-1], subject=None)
    if subject:
        wanted = AttributeSettings.of(*table.columns[1:-1], subject="q0")
    one, other = attributes_of(table, wanted), attributes_of(table.lazy(), wanted)
    assert one.attributes == other.attributes
    assert one.rows == other.rows == table.height
    for name in ("offsets", "ids", "weights"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_an_absence_that_informs_is_an_attribute() -> None:
    table = pl.DataFrame({"a": ["x", None, "  "], "b": ["1", "1", None]})
    made = of(table, AttributeColumn(column="a", absence_informs=True), AttributeColumn(column="b"))
    silent = Attribute("a", None)
    assert records_of(made) == {
        frozenset({Attribute("a", "x"), Attribute("b", "1")}): 1,
        frozenset({silent, Attribute("b", "1")}): 1,
        frozenset({silent}): 1,
    }


def test_a_cell_of_several_values_is_split() -> None:
    table = pl.DataFrame({"a": ["x; y", "y;x;", None, ";"]})
    made = of(table, AttributeColumn(column="a", separator=";"))
    both = frozenset({Attribute("a", "x"), Attribute("a", "y")})
    assert records_of(made) == {both: 2, frozenset(): 2}
    lists = pl.DataFrame({"a": [["x", "y"], ["y", "x", "x"], None, []]}, schema={"a": pl.List(pl.String)})
    assert records_of(attributes(lists)) == records_of(made)


def test_the_rows_of_one_person_are_joined_and_absence_is_the_person_s() -> None:
    table = pl.DataFrame(
        {
            "who": ["p", "q", "p", None, None],
            "a": ["x", None, "y", "x", "x"],
            "b": [None, None, "1", None, "1"],
        }
    )
    made = of(
        table,
        AttributeColumn(column="a", absence_informs=True),
        AttributeColumn(column="b"),
        subject="who",
    )
    assert (made.people, made.rows) == (4, 5)
    x, one = Attribute("a", "x"), Attribute("b", "1")
    assert records_of(made) == {
        frozenset({x, Attribute("a", "y"), one}): 1,
        frozenset({Attribute("a", None)}): 1,
        frozenset({x}): 1,
        frozenset({x, one}): 1,
    }


def test_what_is_outside_the_domain_is_counted_and_never_named() -> None:
    table = pl.DataFrame({"a": ["yes", "no", "Alice", "Alice", "Bob", ""]})
    column = AttributeColumn(column="a", domain=("no", "yes", "unknown"))
    with pytest.raises(Refusal) as refused:
        of(table, column)
    for language in LANGUAGES:
        said = text(refused.value.finding.code, language, **refused.value.finding.values)
        assert "3" in said
        assert "Alice" not in said
        assert "Bob" not in said
    made = of(table, column, drop_outside=True)
    assert made.outside == {"a": 3}
    assert [one.value for one in made.attributes] == ["no", "yes", "unknown"]
    assert made.counts.tolist() == [1, 1, 0]
    assert "Alice" not in repr(made)


def test_numbers_truths_and_many_values_are_texts() -> None:
    table = pl.DataFrame(
        {
            "n": list(range(300)),
            "f": [float("nan"), *([1.5] * 299)],
            "t": [True] * 300,
            "c": pl.Series(["u"] * 300, dtype=pl.Categorical),
            "none": pl.Series([None] * 300, dtype=pl.Null),
        }
    )
    made = attributes(table)
    assert made.people == 300
    assert len(made.attributes) == 300 + 1 + 1 + 1
    assert made.counts[made.id_of[Attribute("f", "1.5")]] == 299
    assert made.counts[made.id_of[Attribute("n", "299")]] == 1


@pytest.mark.parametrize("rows", [0, 1])
def test_a_table_of_hardly_any_rows(rows: int) -> None:
    table = pl.DataFrame({"a": ["x"] * rows}, schema={"a": pl.String})
    assert attributes(table).people == rows
    assert of(table, AttributeColumn(column="a", separator=";")).people == rows


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (lambda: AttributeSettings.of(), "privacy.no-attribute-columns"),
        (lambda: AttributeSettings.of("a", "a"), "privacy.column-twice"),
        (lambda: AttributeSettings.of("a", subject="a"), "privacy.column-twice"),
        (lambda: AttributeColumn(column="a", separator=""), "privacy.separator-empty"),
        (lambda: AttributeColumn(column="a", domain=("x", "x")), "privacy.domain-twice"),
        (
            lambda: attributes_of(pl.DataFrame({"a": ["x"]}), AttributeSettings.of("b")),
            "privacy.unknown-column",
        ),
        (lambda: attributes(pl.DataFrame({"a": [[1]]})), "privacy.column-not-comparable"),
    ],
)
def test_what_cannot_be_used_is_refused(refused: object, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        refused()  # type: ignore[operator]
    assert caught.value.finding.code == code
