"""The portal as plain files: whole, without a server, with links that lead somewhere."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from exploring.publications import SLUG, SYNTHETIC, WITHDRAWN
from fanal.exploring import Catalogue
from fanal.presentation import Refusal
from fanal.release.bundle import Bundle
from fanal.web.portal import exporting, pictures

LINK = re.compile(r'\s(?:href|src|srcset|action)="([^"]*)"')


def test_a_copy_is_whole_and_leads_nowhere_else(copy: Path) -> None:
    pages = list(copy.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        if "bundle" in page.parts or "files" in page.relative_to(copy).parts:
            continue  # A bundle's own pages are as they were published.
        said = page.read_text()
        for link in LINK.findall(said):
            target = urlsplit(unescape(link))
            if target.scheme in ("http", "https", "mailto", "data"):
                assert target.scheme != "http" or "localhost" not in target.netloc, (page, link)
                continue
            assert not target.path.startswith("/"), (page, link)
            if target.path:
                assert (page.parent / unquote(target.path)).exists(), (page.relative_to(copy), link)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_questions_of_one_and_two_fields_are_answered_in_every_form(copy: Path, language: str) -> None:
    explore = copy / language / "releases" / SYNTHETIC / "explore"
    asked = {path.parent.name for path in explore.glob("*/index.html")}
    assert {"as=bars.by=gender", "as=bars.by=gender.by=ageBroad"} <= asked
    beside = explore.parent
    assert (beside / "explore.as=bars.by=gender.csv").read_text().startswith("gender,")
    assert (beside / "explore.as=bars.by=gender.json").exists()
    assert (beside / "picture" / "plain.as=bars.by=gender.svg").exists()


def test_nothing_of_a_withdrawn_release_is_in_it(copy: Path) -> None:
    gone = [path for path in copy.rglob("*") if path.is_file() and f"/{WITHDRAWN}/" in str(path)]
    for path in gone:
        assert WITHDRAWN in path.read_text()
        assert "<table" not in path.read_text()
    assert not (copy / "files" / WITHDRAWN).exists()


def test_every_page_says_when_it_was_copied_and_asks_the_hub(copy: Path) -> None:
    page = (copy / "en" / "index.html").read_text()
    assert f'data-catalogue="https://hub.example/data/{SLUG}/catalogue.json"' in page
    assert "Copy made on" in page
    assert (copy / "static" / "portal" / "copy.js").exists()


def test_a_copy_is_whole_or_not_there(
    public_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, of: int, key: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(pictures, "_drawn", lambda cells, look, kind: b"<svg/>")
    with pytest.raises(KeyboardInterrupt):
        exporting.export(SLUG, tmp_path / "copy", stop)
    assert not list(tmp_path.iterdir())
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine.txt").write_text("mine")
    with pytest.raises(Refusal):
        exporting.export(SLUG, tmp_path / "copy")
    assert (tmp_path / "copy" / "mine.txt").read_text() == "mine"
    with pytest.raises(Refusal):
        exporting.export("nobody", tmp_path / "other")


@pytest.mark.parametrize(
    "address",
    [
        "/static/../../etc/passwd",
        f"/data/{SLUG}/../../etc/passwd",
        f"/data/{SLUG}/files/{SYNTHETIC}/%2e%2e/%2E%2E/x",
        f"/data/{SLUG}/files/{SYNTHETIC}/../bundle/TERMS.txt",
    ],
)
def test_no_link_that_somebody_wrote_leads_out_of_a_copy(
    public_folder: Path, tmp_path: Path, address: str
) -> None:
    made = exporting.Export(Catalogue.read(public_folder), Bundle(tmp_path))
    assert made.want(address) is None
    assert made.want(f"/data/{SLUG}/files/{SYNTHETIC}/TERMS.txt") == f"files/{SYNTHETIC}/TERMS.txt"
