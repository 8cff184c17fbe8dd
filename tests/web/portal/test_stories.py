"""Stories with live charts, and the exhibit: what a steward writes is text, whatever stands in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from exploring.publications import SLUG, SYNTHETIC
from fanal.exploring import Catalogue
from fanal.web.portal import reading
from fanal.web.portal.places import Place
from fanal.web.portal.telling import told

AT = f"/data/{SLUG}"


@pytest.fixture
def place(public_folder: Path) -> Place:
    catalogue = Catalogue.read(public_folder)
    return Place(catalogue, reading.stamp(SLUG), "en", catalogue.newest)


@pytest.mark.parametrize(("language", "word"), [("en", "never detected"), ("fr", "jamais")])
def test_a_story_has_its_words_and_its_charts(reader: Client, language: str, word: str) -> None:
    listed = reader.get(f"{AT}/{language}/stories/").content.decode()
    assert f"{AT}/{language}/stories/who-is-detected/" in listed
    page = reader.get(f"{AT}/{language}/stories/who-is-detected/").content.decode()
    assert f"<strong>{word}</strong>" in page
    assert f"/releases/{SYNTHETIC}/picture/plain.svg?as=bars&amp;by=gender" in page
    assert "<table>" in page
    assert reader.get(f"{AT}/{language}/stories/another/").status_code == 404


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)>",
        "![picture](https://example.org/track.png)",
        "[link](javascript:alert(1))",
        "[link](data:text/html,x)",
        '<iframe src="https://example.org"></iframe>',
    ],
)
def test_nothing_that_runs_or_calls_elsewhere_passes(place: Place, markdown: str) -> None:
    said = "".join(str(part.words) for part in told(place, markdown))
    for sign in ("<script", "<img", "<iframe", 'href="javascript', 'href="data:'):
        assert sign not in said


def test_a_chart_that_cannot_be_shown_says_why(place: Place) -> None:
    parts = told(place, "Before.\n\n```chart\nas=bars&by=nothing\n```\n\nAfter.")
    assert [bool(part.wrong) for part in parts] == [False, True, False]
    assert "nothing" in parts[1].wrong


def test_a_chart_has_the_title_of_its_story(place: Place) -> None:
    (part,) = told(place, "```chart\ntitle: Most are women\nas=bars&by=gender\n```")
    assert part.figure is not None
    assert part.figure.title == "Most are women"


def test_headings_begin_below_the_title(place: Place) -> None:
    (part,) = told(place, "# One\n\n## Two\n\n### Three")
    assert [tag in str(part.words) for tag in ("<h1", "<h2>One", "<h2>Two", "<h3>Three")] == [
        False,
        True,
        True,
        True,
    ]


def test_the_exhibit_is_whole_without_script(reader: Client) -> None:
    answered = reader.get(f"{AT}/en/exhibit/")
    page = answered.content.decode()
    assert "fullscreen=(self)" in answered["Permissions-Policy"]
    assert "Is this everybody?" in page
    assert "Detected is not all." in page
    assert page.count('class="screen') >= 4
    assert "http" not in page.replace("http://localhost", "")


def test_the_exhibit_shows_tables_and_says_what_is_not_told(reader: Client, public_folder: Path) -> None:
    found = Catalogue.read(public_folder)
    told = "```chart\nas=table&by=gender&by=yearOfRegistration&by=citizenship\n```\n"
    shown = "```chart\nas=bars&by=citizenship\n```\n"
    (public_folder / "stories" / f"{found.stories[0].slug}.en.md").write_text(told + shown)
    replace(found, stories=(replace(found.stories[0], in_exhibit=True),)).write(public_folder)
    page = reader.get(f"{AT}/en/exhibit/")
    assert page.status_code == 200
    story = page.content.decode().split('class="screen quiz"')[0]
    assert '<td class="number" data-status="estimated">' in story
    for words in ("true of nobody", "not told: "):
        assert story.count(words) >= 2, words
