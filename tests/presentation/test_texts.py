"""Every text of every room: both languages, the same holes, French that breathes, English that is plain."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import fanal
from fanal.presentation import LANGUAGES, all_texts
from fanal.presentation.languages import catalogue

SOURCE = Path(str(fanal.__file__)).parent
ROOMS = sorted(".".join(found.parent.relative_to(SOURCE).parts) for found in SOURCE.rglob("messages.toml"))

NEVER = {
    "en": r"\b(please|sorry|invalid|forbidden|just|simply|obviously)\b",
    "fr": r"\b(veuillez|merci de|désolée?s?|invalides?)\b|trafic d[’']|trafiqué|dépistage",
}


@cache
def texts(room: str) -> list[tuple[str, str, str]]:
    return [
        (key, language, wording)
        for key, languages in all_texts(room).items()
        for language, wordings in languages.items()
        for wording in wordings
    ]


def holes(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name is not None}


def said_in_source() -> set[str]:
    """Every ``"room.key"`` written in the code and the templates."""
    key = re.compile(rf"""["']((?:{"|".join(map(re.escape, ROOMS))})\.[a-z0-9]+(?:-[a-z0-9]+)*)["']""")
    return {
        found
        for path in SOURCE.rglob("*")
        if path.suffix in (".py", ".html") and path.is_file()
        for found in key.findall(path.read_text(encoding="utf-8"))
    }


def test_there_are_rooms() -> None:
    assert "presentation" in ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_in_both_languages_with_the_same_holes(room: str) -> None:
    for key, languages in all_texts(room).items():
        assert set(languages) == set(LANGUAGES), key
        asked = {
            language: set().union(*map(holes, wordings)) - {"n"} for language, wordings in languages.items()
        }
        assert asked["en"] == asked["fr"], key
        assert "" not in asked["en"], f"{key}: a hole needs a name"


@pytest.mark.parametrize("room", ROOMS)
def test_plurals_are_complete(room: str) -> None:
    for name, wordings in catalogue(room).items():
        forms = {language: wording for language, wording in wordings.items() if not isinstance(wording, str)}
        assert set(forms) in (set(), set(LANGUAGES)), f"{name}: plural in one language only"
        for wording in forms.values():
            assert set(wording) == {"one", "other"}, name


@pytest.mark.parametrize("room", ROOMS)
def test_typography(room: str) -> None:
    for key, language, wording in texts(room):
        assert not set("\"'") & set(wording), f"{key}: straight quotes in {wording!r}"
        assert wording == wording.strip(), key
        assert wording, key
        assert not re.search(NEVER[language], wording, re.IGNORECASE), f"{key}: {wording!r}"
        if language == "fr":
            breathless = re.findall(
                r"[^\u00a0\u202f:;!?][:;!?](?=\s|$|»)|«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»", wording
            )
            assert not breathless, f"{key}: {breathless} in {wording!r}"
            assert not set("“”") & set(wording), f"{key}: English quotes in French"
        else:
            assert not set("«»") & set(wording), f"{key}: French quotes in English"
            assert not re.search(r"\s[:;!?](?=\s|$)", wording), f"{key}: {wording!r}"


def test_every_text_that_is_asked_for_exists() -> None:
    known = {key for room in ROOMS for key in all_texts(room)}
    modules = {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts) for path in SOURCE.rglob("*") if path.suffix
    }
    assert said_in_source() - modules <= known


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_said_somewhere(room: str) -> None:
    """A name stands in quotes, after the room and a dot, or is built from a beginning that does."""
    told = "\n".join(
        path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*")
        if path.suffix in (".py", ".html", ".toml") and path.name != "messages.toml"
    )
    quoted = set(re.findall(r"""["'.]([a-z0-9]+(?:-[a-z0-9]+)*)(?=["'\\s])""", told))
    begun = set(re.findall(r"""["'](?:[a-z_]+\.)*([a-z0-9-]+-)\{""", told))
    names = {key.rsplit(".", 1)[1] for key in all_texts(room)}
    assert {name for name in names if name not in quoted and not name.startswith(tuple(begun))} == set()
