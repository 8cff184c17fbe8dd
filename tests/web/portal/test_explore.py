"""Explore through its pages: one address for each view, in every form, the same for everybody."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from exploring.publications import DP, K_ANONYMOUS, SLUG, SYNTHETIC, WITHDRAWN
from fanal.exploring import Catalogue, Published, Status, answer, parse
from fanal.web.portal import pictures

AT = f"/data/{SLUG}/en/releases/{SYNTHETIC}"
QUERIES = (
    "as=bars&by=gender",
    "as=bars&by=ageBroad&by=gender",
    "as=lines&by=yearOfRegistration",
    "as=map&by=citizenship",
    "as=flows&by=citizenship&by=CountryOfExploitation",
    "as=table&by=gender&by=ageBroad&by=citizenship",
    "as=bars&by=typeOfExploitConcatenated&where.gender=Feminine",
)


def test_nobody_is_given_a_cookie_and_none_is_read(reader: Client) -> None:
    for address in (f"/data/{SLUG}/en/", f"{AT}/explore/?{QUERIES[0]}", f"{AT}/explore.csv?{QUERIES[0]}"):
        plain = reader.get(address)
        reader.cookies["sessionid"] = "somebody"
        with_cookie = reader.get(address)
        reader.cookies.clear()
        for answered in (plain, with_cookie):
            assert answered.status_code == 200, address
            assert not answered.cookies
            assert "Vary" not in answered or "Cookie" not in answered["Vary"]
            assert answered["Cache-Control"] == "public, max-age=60"
        assert plain.content == with_cookie.content
        assert plain["ETag"] == with_cookie["ETag"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_forms_of_a_view_tell_the_same(reader: Client, public_folder: Path, query: str) -> None:
    page = reader.get(f"{AT}/explore/?{query}").content.decode()
    table = list(csv.DictReader(io.StringIO(reader.get(f"{AT}/explore.csv?{query}").content.decode())))
    told = json.loads(reader.get(f"{AT}/explore.json?{query}").content)
    folder = Catalogue.read(public_folder).folder_of(SYNTHETIC)
    assert folder is not None
    published = Published.open(folder)
    cells = list(answer(published, parse(query, published)).rows())
    assert len(cells) == len(table) == len(told["cells"])
    for cell, line, one in zip(cells, table, told["cells"], strict=True):
        assert tuple(one["values"].values()) == cell.codes
        assert one["count"] == cell.number.count
        count = "suppressed" if cell.number.count is None else str(cell.number.count)
        assert line["count"] == count
        assert line["status"] == one["status"] == cell.number.status
    if not query.startswith("as=table"):
        drawn = json.loads(reader.get(f"{AT}/specification.json?{query}").content)
        assert drawn["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
        assert reader.get(f"{AT}/explore.svg?{query}").content.startswith(b"<svg")
        assert reader.get(f"{AT}/explore.png?{query}").content.startswith(b"\x89PNG")
    for cell in cells[:20]:
        if cell.number.status is not Status.SUPPRESSED:
            assert all(label in page.replace("&#x27;", "'") for label in cell.labels)


def test_what_is_not_told_is_said_and_never_blank(reader: Client) -> None:
    page = reader.get(f"{AT}/explore/?as=table&by=ageBroad&by=citizenship&by=gender").content.decode()
    assert 'data-status="suppressed"' in page
    assert '<td class="number" data-status="suppressed"></td>' not in page


def test_a_view_has_one_address(reader: Client) -> None:
    """A form sends empty parts and another order; the reader is led to the one address."""
    answered = reader.get(f"{AT}/explore/?by=gender&by=&as=&where.ageBroad=")
    assert answered.status_code == 302
    assert answered["Location"] == f"{AT}/explore/?as=bars&by=gender"
    # A form that no longer suits the fields gives way.
    answered = reader.get(f"{AT}/explore/?as=map&by=gender")
    assert answered["Location"] == f"{AT}/explore/?as=bars&by=gender"


@pytest.mark.parametrize(
    "query",
    [
        "by=nothing",
        "by=gender&by=ageBroad&by=citizenship&by=yearOfRegistration",
        "where.gender=%00",
        "x=1",
        "%ff=1",
    ],
)
def test_a_wrong_question_is_answered_in_words(reader: Client, query: str) -> None:
    answered = reader.get(f"{AT}/explore/?{query}")
    assert answered.status_code == 400
    assert 'role="alert"' in answered.content.decode()
    for kind in ("csv", "json", "svg", "png"):
        assert reader.get(f"{AT}/explore.{kind}?{query}").status_code == 400


def test_a_reader_who_has_it_is_not_sent_it_again(reader: Client) -> None:
    first = reader.get(f"{AT}/explore.csv?{QUERIES[0]}")
    again = reader.get(f"{AT}/explore.csv?{QUERIES[0]}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = reader.get(f"{AT}/explore.csv?{QUERIES[1]}", headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


def test_only_embeds_may_stand_in_frames_of_others(reader: Client) -> None:
    page, frame = reader.get(f"{AT}/explore/?{QUERIES[0]}"), reader.get(f"{AT}/embed/?{QUERIES[0]}")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in page
    assert reader.get(f"{AT}/explore.json?{QUERIES[0]}")["Access-Control-Allow-Origin"] == "*"


def test_a_withdrawn_release_is_gone_at_every_address(reader: Client) -> None:
    gone = f"/data/{SLUG}/fr/releases/{WITHDRAWN}"
    for path in ("explore/", "explore.csv", "explore.json", "explore.svg", "picture/plain.svg", "embed/"):
        answered = reader.get(f"{gone}/{path}?as=bars&by=gender")
        assert answered.status_code == 410, path
        assert WITHDRAWN in answered.content.decode()
    assert reader.get(f"/data/{SLUG}/files/{WITHDRAWN}/data/cases.csv").status_code == 410


@pytest.mark.parametrize("had", ["*", 'W/"x", *', '"x"'])
def test_whoever_has_a_withdrawn_release_is_told_and_not_that_it_is_unchanged(
    reader: Client, had: str
) -> None:
    for address in (
        f"/data/{SLUG}/en/releases/{WITHDRAWN}/explore.csv?as=bars&by=gender",
        f"/data/{SLUG}/files/{WITHDRAWN}/data/cases.csv",
        f"/data/{SLUG}/en/compare/?from={WITHDRAWN}&to={SYNTHETIC}",
        f"/data/{SLUG}/api/v1/releases/{WITHDRAWN}",
        f"/data/{SLUG}/api/v1/releases/{WITHDRAWN}/counts?by=gender",
    ):
        for header in ("If-None-Match", "If-Match"):
            assert reader.get(address, headers={header: had}).status_code == 410, (address, header)


def test_what_was_had_before_a_withdrawal_is_not_unchanged_after_it(
    reader: Client, public_folder: Path
) -> None:
    addresses = (
        f"{AT}/explore.csv?{QUERIES[0]}",
        f"{AT}/embed/?{QUERIES[0]}",
        f"/data/{SLUG}/files/{SYNTHETIC}/SHA256SUMS",
        f"/data/{SLUG}/api/v1/releases/{SYNTHETIC}/counts?by=gender",
    )
    had = {}
    for address in addresses:
        with closing(reader.get(address)) as answered:
            had[address] = answered["ETag"]
    found = Catalogue.read(public_folder)
    gone = [replace(one, state="withdrawn") if one.version == SYNTHETIC else one for one in found.releases]
    replace(found, releases=tuple(gone)).write(public_folder)
    for address, tag in had.items():
        assert reader.get(address, headers={"If-None-Match": tag}).status_code == 410, address


def test_frames_and_programs_of_other_sites_learn_of_a_withdrawal(reader: Client) -> None:
    gone = f"/data/{SLUG}/en/releases/{WITHDRAWN}"
    frame, file = reader.get(f"{gone}/embed/?as=bars&by=gender"), reader.get(f"{gone}/explore.json?by=gender")
    assert frame.status_code == file.status_code == 410
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in file["Content-Security-Policy"]
    assert file["Access-Control-Allow-Origin"] == "*"
    assert frame["Cache-Control"] == file["Cache-Control"] == "no-store"


def test_pictures_that_are_kept_do_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 1000)
    for number in range(40):
        pictures._keep(tmp_path / "kept" / f"{number}.svg", b"x" * 100)
        assert sum(one.stat().st_size for one in (tmp_path / "kept").iterdir()) <= 1000
    assert (tmp_path / "kept" / "39.svg").is_file()


@pytest.mark.parametrize(
    "path",
    [
        "../catalogue.json",
        "../../catalogue.json",
        "/etc/passwd",
        "data/../../../catalogue.json",
        "data/../SHA256SUMS",
        "../bundle/SHA256SUMS",
        "data",
        "%00",
        "TERMS.txt%00",
        "x" * 300,
        "é" * 150,
    ],
)
def test_no_file_outside_the_bundle_is_given(reader: Client, path: str) -> None:
    assert reader.get(f"/data/{SLUG}/files/{SYNTHETIC}/{path}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/data/nobody/en/",
        f"/data/{SLUG}/de/",
        f"/data/{SLUG}/en/releases/2099.1/explore/",
        f"/data/{SLUG}/files/2099.1/x",
    ],
)
def test_what_is_not_there_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("version", [SYNTHETIC, DP, K_ANONYMOUS])
def test_every_release_that_may_be_read_is_read_in_both_languages(reader: Client, version: str) -> None:
    for language, word in (("en", "Explore"), ("fr", "Explorer")):
        answered = reader.get(f"/data/{SLUG}/{language}/releases/{version}/explore/?as=bars&by=gender")
        assert answered.status_code == 200
        assert answered["Content-Language"] == language
        assert f"<h1>{word}</h1>" in answered.content.decode()


def test_the_only_hub_is_led_to(reader: Client) -> None:
    answered = reader.get("/data/", headers={"Accept-Language": "fr"})
    assert answered["Location"] == f"/data/{SLUG}/fr/"
    assert reader.get(f"/data/{SLUG}/")["Location"] == f"/data/{SLUG}/en/"
