"""A picture of a point shows it, and the land around it."""

from __future__ import annotations

import re

import pytest

from fanal.geography import countries
from fanal.geography.picture import HEIGHT, WIDTH, picture


@pytest.mark.parametrize("code", sorted(countries()))
def test_the_middle_of_every_country_is_in_its_picture(code: str) -> None:
    one = countries()[code]
    drawn = picture(code, one.centre)
    across, down = drawn.place(one.centre)
    assert 0 <= across <= WIDTH and 0 <= down <= HEIGHT
    assert bool(drawn.country) == bool(one.polygons)
    assert len(drawn.land) + len(drawn.country) < 25_000


def test_nothing_is_drawn_far_outside() -> None:
    drawn = picture("RU", (37.6, 55.75))
    pairs = re.findall(r"(-?\d+) (-?\d+)", drawn.land + drawn.country)
    assert len(pairs) > 1000
    assert all(-4 <= int(x) <= WIDTH + 4 and -4 <= int(y) <= HEIGHT + 4 for x, y in pairs)


def test_north_is_up_and_east_is_right() -> None:
    paris, marseille, brest = (2.35, 48.86), (5.37, 43.3), (-4.49, 48.39)
    drawn = picture("FR", paris)
    assert drawn.place(paris)[1] < drawn.place(marseille)[1]
    assert drawn.place(brest)[0] < drawn.place(paris)[0] < drawn.place(marseille)[0]


@pytest.mark.parametrize("point", [(13.0, 36.5), (-179.9, 0.1), (179.9, -89.9), (0.0, 90.0)])
def test_a_point_at_sea_or_outside_its_country_is_shown_all_the_same(point: tuple[float, float]) -> None:
    drawn = picture("FR", point)
    across, down = drawn.place(point)
    assert not drawn.country
    assert 0 <= across <= WIDTH
    assert abs(point[1]) > 80 or 0 <= down <= HEIGHT


def test_what_is_remembered_of_a_picture_does_not_tell_of_a_point() -> None:
    near, other = picture("", (13.2, 36.5)), picture("", (16.9, 33.1))
    assert near is other
    assert near.place((13.2, 36.5)) != near.place((16.9, 33.1))
