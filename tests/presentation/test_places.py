from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.presentation import Language, Place
from fanal.presentation.places import SHOWN_RANGES, all_rows, describe_place, first_rows


@pytest.mark.parametrize(
    ("rows", "english", "french"),
    [
        ((), "", ""),
        ((1204,), "row 1204", "ligne 1204"),
        ((3, 7), "rows 3 and 7", "lignes 3 et 7"),
        ((3, 7, 12, 13), "rows 3, 7, 12 and 13", "lignes 3, 7, 12 et 13"),
        ((3, 7, 12, 13, 14), "rows 3, 7, 12 and 2 more", "lignes 3, 7, 12 et 2 autres"),
    ],
)
def test_first_rows(rows: tuple[int, ...], english: str, french: str) -> None:
    assert first_rows(rows, "en") == english
    assert first_rows(rows, "fr") == french


@given(st.sets(st.integers(1, 400), max_size=SHOWN_RANGES))
def test_ranges_name_every_row_and_no_other(rows: set[int]) -> None:
    named = set()
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", all_rows(sorted(rows), "en")):
        named |= set(range(int(first), int(last or first) + 1))
    assert named == rows


@pytest.mark.parametrize(("language", "words"), [("en", "and 100 more"), ("fr", "et 100 autres")])
def test_endless_ranges_are_counted(language: Language, words: str) -> None:
    assert words in all_rows(range(1, 2 * (SHOWN_RANGES + 100), 2), language)


def test_a_field_named_like_its_column_is_named_once() -> None:
    assert describe_place(Place(column="vic_Gender", field="vic_Gender"), "en") == "column “vic_Gender”"
    assert describe_place(Place(), "fr") == ""
