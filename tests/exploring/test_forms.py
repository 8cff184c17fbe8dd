"""Table, CSV, JSON and picture of one answer: the same cells, over every kind of chart."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from exploring.publications import catalogue
from fanal.exploring import NOT_TOLD, Cells, Published, answer, detected, parse
from fanal.exploring.aggregates import Aggregates
from fanal.exploring.drawing import SHOWN, Look, png, specification, svg
from fanal.exploring.tables import as_csv, as_json, as_json_bytes
from fanal.exploring.wording import mark_of
from fanal.presentation import LANGUAGES, Language

Releases = Mapping[str, Published]

QUERIES = (
    "as=bars&by=gender",
    "as=bars&by=citizenship&where.gender=Feminine",
    "as=bars&by=citizenship&by=gender",
    "as=lines&by=yearOfRegistration",
    "as=lines&by=yearOfRegistration&by=gender",
    "as=map&by=citizenship",
    "as=flows&by=citizenship&by=CountryOfExploitation",
    "as=table",
    "as=table&by=gender&by=yearOfRegistration&by=citizenship",
)
CASES = [
    (method, query, language)
    for method in ("k-anonymous", "synthetic", "dp")
    for query in QUERIES
    for language in LANGUAGES
    if not (method == "k-anonymous" and "CountryOfExploitation" in query)
]


@pytest.mark.parametrize(("method", "query", "language"), CASES)
def test_the_four_forms_agree_cell_by_cell(
    releases: Releases, method: str, query: str, language: Language
) -> None:
    cells = answer(releases[method], parse(query, releases[method], language))
    table = {cell.codes: (cell.number.count, str(cell.number.status)) for cell in cells.rows()}
    assert from_csv(cells) == table
    assert from_json(cells) == table
    spec = specification(cells)
    drawn = {codes_of(cells, row): (row["count"], row["status"]) for row in spec["data"]["values"]}
    assert drawn.items() <= table.items()
    check_shown(cells, set(drawn))
    if len(spec["data"]["values"]) < 40:
        check_picture(cells, svg(cells), set(drawn))


def from_csv(cells: Cells) -> dict[tuple[str, ...], tuple[int | None, str]]:
    found = {}
    for line in csv.DictReader(io.StringIO(as_csv(cells).decode())):
        told = None if line["count"] == "suppressed" else int(line["count"])
        assert line["meaning"]
        found[tuple(line[name] for name in cells.columns)] = (told, line["status"])
    return found


def from_json(cells: Cells) -> dict[tuple[str, ...], tuple[int | None, str]]:
    read = json.loads(as_json_bytes(cells))
    assert read["detected"] == detected(cells.language)
    assert read["suppressed"]["cells"] == cells.suppressed
    names = cells.question.fields
    return {
        tuple(one["values"][name] for name in names): (one["count"], one["status"]) for one in read["cells"]
    }


def codes_of(cells: Cells, row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[f"code_{place}"] for place in range(1, len(cells.fields) + 1))


def check_shown(cells: Cells, drawn: set[tuple[str, ...]]) -> None:
    """What is not drawn is little, or of the further values that the picture names."""
    rows = list(cells.rows())
    if cells.question.kind == "map":
        assert len(drawn) == len(rows)
    if cells.question.kind == "lines":
        groups = {codes[1:] for codes in drawn}
        shown = {one.codes for one in rows if one.codes[1:] in groups and one.codes[0] != NOT_TOLD}
        assert drawn == shown
    if cells.question.kind in ("bars", "flows") and len(cells.fields) == 1:
        assert len(drawn) >= min(len(rows), SHOWN)
        least = min((one.number.count or 0 for one in rows if one.codes in drawn), default=0)
        left = [one for one in rows if one.codes not in drawn and NOT_TOLD not in one.codes]
        assert all((one.number.count or 0) <= least for one in left)


def check_picture(cells: Cells, picture: str, drawn: set[tuple[str, ...]]) -> None:
    """What a screen reader finds in the picture is what the table says."""
    marks = {html.unescape(one) for one in re.findall(r'aria-label="([^"]*)"', picture)}
    for cell in cells.rows():
        on_lines = cells.question.kind == "lines" and cell.number.count is None
        if cell.codes in drawn and not on_lines and cells.question.kind != "map":
            assert mark_of(cells, cell) in marks, cell


@pytest.mark.parametrize("look", [Look(), Look(narrow=True), Look(dark=True), Look(titled=False)])
@pytest.mark.parametrize(
    "query", ["as=bars&by=gender", "as=map&by=citizenship", "as=lines&by=yearOfRegistration"]
)
def test_every_picture_says_that_detected_is_not_all(releases: Releases, query: str, look: Look) -> None:
    for language in LANGUAGES:
        cells = answer(releases["dp"], parse(query, releases["dp"], language))
        picture = svg(cells, look)
        told = " ".join(html.unescape(one) for one in re.findall(r">([^<>]+)<", picture))
        assert " ".join(detected(language).split()) in " ".join(told.split())
        if look.narrow:
            width = re.search(r'<svg[^>]*?width="([\d.]+)"', picture)
            assert width is not None and float(width[1]) <= 400


def test_a_map_shows_every_country_the_small_ones_as_dots(releases: Releases) -> None:
    published = releases["synthetic"]
    cells = answer(published, parse("as=map&by=citizenship", published))
    spec = specification(cells)
    shapes, dots = spec["layer"]
    marks = [
        shape["properties"]["mark"]
        for shape in shapes["data"]["values"]["objects"]["countries"]["geometries"]
    ]
    small = [dot["mark"] for dot in dots["data"]["values"]]
    assert any(mark.startswith("Malta: ") for mark in small)
    assert not any(mark.startswith("Philippines: ") for mark in small)
    told = {
        mark_of(cells, one)
        for one in cells.rows()
        if one.number.count is not None and one.codes != (NOT_TOLD,)
    }
    assert told and told <= {*marks, *small}
    assert sum(mark.endswith(": no row, or fewer than 5") for mark in marks) > 100
    picture = svg(cells)
    assert all(html.escape(mark, quote=False) in picture for mark in told)


def test_the_legend_of_a_map_is_of_what_lies_on_it(releases: Releases) -> None:
    untold = [{"fields": ["citizenship"], "values": [None], "count": 90_000}]
    published = releases["k-anonymous"]
    legends = []
    for one in (published, replace(published, aggregates=Aggregates.of(untold, 11))):
        cells = answer(one, parse("as=map&by=citizenship", one))
        spec = specification(cells)
        legends.append(spec["layer"][0]["encoding"]["color"]["scale"]["domain"][:-1])
    assert legends[0] == legends[1] and len(legends[0]) > 1


def test_regions_are_drawn_over_their_countries(releases: Releases) -> None:
    published = releases["k-anonymous"]
    cells = answer(published, parse("as=map&by=citizenship", published))
    assert "citizenship" in published.variables and "142" in published.variables["citizenship"].codes
    shapes = specification(cells)["layer"][0]["data"]["values"]["objects"]["countries"]["geometries"]
    asia = mark_of(cells, next(one for one in cells.rows() if one.codes == ("142",)))
    assert sum(shape["properties"]["mark"] == asia for shape in shapes) > 30
    assert "told less exactly" in " ".join(specification(cells)["title"]["subtitle"])


def test_the_largest_flows_are_drawn_and_numbered(releases: Releases) -> None:
    published = releases["synthetic"]
    query = "as=flows&by=citizenship&by=CountryOfExploitation"
    cells = answer(published, parse(query, published))
    spec = specification(cells)
    counts = [row["count"] for row in spec["data"]["values"]]
    known = [one.number.count or 0 for one in cells.rows() if NOT_TOLD not in one.codes]
    assert counts == sorted(known, reverse=True)[:SHOWN]
    assert counts[-1] > 0
    layers = spec["vconcat"][0]["layer"]
    placed = [row for row in spec["data"]["values"] if NOT_TOLD not in (row["code_1"], row["code_2"])]
    assert len(layers[1]["data"]["values"]) + len(layers[3]["data"]["values"]) == len(placed) > 0
    widths = [one["properties"]["width"] for one in layers[1]["data"]["values"]]
    assert widths == sorted(widths)


def test_a_png_is_the_svg_in_points(releases: Releases) -> None:
    published = releases["k-anonymous"]
    cells = answer(published, parse("as=bars&by=gender", published))
    size = re.search(r'<svg[^>]*?width="([\d.]+)" height="([\d.]+)"', svg(cells))
    assert size is not None
    width, height = struct.unpack(">II", png(cells, scale=2)[16:24])
    assert abs(width - 2 * float(size[1])) <= 2
    assert abs(height - 2 * float(size[2])) <= 2


def test_numbers_come_with_what_must_be_known_of_them(releases: Releases) -> None:
    known = catalogue()
    published = releases["synthetic"]
    cells = answer(published, parse("as=bars&by=gender&where.ageBroad=9--17", published, "fr"))
    told = as_json(cells, release=known.releases[0], hub=known.hub, address="https://example.org/x")
    assert told["release"]["citation"] == known.releases[0].citation.fr
    assert told["release"]["version"] == "2026.2"
    assert told["release"]["licence"] == "CC-BY-4.0"
    assert told["question"]["query"] == "as=bars&by=gender&where.ageBroad=9--17"
    assert told["total"]["count"] == cells.total.count
    assert told["notes"][0]["name"] == "detected"
    assert told["variables"][0]["label"] == "Genre"


def test_a_table_of_commands_is_harmless(releases: Releases) -> None:
    import polars as pl

    from fanal.exploring.rows import Rows

    table = pl.DataFrame({"place": ["=1+1"] * 6})
    rows = Rows.of(table, set())
    assert rows.people_by("place") == {"=1+1": 6}
