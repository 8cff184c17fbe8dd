"""Every text of every room of the site: both languages, the same holes, French that breathes, plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from fanal import web
from fanal.presentation import LANGUAGES, all_texts
from fanal.presentation.languages import catalogue

SOURCE = Path(web.__path__[0])
ROOMS = sorted(f"web.{found.parent.name}" for found in SOURCE.glob("*/messages.toml"))
NEVER = {
    "en": r"\b(please|sorry|invalid|forbidden|just|simply|obviously)\b",
    "fr": r"\b(veuillez|merci de|désolée?s?|invalides?)\b|trafic d[’']|trafiqué|dépistage",
}
SPOKEN = [path for path in SOURCE.rglob("*") if path.suffix in (".py", ".html", ".txt", ".toml")]
TOLD = "\n".join(path.read_text(encoding="utf-8") for path in SPOKEN if path.name != "messages.toml")
CLI = SOURCE.parent / "cli"
TOLD += "\n".join(path.read_text(encoding="utf-8") for path in CLI.rglob("*.py"))


def wordings(room: str) -> Iterator[tuple[str, str, str]]:
    for key, languages in all_texts(room).items():
        for language, some in languages.items():
            yield from ((key, language, wording) for wording in some)


def holes(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name is not None}


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_in_both_languages_with_the_same_holes(room: str) -> None:
    for key, languages in all_texts(room).items():
        assert set(languages) == set(LANGUAGES), key
        asked = {tag: set().union(*map(holes, some)) - {"n"} for tag, some in languages.items()}
        assert asked["en"] == asked["fr"], key
        assert "" not in asked["en"], key
    for name, said in catalogue(room).items():
        for wording in said.values():
            assert isinstance(wording, str) or set(wording) == {"one", "other"}, name


@pytest.mark.parametrize("room", ROOMS)
def test_typography(room: str) -> None:
    for key, language, wording in wordings(room):
        assert wording and wording == wording.strip(), key
        assert not set("\"'") & set(wording), f"{key}: straight quotes in {wording!r}"
        assert not re.search(NEVER[language], wording, re.IGNORECASE), f"{key}: {wording!r}"
        if language == "fr":
            breathless = re.findall(
                r"[^\u00a0\u202f:;!?][:;!?](?=\s|$|»)|«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»", wording
            )
            assert not breathless, f"{key}: {breathless} in {wording!r}"
            assert not set("“”") & set(wording), f"{key}: English quotes in French"
        else:
            assert not set("«»") & set(wording), f"{key}: French quotes in English"


def test_every_text_that_is_asked_for_exists() -> None:
    known = {key for room in ROOMS for key in all_texts(room)}
    rooms = "|".join(re.escape(room) for room in ROOMS)
    asked = set(re.findall(rf"""["']((?:{rooms})\.[a-z0-9]+(?:-[a-z0-9]+)*)["']""", TOLD))
    addresses = set(re.findall(r"""fanal\.(web\.[a-z_]+\.[a-z_]+)""", TOLD))
    assert asked - addresses <= known


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_asked_for_in_full(room: str) -> None:
    unsaid = [key for key in all_texts(room) if f'"{key}"' not in TOLD and f"'{key}'" not in TOLD]
    assert unsaid == []
