"""What holds of a release whatever method made it."""

from __future__ import annotations

import json
import re
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest

from fanal.presentation import LANGUAGES, all_texts
from fanal.privacy.ledger import Ledger
from fanal.release import METHODS, DifferentialPrivacy, ReleaseResult, ReleaseSettings, release
from release.tables_of_people import cases

SOURCE = Path(__file__).parents[2] / "src" / "fanal" / "release"


@pytest.fixture(scope="module", params=list(METHODS))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ReleaseResult:
    folder = tmp_path_factory.mktemp(request.param)
    dp = None
    if request.param == "dp":
        Ledger(folder / "ledger").open_population("people", 8, 1e-9)
        dp = DifferentialPrivacy(epsilon=8, years=(2014, 2025), ledger=folder / "ledger", population="people")
    settings = ReleaseSettings(
        k=5,
        consent="con_Consent",
        columns=("yearOfRegistration", "gender", "ageBroad", "typeOfExploitConcatenated"),
        publisher="Réseau d’essai",
        method=request.param,
        dp=dp,
    )
    return release(cases(700), settings, folder / "out")


def test_frictionless_finds_the_data_as_they_are_described(made: ReleaseResult) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless

        report = frictionless.validate(str(made.out / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:5]
    assert [task.stats["rows"] > 0 for task in report.tasks] == [True, True]


def test_every_link_lands_and_every_word_is_said(made: ReleaseResult) -> None:
    pages = sorted(made.out.glob("*.html"))
    assert len(pages) == 6
    for path in pages:
        page = path.read_text()
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        for link in re.findall(r'(?:href|src)="([^"]+)"', page):
            if link.startswith("#"):
                assert link[1:] in ids or link[1:].startswith("icon-"), (path.name, link)
            elif not link.startswith("data:"):
                assert (made.out / link.partition("#")[0]).is_file(), (path.name, link)
        assert "{{" not in page and "{%" not in page
        assert not re.search(r"[{][a-z_]+[}]", re.sub(r"(?s)<(style|script).*?</\1>", "", page))


def test_the_checksums_are_those_of_all_files(made: ReleaseResult) -> None:
    checked = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=made.out, capture_output=True)
    assert checked.returncode == 0, checked.stderr
    named = {line.split("  ", 1)[1] for line in (made.out / "SHA256SUMS").read_text().splitlines()}
    assert named == {str(path.relative_to(made.out)) for path in made.out.rglob("*") if path.is_file()} - {
        "SHA256SUMS"
    }


def test_only_k_anonymous_releases_say_that_rows_look_alike(made: ReleaseResult) -> None:
    alike = "looks like at least"
    said = alike in (made.out / "index.html").read_text()
    assert said is (made.content.settings.method == "k-anonymous")
    for language in LANGUAGES:
        assert made.report(language).lead
    told = json.loads(json.dumps(made.as_json()))
    assert told.get("method", "k-anonymous") == made.content.settings.method


def test_every_own_wording_is_of_a_text_that_is_asked_for() -> None:
    told = "\n".join(path.read_text() for path in SOURCE.rglob("*") if path.suffix in (".py", ".html"))
    quoted = set(re.findall(r"""["'.]([a-z0-9]+(?:-[a-z0-9]+)*)(?=["'\\s])""", told))
    begun = tuple(re.findall(r"""["']([a-z0-9-]+-)\{""", told))
    begun = tuple(one for one in begun if one not in ("synthetic-", "dp-"))
    names = {key.split(".", 1)[1] for key in all_texts("release")}
    own = {name for name in names if re.match("(synthetic|dp)-", name)} - quoted
    asked = {name: name.split("-", 1)[1].removesuffix("-seeded") for name in own}
    assert [one for one, asks in asked.items() if asks not in quoted and not asks.startswith(begun)] == []


@pytest.mark.needs_browser
@pytest.mark.parametrize("page", ["index.html", "index.fr.html", "method.fr.html"])
def test_pages_draw_fit_a_phone_and_complain_of_nothing(made: ReleaseResult, page: str, browser: Any) -> None:
    complaints: list[Any] = []
    opened = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto((made.out / page).as_uri())
    for box in opened.query_selector_all("[data-chart]"):
        box.scroll_into_view_if_needed()
    opened.wait_for_function(
        "[...document.querySelectorAll('[data-chart]')].every((box) => box.dataset.drawn === 'true')",
        timeout=20000,
    )
    wide = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    explored = opened.locator("#explore-result").inner_text() if page.startswith("index") else ""
    opened.context.close()
    assert complaints == []
    assert wide <= 0
    if page.startswith("index"):
        bars = re.search(r"\d+ \(\d+–\d+\)", explored.replace(",", "").replace("\u202f", ""))
        assert bool(bars) is (made.content.settings.method == "dp")
