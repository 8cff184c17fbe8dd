"""The pages around explore: each in both languages, the same for everybody, no number that is not told."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from exploring.publications import DP, K_ANONYMOUS, SLUG, SYNTHETIC, WITHDRAWN
from fanal.exploring import Catalogue, Published, Question, answer
from fanal.web.portal import lands
from fanal.web.portal.lands import codes
from fanal.web.portal.themes import themes

IN = f"/data/{SLUG}"
PAGES = (
    "",
    "dashboards/",
    *(f"releases/{SYNTHETIC}/dashboards/{slug}/" for slug in themes()),
    "countries/",
    f"releases/{SYNTHETIC}/countries/PH/",
    f"releases/{SYNTHETIC}/countries/TV/",
    f"releases/{DP}/countries/IT/",
    f"releases/{K_ANONYMOUS}/countries/PH/",
    "data/",
    *(f"data/{version}/" for version in (SYNTHETIC, DP, K_ANONYMOUS)),
    f"data/{SYNTHETIC}/citation.bib",
    f"data/{SYNTHETIC}/citation.ris",
    "search/",
    "search/?q=philippines",
    "compare/",
    f"compare/?from={K_ANONYMOUS}&to={DP}",
    "method/",
    "calendar/",
    "calendar.ics",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_there_in_both_languages_and_sets_no_cookie(reader: Client, page: str) -> None:
    for language in ("en", "fr"):
        answered = reader.get(f"{IN}/{language}/{page}")
        assert answered.status_code == 200
        assert not answered.cookies
        assert answered["Cache-Control"] == "public, max-age=60"
        assert answered["Content-Language"] == language
        again = reader.get(f"{IN}/{language}/{page}", headers={"If-None-Match": answered["ETag"]})
        assert again.status_code == 304
        if answered["Content-Type"].startswith("text/html"):
            told = answered.content.decode()
            assert len(told.encode()) < 400_000
            assert f'<html lang="{language}"' in told
            assert told.count("<h1") == 1
            detected = "never are" if language == "en" else "jamais détectées"
            assert detected in told


def test_every_link_within_the_portal_leads_somewhere(reader: Client) -> None:
    followed: set[str] = set()
    for page in PAGES:
        told = reader.get(f"{IN}/en/{page}").content.decode()
        for address in re.findall(r'(?:href|src|srcset)="(/data/[^"#]+)"', told):
            followed.add(address.replace("&amp;", "&"))
    # A page of a country is like another; pictures and files of explore have tests of their own.
    kinds: dict[str, str] = {}
    for address in sorted(followed):
        kinds.setdefault(re.sub(r"countries/\w\w/|=[^&]*|20\d\d\.\d", "*", address), address)
    assert len(kinds) > 40
    for address in kinds.values():
        if "/picture/" not in address:
            answered = reader.get(address)
            assert answered.status_code in (200, 302), address
            answered.close()


@pytest.mark.parametrize("page", ["dashboards/", "countries/", "data/", "search/", "method/", "calendar/"])
def test_a_page_leads_to_itself_in_the_other_language(reader: Client, page: str) -> None:
    assert f'href="{IN}/fr/{page}"' in reader.get(f"{IN}/en/{page}").content.decode()


def test_home_says_how_many_and_what_that_means(reader: Client, public_folder: Path) -> None:
    told = reader.get(f"{IN}/en/").content.decode()
    assert f"{_published(public_folder, SYNTHETIC).people} synthetic rows" in told
    assert "not all who are exploited" in told
    for way in ("explore/", "dashboards/", "data/"):
        assert f'href="{IN}/en/{way}"' in told


def test_home_says_who_is_not_in_its_number(reader: Client, public_folder: Path) -> None:
    found = Catalogue.read(public_folder)
    alone = tuple(replace(one, state="published") for one in found.releases if one.version == K_ANONYMOUS)
    replace(found, releases=alone).write(public_folder)
    path = public_folder / "releases" / K_ANONYMOUS / "aggregates.json"
    said = json.loads(path.read_text())
    assert "shared counts only are not in this number" not in reader.get(f"{IN}/en/").content.decode()
    path.unlink()
    path.write_text(json.dumps(said | {"counts": said["counts"][1:]}))
    page = reader.get(f"{IN}/en/").content.decode()
    assert "shared counts only are not in this number" in page
    assert "also of other years and countries" in page


def test_a_dashboard_shows_charts_and_names_those_it_has_no_field_for(reader: Client) -> None:
    told = reader.get(f"{IN}/en/releases/{SYNTHETIC}/dashboards/who/").content.decode()
    assert told.count("<figure") == 2
    assert "This release has no field for: Marital status · Education · Number of children" in told
    recruitment = reader.get(f"{IN}/en/releases/{SYNTHETIC}/dashboards/recruitment/").content.decode()
    assert "<figure" not in recruitment
    assert "This release has no field for: Who recruited them" in recruitment
    assert reader.get(f"{IN}/en/releases/{SYNTHETIC}/dashboards/nothing/").status_code == 404


def test_children_are_counted_by_the_bands_that_the_release_has(reader: Client) -> None:
    told = reader.get(f"{IN}/en/releases/{SYNTHETIC}/dashboards/children/").content.decode()
    assert "where.ageBroad=0--8&amp;where.ageBroad=9--17" in told
    assert "18--20" not in told
    coarse = reader.get(f"{IN}/en/releases/{K_ANONYMOUS}/dashboards/children/").content.decode()
    assert "where.ageBroad=0--17" in coarse


def test_a_country_whose_number_is_not_told_says_so_and_never_zero(reader: Client) -> None:
    told = reader.get(f"{IN}/en/releases/{SYNTHETIC}/countries/TV/").content.decode()
    assert told.count("no row, or fewer than 5") >= 2
    assert "This is not zero" in told
    assert "<figure" not in told
    assert reader.get(f"{IN}/en/releases/{SYNTHETIC}/countries/QQ/").status_code == 404


def test_a_country_has_the_numbers_of_explore(reader: Client, public_folder: Path) -> None:
    published = _published(public_folder, SYNTHETIC)
    for field in ("citizenship", "CountryOfExploitation"):
        cells = answer(published, Question(where={field: ("PH",)}))
        told = reader.get(f"{IN}/en/releases/{SYNTHETIC}/countries/PH/").content.decode()
        assert f'<p class="value">{cells.words(cells.total)}</p>' in told
        assert f"where.{field}=PH" in told


def test_where_a_release_tells_of_regions_a_country_says_that(reader: Client) -> None:
    told = reader.get(f"{IN}/en/releases/{K_ANONYMOUS}/countries/PH/").content.decode()
    assert "Philippines is within Asia" in told
    assert "all numbers below are of the whole region" in told


def test_every_country_stands_in_the_list_with_a_number_or_a_status(reader: Client) -> None:
    told = reader.get(f"{IN}/fr/countries/").content.decode()
    cells = re.findall(r'<td class="number" data-status="(\w+)">([^<]*)</td>', told)
    assert len(cells) > 40
    assert {status for status, _ in cells} == {"told", "suppressed"}
    assert all(words and words != "0" for _, words in cells)
    names = re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', told)
    others = re.findall(r'<li><a href="[^"]*/countries/\w\w/">([^<]*)</a></li>', told)
    assert "Tuvalu" in others
    assert len({*names, *others}) == len(names) + len(others) == len(codes())
    assert "aucune ligne, ou moins de 5. Ce n’est pas zéro." in told
    # Accents do not put a name at the end.
    assert others.index("Égypte") < others.index("Érythrée") < others.index("Zambie")
    # The map leads to the same pages, and small states are on it.
    assert 'href="#land-PH"' in told
    assert re.search(
        r'countries/TV/" tabindex="-1" class="land step-0"><title>Tuvalu\b[^<]*</title><circle', told
    )


def test_countries_are_found_without_accents(reader: Client) -> None:
    told = reader.get(f"{IN}/fr/countries/?q=egypte").content.decode()
    assert re.findall(r'<a href="[^"]*/countries/\w\w/">([^<]*)</a>', told) == ["Égypte"]
    assert "Aucun pays" in reader.get(f"{IN}/fr/countries/?q=xyz").content.decode()


def test_the_data_come_after_the_promise(reader: Client, public_folder: Path) -> None:
    told = reader.get(f"{IN}/en/data/{SYNTHETIC}/").content.decode()
    assert told.index("not to try to learn who anybody in them is") < told.index("fictional-cases.csv")
    sums = (public_folder / f"releases/{SYNTHETIC}/bundle/SHA256SUMS").read_text()
    for line in sums.splitlines():
        checksum, path = line.split("  ")
        if path.startswith("data/"):
            assert checksum in told
            assert f'href="{IN}/files/{SYNTHETIC}/{path}"' in told
    assert "wider bands</strong>" in told
    assert "Age band: Wider bands." in told


def test_counts_of_those_who_share_no_rows_can_be_taken_too(reader: Client, public_folder: Path) -> None:
    address = f"{IN}/files/{K_ANONYMOUS}/aggregates.json"
    assert address in reader.get(f"{IN}/en/data/{K_ANONYMOUS}/").content.decode()
    given = b"".join(reader.get(address).streaming_content)
    assert given == (public_folder / f"releases/{K_ANONYMOUS}/aggregates.json").read_bytes()


def test_a_withdrawn_version_is_listed_with_its_reason_and_gone(reader: Client) -> None:
    told = reader.get(f"{IN}/en/data/").content.decode()
    assert "A group could be recognised." in told
    assert "Withdrawn on 12 October 2025." in told
    assert f'href="{IN}/en/data/{WITHDRAWN}/"' not in told
    for page in (
        f"data/{WITHDRAWN}/",
        f"data/{WITHDRAWN}/citation.bib",
        f"data/{WITHDRAWN}/citation.ris",
        f"releases/{WITHDRAWN}/dashboards/who/",
        f"releases/{WITHDRAWN}/countries/PH/",
        f"compare/?from={WITHDRAWN}&to={SYNTHETIC}",
        f"compare/?from={SYNTHETIC}&to={WITHDRAWN}",
    ):
        answered = reader.get(f"{IN}/en/{page}")
        assert answered.status_code == 410, page
        assert "A group could be recognised." in answered.content.decode()


def test_citations_for_programs(reader: Client) -> None:
    bib = reader.get(f"{IN}/en/data/{SYNTHETIC}/citation.bib")
    assert bib["Content-Type"].startswith("application/x-bibtex")
    told = bib.content.decode()
    assert told.startswith(f"@misc{{{SLUG}-{SYNTHETIC},\n  author = {{{{Sea Watch}}}},")
    assert "year = {2026}" in told
    assert f"url = {{http://localhost{IN}/en/data/{SYNTHETIC}/}}" in told
    lines = reader.get(f"{IN}/fr/data/{SYNTHETIC}/citation.ris").content.decode().split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-2:] == ["ER  - ", ""]
    assert "TI  - Cas 2015–2024, seconde partie" in lines


def test_search_forgives_accents_and_a_wrong_letter(reader: Client) -> None:
    for page, link in (
        ("en/search/?q=phillipines", f"{IN}/en/releases/{SYNTHETIC}/countries/PH/"),
        ("fr/search/?q=NATIONALITE", f"{IN}/fr/releases/{SYNTHETIC}/explore/?as=map&amp;by=citizenship"),
        ("en/search/?q=nationalité", f"{IN}/en/releases/{SYNTHETIC}/explore/?as=map&amp;by=citizenship"),
        ("en/search/?q=ForcedLabour", "where.typeOfExploitConcatenated=ForcedLabour"),
        ("en/search/?q=travail+forcé", "where.typeOfExploitConcatenated=ForcedLabour"),
        ("en/search/?q=PHL", "where.citizenship=PH"),
        ("en/search/?q=trends", f"{IN}/en/releases/{SYNTHETIC}/dashboards/trends/"),
    ):
        assert f'href="{link}"' in (told := reader.get(f"{IN}/{page}").content.decode()) or link in told, page
    nothing = reader.get(f"{IN}/en/search/?q=zzzzzz<script>").content.decode()
    assert "Nothing answers these words." in nothing
    assert "<script>" not in nothing.replace("<script src", "")


def test_no_crowd_of_searches_fills_the_memory(reader: Client) -> None:
    lands.folded.cache_clear()
    most = lands.folded.cache_info().maxsize
    assert most is not None
    for number in range(most + 10):
        lands.folded(f"word {number}")
    assert lands.folded.cache_info().currsize == most
    many = "+".join(f"a{number}" for number in range(30))
    assert reader.get(f"{IN}/en/search/?q={many}").status_code == 200


def test_search_puts_the_likeliest_first(reader: Client) -> None:
    told = reader.get(f"{IN}/en/search/?q=gender").content.decode()
    first = re.search(r'<p class="found-title"><a href="([^"]*)">([^<]*)</a>', told)
    assert first is not None
    assert first[2] == "Gender"
    assert "by=gender" in first[1]


def test_two_releases_side_by_side(reader: Client, public_folder: Path) -> None:
    told = reader.get(f"{IN}/en/compare/?from={DP}&to={SYNTHETIC}").content.decode()
    assert "not in this release" in told  # ages, by the earlier one
    assert "a break: do not compare." in told
    assert "Wider bands." in told
    for version in (DP, SYNTHETIC):
        cells = answer(_published(public_folder, version), Question(fields=("gender",)))
        for one in cells.rows():
            assert f">{cells.words(one.number)}</td>" in told
    coarse = reader.get(f"{IN}/en/compare/?from={K_ANONYMOUS}&to={SYNTHETIC}").content.decode()
    assert "told less exactly in one: do not compare" in coarse
    assert 'data-status="not-there"' in coarse
    assert not re.search(r'<td class="number"[^>]*>(0|\s*)</td>', told + coarse)


def test_what_cannot_be_compared_is_said(reader: Client) -> None:
    assert reader.get(f"{IN}/en/compare/?from=2099.1&to={SYNTHETIC}").status_code == 404
    same = reader.get(f"{IN}/en/compare/?from={DP}&to={DP}").content.decode()
    assert "Both are the same release." in same


def test_each_method_is_explained_and_the_newest_first(reader: Client) -> None:
    told = reader.get(f"{IN}/en/method/").content.decode()
    headings = re.findall(r'<h2 id="method-([\w-]+)"', told)
    assert headings == ["synthetic", "dp", "k-anonymous"]
    assert told.count("What it does not protect from") == 3
    assert f'href="{IN}/files/{DP}/method.en.html"' in told
    french = reader.get(f"{IN}/fr/method/").content.decode()
    assert f'href="{IN}/files/{DP}/method.fr.html"' in french


def test_the_calendar_goes_into_calendars(reader: Client) -> None:
    told = reader.get(f"{IN}/fr/calendar/").content.decode()
    assert "Prochaine publication" in told
    assert "1er mars 2027" in told
    answered = reader.get(f"{IN}/fr/calendar.ics")
    assert answered["Content-Type"].startswith("text/calendar")
    lines = answered.content.decode().split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert "DTSTART;VALUE=DATE:20270301" in lines
    assert "SUMMARY;LANGUAGE=fr:Prochaine publication" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    marks = [line for line in lines if line.startswith("UID:")]
    assert len(set(marks)) == len(marks) == 1 + 4 + 1  # planned, published, withdrawn


def test_a_file_of_a_view_holds_the_numbers_of_a_dashboard(reader: Client) -> None:
    told = reader.get(f"{IN}/en/releases/{SYNTHETIC}/dashboards/exploitation/").content.decode()
    address = re.search(r'href="([^"]*explore\.csv[^"]*)"', told)
    assert address is not None
    table = list(csv.DictReader(io.StringIO(reader.get(address[1].replace("&amp;", "&")).content.decode())))
    shown = re.search(r"<tbody>(.*?)</tbody>", told, re.DOTALL)
    assert shown is not None
    numbers = re.findall(r'data-status="estimated">(\d+)</td>', shown[1])
    assert numbers == [line["count"] for line in table if line["status"] == "estimated"]


def test_where_nothing_is_published_yet_every_page_says_so(reader: Client, public_folder: Path) -> None:
    from dataclasses import replace

    whole = Catalogue.read(public_folder)
    replace(whole, releases=()).write(public_folder)
    for page in ("", "dashboards/", "countries/", "data/", "search/?q=x", "compare/", "method/", "calendar/"):
        assert reader.get(f"{IN}/en/{page}").status_code == 200, page


def _published(public_folder: Path, version: str) -> Published:
    folder = Catalogue.read(public_folder).folder_of(version)
    assert folder is not None
    return Published.open(folder)
