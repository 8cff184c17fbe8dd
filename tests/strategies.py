"""What hypothesis draws for every room: records in their canonical form, over every field."""

from __future__ import annotations

import string
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from hypothesis import strategies as st

from fanal.standard.records import CASE, Records, dtype
from fanal.standard.vocabulary import Field, FieldType, Vocabulary, htcds

_LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff")
_STARTS = ("=", "+", "-", "@", "'", "'=", "''+", "#N/A", "TRUE", "1/2", "0012", "_x000D_", "é", "NA")


def texts(*, lines: bool = True) -> st.SearchStrategy[str]:
    """Draw canonical texts: stripped, not empty, no control characters but inner line ends."""
    letters = _LETTERS | st.just("\n") if lines else _LETTERS.filter(lambda one: one not in "\u2028\u2029")
    body = st.text(letters, max_size=30)
    return st.builds(str.__add__, st.just("") | st.sampled_from(_STARTS), body).map(str.strip).filter(bool)


def _phones() -> st.SearchStrategy[str]:
    return st.from_regex(r"\+[1-9][0-9]{6,13}", fullmatch=True)


def _emails() -> st.SearchStrategy[str]:
    return st.text(string.ascii_lowercase, min_size=1, max_size=8).map(lambda name: f"{name}@example.org")


def _bands() -> st.SearchStrategy[str]:
    ages = st.integers(0, 120)
    between = st.tuples(ages, ages).filter(lambda two: two[0] < two[1])
    return between.map(lambda two: f"{two[0]}--{two[1]}") | ages.map(lambda age: f"{age}+") | ages.map(str)


def _numbers(field: Field) -> st.SearchStrategy[Any]:
    if field.type is FieldType.YEAR:
        return st.integers(1900, 2099)
    if field.type is FieldType.INTEGER:
        return st.integers(int(field.minimum or 0), int(field.maximum or 120))
    degrees = 90.0 if field.name.endswith("Latitude") else 180.0
    low = -degrees if field.minimum is None else field.minimum
    high = degrees if field.maximum is None else field.maximum
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


def values(field: Field, vocabulary: Vocabulary) -> st.SearchStrategy[Any]:
    """Draw values of one field, as `Records` hold them."""
    if field.type is FieldType.PICKLIST:
        return st.sampled_from([code.code for code in vocabulary.code_list(field).codes])
    if field.type is FieldType.MULTISELECT:
        codes = [code.code for code in vocabulary.code_list(field).codes]
        return st.sets(st.sampled_from(codes), min_size=1, max_size=5).map(
            lambda chosen: sorted(chosen, key=codes.index)
        )
    if field.type in (FieldType.INTEGER, FieldType.YEAR, FieldType.NUMBER, FieldType.GEOLOCATION):
        return _numbers(field)
    if field.format in ("e164", "email"):
        return _phones() if field.format == "e164" else _emails()
    if field.type is FieldType.DATE:
        return st.dates(date(1900, 1, 1), date(2100, 12, 31))
    if field.type is FieldType.CHECKBOX:
        return st.booleans()
    return _bands() if field.type is FieldType.BAND else texts()


@st.composite
def records(
    draw: st.DrawFn,
    vocabulary: Vocabulary | None = None,
    *,
    min_cases: int = 1,
    max_cases: int = 4,
    max_fields: int = 8,
    every_field: bool = False,
) -> Records:
    """Draw canonical records.

    At least one field is there. Every column has a value somewhere, every row of a repeated table too,
    and repeated rows stand in the order of their cases. Over many draws every field is met;
    `every_field` fills them all for one case.
    """
    vocabulary = vocabulary or htcds()
    most = 1 if every_field else max_cases
    cases = draw(st.lists(texts(lines=False), min_size=min_cases, max_size=most, unique=True))
    once = vocabulary.of_table(*(table.name for table in vocabulary.tables if not table.repeats))
    rows = [
        draw(_row(_some(draw, once, max_fields, every_field, least=number == 0), vocabulary))
        for number in range(len(cases))
    ]
    repeated = {}
    for table in vocabulary.tables:
        if not table.repeats or not cases or not (every_field or draw(st.booleans())):
            continue
        fields = vocabulary.of_table(table.name)
        owners = sorted(draw(st.lists(st.integers(0, len(cases) - 1), min_size=1, max_size=4)))
        more = [draw(_row(_some(draw, fields, max_fields, every_field, least=1), vocabulary)) for _ in owners]
        repeated[table.name] = _frame([cases[owner] for owner in owners], more, fields)
    return Records(vocabulary, _frame(cases, rows, once), repeated, draw(st.booleans()))


def _some(draw: st.DrawFn, fields: Sequence[Field], most: int, every: bool, least: int) -> Sequence[Field]:
    some = st.lists(st.sampled_from(fields), min_size=least, max_size=most, unique=True)
    return fields if every else draw(some)


def _row(fields: Sequence[Field], vocabulary: Vocabulary) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({field.name: values(field, vocabulary) for field in fields})


def _frame(cases: Sequence[str], rows: Sequence[dict[str, Any]], fields: Sequence[Field]) -> pl.DataFrame:
    filled = [field for field in fields if any(field.name in row for row in rows)]
    columns: dict[str, Any] = {CASE: pl.Series(CASE, list(cases), dtype=pl.String())}
    for field in filled:
        columns[field.name] = pl.Series(field.name, [row.get(field.name) for row in rows], dtype=dtype(field))
    return pl.DataFrame(columns)
