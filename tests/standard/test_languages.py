"""Languages by ISO 639-2."""

from __future__ import annotations

from functools import cache

import pytest

from fanal.standard.spelling import fold, matcher
from fanal.standard.vocabulary import CodeList, load, read_code_list


@cache
def languages() -> CodeList:
    return read_code_list(load("iso-639-2.toml")["list"][0])


def test_the_languages_are_the_486_of_iso_639_2_without_the_reserved_range() -> None:
    codes = [code.code for code in languages().codes]
    assert len(codes) == len(set(codes)) == 486
    assert all(len(code) == 3 and code.islower() for code in codes)
    assert not any("qaa" <= code <= "qtz" for code in codes)


def test_twenty_languages_have_a_bibliographic_code_too() -> None:
    pairs = (
        "bod/tib ces/cze cym/wel deu/ger ell/gre eus/baq fas/per fra/fre hye/arm isl/ice kat/geo mkd/mac "
        "mri/mao msa/may mya/bur nld/dut ron/rum slk/slo sqi/alb zho/chi"
    )
    for pair in pairs.split():
        code, bibliographic = pair.split("/")
        assert languages().by_code[code].also[0] == bibliographic


def test_every_spelling_of_a_language_means_that_language() -> None:
    for code in languages().codes:
        for spelling in (code.code, code.label.en, code.label.fr, *code.also):
            assert matcher(languages()).find(spelling) == code.code, spelling


def test_names_are_whole_and_one_of_a_kind_in_both_languages() -> None:
    for labels in (
        [code.label.en for code in languages().codes],
        [code.label.fr for code in languages().codes],
    ):
        assert len({fold(label) for label in labels}) == len(labels)
        assert all(label == label.strip() and ";" not in label and "'" not in label for label in labels)


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("fr", "fra"),
        ("fre", "fra"),
        ("Français", "fra"),
        ("no", "nor"),
        ("Farsi", "fas"),
        ("Kirundi", "run"),
        ("tigrigna", "tir"),
        ("ga", "gle"),
        ("roumain", "ron"),
        ("mandarin", "zho"),
        ("xx", None),
    ],
)
def test_what_people_write(spelling: str, code: str | None) -> None:
    assert matcher(languages()).find(spelling) == code
