from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import polars as pl
import pytest

from fanal.release import ReleaseResult

PAGES = (
    "index.html",
    "index.fr.html",
    "codebook.en.html",
    "codebook.fr.html",
    "method.en.html",
    "method.fr.html",
)


class Visit:
    """A page opened from the disk, with all that it asked for and complained of."""

    def __init__(self, browser: Any, bundle: Path, page: str, **settings: Any) -> None:
        self.context = browser.new_context(**settings)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed {request.url}"))
        self.page.on("request", lambda request: self.asked.append(unquote(request.url)))
        self.page.goto((bundle / page).as_uri())

    def look_at_everything(self) -> None:
        """Scroll to the end, so that every figure is drawn."""
        for box in self.page.query_selector_all("[data-chart]"):
            box.scroll_into_view_if_needed()
        self.page.wait_for_function(
            "[...document.querySelectorAll('[data-chart]')].every((box) => box.dataset.drawn)", timeout=20000
        )


@pytest.mark.needs_browser
def test_the_page_draws_and_asks_nothing_of_the_network(browser: Any, bundle: Path) -> None:
    visit = Visit(browser, bundle, "index.html")
    visit.look_at_everything()
    drawn = visit.page.eval_on_selector_all(
        "[data-chart]", "(boxes) => boxes.map((box) => box.dataset.drawn)"
    )
    assert len(drawn) >= 5
    assert set(drawn) == {"true"}
    marks = visit.page.eval_on_selector_all(
        "[data-chart] svg", "(drawings) => drawings.map((one) => one.querySelectorAll('path, text').length)"
    )
    assert min(marks) > 5
    assert visit.complaints == []
    inside = bundle.as_uri()
    assert all(url.startswith((inside, "data:")) for url in visit.asked)
    assert any(url.endswith("vega.js") for url in visit.asked)
    visit.context.close()


@pytest.mark.needs_browser
@pytest.mark.parametrize("page", PAGES)
def test_every_page_fits_a_phone_in_both_schemes(browser: Any, bundle: Path, page: str) -> None:
    for scheme in ("light", "dark"):
        visit = Visit(browser, bundle, page, viewport={"width": 390, "height": 800}, color_scheme=scheme)
        if page.startswith("index"):
            visit.look_at_everything()
        wide = visit.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0
        assert visit.complaints == []
        visit.context.close()


@pytest.mark.needs_browser
def test_without_script_the_page_is_whole(browser: Any, bundle: Path) -> None:
    visit = Visit(browser, bundle, "index.html", java_script_enabled=False)
    page = visit.page
    assert page.locator("[data-chart] img").count() >= 5
    assert page.locator("article.chart details table").count() == page.locator("article.chart").count()
    assert not page.locator("#explorer").is_visible()
    assert page.locator(".no-script").is_visible()
    assert visit.complaints == []
    visit.context.close()


@pytest.mark.needs_browser
def test_the_explorer_tells_the_counts_of_the_release(
    browser: Any, bundle: Path, released: ReleaseResult
) -> None:
    visit = Visit(browser, bundle, "index.html")
    page = visit.page
    page.select_option("#explore-first", label="Gender")
    page.select_option("#explore-second", label="Year of registration")
    head = page.locator("#explore-result thead th").all_inner_texts()
    rows = [
        line.locator("th, td").all_inner_texts() for line in page.locator("#explore-result tbody tr").all()
    ]
    table = released.content.table
    assert rows
    for row in rows:
        code = {"Feminine": "Feminine", "Masculine": "Masculine"}.get(row[0])
        if code is None:
            continue
        people = table.filter(pl.col("gender") == code)
        assert int(row[len(head) - 1].replace(",", "")) == people.height
        for year, told in zip(head[1:-1], row[1:], strict=False):
            counted = people["yearOfRegistration"].eq_missing(year if year[0].isdigit() else None).sum()
            if year[:4].isdigit() or year.startswith("Not"):
                said = 0 if "fewer than" in told else int(told.replace(",", ""))
                assert said == counted, (row[0], year)
    page.check("#explore-percent")
    assert "%" in page.locator("#explore-result tbody").inner_text()
    assert visit.complaints == []
    visit.context.close()


@pytest.mark.needs_browser
def test_pictures_stay_where_vega_cannot_draw(browser: Any, bundle: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/vega.js", lambda route: route.abort())
    page.goto((bundle / "index.html").as_uri())
    page.wait_for_selector("#explorer:not([hidden])")
    assert page.locator("[data-chart] img").count() >= 5
    assert page.evaluate("[...document.images].slice(0, 1).every((one) => one.naturalWidth > 100)")
    context.close()


def test_every_link_lands_and_every_word_is_escaped(bundle: Path) -> None:
    for name in PAGES:
        page = (bundle / name).read_text()
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        for link in re.findall(r'(?:href|src)="([^"]+)"', page):
            if link.startswith("#"):
                assert link[1:] in ids or link[1:].startswith("icon-"), (name, link)
            elif not link.startswith("data:"):
                assert (bundle / link.partition("#")[0]).is_file(), (name, link)
        assert "http://" not in page.replace("http://www.w3.org/", "")
        assert "{{" not in page and "{%" not in page


def test_both_languages_say_the_same_numbers(bundle: Path) -> None:
    def figures(name: str) -> list[str]:
        tables = re.findall(r"<table>.*?</table>", (bundle / name).read_text(), re.DOTALL)
        cells = re.findall(r'<td class="number">(?:<[^>]*>)*([\d,\u202f\xa0 ]+)<', "".join(tables))
        return sorted(re.sub(r"\D", "", cell) for cell in cells)

    assert figures("index.html") == figures("index.fr.html")
    assert len(figures("index.html")) > 30


def test_hostile_words_do_nothing(tmp_path: Path) -> None:
    from dataclasses import replace

    from fanal.release import release
    from release.tables_of_people import ASSUMED, people

    bad = "</script><img src=x onerror=alert(1)>"
    table = people().with_columns(place=pl.col("place").replace({"north": bad}))
    chosen = replace(ASSUMED, title=bad, publisher=bad, consent_assumed=bad)
    out = release(table, chosen, tmp_path / "out").out
    for page in out.glob("*.html"):
        assert "<img src=x" not in page.read_text(), page.name
    for drawing in out.rglob("*.svg"):
        assert "<img src=x" not in drawing.read_text(), drawing.name
