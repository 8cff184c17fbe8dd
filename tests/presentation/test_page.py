from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from example_reports import ARABIC, HOSTILE, example
from hypothesis import given
from hypothesis import strategies as st

from fanal.presentation import Language, as_html, environment
from fanal.presentation.report import Facts, Figure, FindingList, Report, Section, Table

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="80" viewBox="0 0 600 80" aria-label="old">'
    '<defs><clipPath id="clip0"><rect width="600" height="80"/></clipPath></defs>'
    '<g clip-path="url(#clip0)" onclick="alert(1)"><script>alert(2)</script>'
    '<text y="20">Labour</text></g></svg>'
)


class Page(HTMLParser):
    """Every element of a page, in order, and whether each is closed."""

    VOID = frozenset({"meta", "link", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_is_whole(language: Language) -> None:
    html = as_html(example(language, SVG))
    page = Page(html)
    assert page.open == []
    assert page.all("html")[0]["lang"] == language
    ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in ("aria-labelledby", "href"):
            if (value := attributes.get(name)) and not value.startswith("data:"):
                assert value.removeprefix("#") in ids
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table"))
    assert html == as_html(example(language, SVG))


def test_nothing_is_loaded_or_run() -> None:
    html = as_html(example(svg=SVG))
    page = Page(html)
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    assert str(policy).startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not page.all("script")
    assert "alert(2)" not in html
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org/2000/svg)", html)


def test_words_of_a_file_stay_words() -> None:
    html = as_html(example())
    assert HOSTILE not in html
    assert "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;" in html
    assert "\x1b" not in html
    assert f"<bdi>{ARABIC}</bdi>" in html


@given(st.text(max_size=60))
def test_any_word_can_be_told(word: str) -> None:
    table = Table(columns=(word, "n"), rows=((word, 1),), caption=word, note=word)
    blocks = (table, Figure(word, {}, word, table, svg=SVG), Facts(()), FindingList(()))
    html = as_html(Report("fr", word, word, "good", (Section(word, blocks),), word, (word,)))
    html.encode()
    assert Page(html).open == []


def test_two_figures_keep_their_names_apart() -> None:
    figure = Figure("Title", {}, "In words", Table(("a",), ((1,),)), svg=SVG)
    html = as_html(Report("en", "t", "l", "info", (Section("s", (figure, figure)),)))
    drawn = re.findall(r'<clipPath id="([^"]+)">.*?clip-path="url\(#([^"]+)\)"', html, re.DOTALL)
    assert [defined == used for defined, used in drawn] == [True, True]
    assert len({defined for defined, _ in drawn}) == 2
    assert html.count('role="img" aria-label="In words"') == 2


@pytest.mark.parametrize("svg", ["<p>no</p>", "<svg", "<html xmlns='http://www.w3.org/1999/xhtml'/>"])
def test_a_picture_is_svg(svg: str) -> None:
    figure = Figure("Title", {}, "In words", Table(("a",), ((1,),)), svg=svg)
    with pytest.raises(ValueError, match="not SVG"):
        as_html(Report("en", "t", "l", "info", (Section("s", (figure,)),)))


def test_another_room_speaks_the_language_of_its_page() -> None:
    template = environment("fanal.presentation").from_string(
        '{% extends "frame.html" %}{% block main %}'
        '{{ 1234.5 | say }} {{ "presentation.rows" | t(n=2, list="1") }}'
        "{% endblock %}"
    )
    assert "1\u202f234,5 lignes 1" in template.render(language="fr")


# What a person sees: run in the page, gives what is wrong with it.
LOOK = """() => {
  const wrong = [];
  const width = document.documentElement;
  if (width.scrollWidth > width.clientWidth) wrong.push(`scrolls sideways: ${width.scrollWidth}`);
  const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const under = element => {
    for (let e = element; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || element.closest('svg') || !element.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(under(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) wrong.push(`${ratio.toFixed(1)}: ${words.currentNode.data}`);
  }
  for (const e of document.querySelectorAll('a, summary')) {
    const box = e.getBoundingClientRect();
    if (!e.matches('.skip') && box.height < 24) wrong.push(`target of ${box.height}px: ${e.textContent}`);
  }
  return wrong;
}"""


@pytest.mark.needs_browser
def test_a_person_can_read_it(browser: Any, tmp_path: Path) -> None:
    page_file = tmp_path / "page.html"
    page_file.write_text(as_html(example("fr", SVG)), encoding="utf-8")
    for options in (
        {"color_scheme": "light", "viewport": {"width": 1200, "height": 900}},
        {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
        {"color_scheme": "dark", "forced_colors": "active", "viewport": {"width": 390, "height": 844}},
    ):
        settings: Any = options
        page = browser.new_page(**settings)
        complaints: list[str] = []
        page.on("console", lambda message, to=complaints: to.append(message.text))
        page.goto(page_file.as_uri())
        assert page.evaluate(LOOK) == [] if "forced_colors" not in options else True
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert complaints == []
        page.close()
