"""Every country of the standard can be found on the map, or the data say why not."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from fanal.geography import Box, countries, country
from fanal.geography.atlas import arc, box_of, places, ring, shapes, topology
from fanal.geography.countries import polygons_by_code
from fanal.geography.sent import as_json
from fanal.standard import htcds
from fanal.standard.vocabulary import Status

CODES = htcds().lists["iso-3166"].codes


def listed(kind: str) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in places()[kind]}


def test_every_country_of_the_standard_is_drawn_or_listed_as_missing_with_the_reason() -> None:
    drawn = set(polygons_by_code()) - {""}
    missing = listed("missing")
    assert not drawn & set(missing), "is drawn: take it out of the missing ones"
    assert drawn | set(missing) == {code.code for code in CODES}
    assert all(one["why"] for one in missing.values())
    assert all(one.get("source") for one in missing.values() if "box" in one)


def test_every_country_that_is_offered_can_be_found() -> None:
    assert {code.code for code in CODES if code.status is not Status.DEPRECATED} == set(countries())


def test_every_shape_without_a_number_is_listed_and_every_listed_one_is_there() -> None:
    assert {one.name for one in shapes() if not one.number} == {one["name"] for one in places()["shape"]}
    assert all(one["why"] for one in places()["shape"])
    names = {one.name for one in shapes()}
    for one in places()["part"]:
        assert one["of"] in names, one
        assert polygons_by_code()[one["code"]], one


def test_every_polygon_is_drawn_once() -> None:
    drawn = [polygon for polygons in polygons_by_code().values() for polygon in polygons]
    assert sorted(drawn) == sorted(polygon for shape in shapes() for polygon in shape.polygons)


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("FR", (2.35, 48.86)),
        ("NG", (3.39, 6.45)),
        ("US", (-74.0, 40.71)),
        ("RU", (131.9, 43.1)),
        ("FJ", (178.44, -18.14)),
        ("NZ", (174.78, -41.29)),
        ("MY", (101.69, 3.14)),
        ("MC", (7.42, 43.74)),
        ("MT", (14.51, 35.9)),
        ("SG", (103.82, 1.35)),
        ("VA", (12.45, 41.90)),
        ("GF", (-52.33, 4.94)),
        ("RE", (55.45, -20.88)),
        ("GI", (-5.35, 36.14)),
        ("TV", (179.2, -8.52)),
        ("KI", (172.98, 1.33)),
        ("XK", (21.17, 42.67)),
        ("SO", (45.32, 2.05)),
        ("AQ", (0.0, -89.0)),
    ],
)
def test_a_capital_lies_in_the_box_of_its_country(code: str, place: tuple[float, float]) -> None:
    found = country(code)
    assert found is not None
    here = Box(*place, *place)
    assert found.box.grown(0.1).holds(here.nearest(found.box)), found.box


def test_a_box_shows_the_country_and_not_half_the_world() -> None:
    for one in countries().values():
        assert -180 <= one.box.west <= 180, one.code
        assert one.box.west < one.box.east <= one.box.west + 360, one.code
        assert -90 <= one.box.south < one.box.north <= 90, one.code
        middle = Box(*one.centre, *one.centre)
        assert one.box.holds(middle.nearest(one.box)), one.code
    wide = {one.code for one in countries().values() if one.box.east - one.box.west > 90}
    assert wide == {"AQ", "RU"}
    france = country("FR")
    assert france is not None
    assert france.box.east - france.box.west < 20  # without Guiana and Réunion


def test_countries_are_found_by_both_codes() -> None:
    for one in countries().values():
        assert country(one.alpha_3) is one
    assert country("XXX") is None


def test_rings_do_not_leap_and_arcs_join() -> None:
    for polygon in (polygon for shape in shapes() for polygon in shape.polygons):
        for arcs in polygon:
            points = ring(arcs)
            leaps = [abs(b[0] - a[0]) for a, b in itertools.pairwise(points) if abs(a[1]) < 90]
            assert max(leaps, default=0) < 180
            for before, after in itertools.pairwise(arcs):
                ends = [arc(n) if n >= 0 else arc(~n)[::-1] for n in (before, after)]
                assert ends[0][-1][1] == ends[1][0][1]
                assert (ends[0][-1][0] - ends[1][0][0]) % 360 == pytest.approx(0, abs=1e-9)


def test_the_box_of_a_polygon_across_the_date_line_is_narrow() -> None:
    russia = max(polygons_by_code()["RU"], key=lambda polygon: len(ring(polygon[0])))
    assert box_of(russia).east - box_of(russia).west < 180


def test_what_a_browser_gets_is_whole_and_not_large() -> None:
    sent = json.loads(as_json())
    assert sent["arcs"] == topology()["arcs"]
    found = {one["code"]: one for one in sent["countries"] if "code" in one}
    assert set(found) == set(countries())
    assert found["NG"]["fr"] == "Nigéria"
    assert len(as_json()) < 800_000
