"""Names that are written in several ways share a key; names that differ do not all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.web.keys.blind_indexes.phonetics import LONGEST, phonetic_key


@pytest.mark.parametrize(
    "spellings",
    [
        "Mohammed Muhammad Mohamed Mehmet Мухаммад محمد",
        "Yusuf Youssef Yousif Yossef Юсуф",
        "Chukwu Tchoukwou",
        "Jamal Djamal Dzhamal",
        "Khalid Halid Халид",
        "Ahmed Akhmed Ахмед",
        "Svetlana Svitlana Светлана",
        "Walid Oualid Valid",
        "Fatima Fatma Phatima",
        "Aisha Aicha Aysha",
        "Sofia Sophia София",
        "Hassan Hasan Hassane",
        "Cécile Cecile Sesil",
        "Petrović Petrovich",
        "Ganna Gana",
    ],
)
def test_spellings_meet(spellings: str) -> None:
    assert len({phonetic_key(one) for one in spellings.split()}) == 1, [
        (one, phonetic_key(one)) for one in spellings.split()
    ]


def test_names_that_sound_different_are_apart() -> None:
    names = "Amara Okafor Svetlana Nguyen Maria Ibrahim Fatima Youssef Chukwu Ganna Petrovich Ramirez"
    assert len({phonetic_key(one) for one in names.split()}) == len(names.split())


@given(st.text(max_size=40))
def test_a_key_is_short_and_plain(word: str) -> None:
    key = phonetic_key(word)
    assert len(key) <= LONGEST and set(key) <= set("AHXSKFPTMNLR")


@given(st.text("aei", min_size=1, max_size=5), st.text("kstmnlr", min_size=1, max_size=5))
def test_inner_vowels_do_not_matter(vowels: str, consonants: str) -> None:
    assert phonetic_key(consonants[0] + vowels + consonants[1:]) == phonetic_key(
        consonants[0] + "e" + consonants[1:]
    )
