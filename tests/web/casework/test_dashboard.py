"""The supervisor's dashboard: only counts, few never counted, as many queries for any number of cases."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.web.casework.selectors.small_numbers import FEWEST, TOTAL, protected

if TYPE_CHECKING:
    from django.test import Client

WorkingAs = Any


def _whole(rows: list[list[int]]) -> dict[tuple[str, ...], int]:
    counts: dict[tuple[str, ...], int] = {}
    for (r, row), c in itertools.product(enumerate(rows), range(len(rows[0]))):
        for cell in ((f"r{r}", f"c{c}"), (f"r{r}", TOTAL), (TOTAL, f"c{c}"), (TOTAL, TOTAL)):
            counts[cell] = counts.get(cell, 0) + row[c]
    return counts


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 3).flatmap(
        lambda w: st.lists(st.lists(st.integers(0, 12), min_size=w, max_size=w), min_size=1, max_size=4)
    )
)
def test_few_are_never_shown_nor_left_alone_in_a_sum(rows: list[list[int]]) -> None:
    shown = protected(_whole(rows))
    assert not any(0 < (count or 0) < FEWEST for count in shown.values())
    for line in _lines(rows):
        hidden = [cell for cell in line if shown[cell] is None]
        assert len(hidden) != 1, "one withheld count in a sum is what the others leave over"


def _lines(rows: list[list[int]]) -> list[list[tuple[str, str]]]:
    down = [*(f"r{n}" for n in range(len(rows))), TOTAL]
    across = [*(f"c{n}" for n in range(len(rows[0]))), TOTAL]
    return [[(one, other) for other in across] for one in down] + [
        [(one, other) for one in down] for other in across
    ]


def test_nobody_is_said_and_a_few_are_not() -> None:
    assert protected({("a",): 0, ("b",): 7, (TOTAL,): 7}) == {("a",): 0, ("b",): 7, (TOTAL,): 7}
    assert protected({("a",): 2, ("b",): 9, ("c",): 40, (TOTAL,): 51}) == {
        ("a",): None,
        ("b",): None,
        ("c",): 40,
        (TOTAL,): 51,
    }


def _cases(working_as: WorkingAs, many: int, **more: Any) -> None:
    from fanal.web.casework.services.case import case_open
    from web.casework.cases import person_named

    with working_as("caseworker") as actor:
        for number in range(many):
            person = person_named("Somebody", f"Number{number}", prs_Birthdate="1990-01-01")
            coded = {"vic_TypeOfExploitation": ["ForcedLabour"], "vic_AgeWhenTrafficked": 25}
            case_open(person=person, by=actor, context=(coded, {}), **more)


@pytest.mark.django_db
def test_a_supervisor_sees_counts_and_nobody(
    working_as: WorkingAs, client_of: Callable[[str], Client]
) -> None:
    _cases(working_as, 7)
    page = client_of("supervisor").get("/o/harbour/dashboard/").content.decode()
    assert re.search(r"Forced Labour.*?<span class=\"bar-count\">7</span>", page, re.DOTALL | re.IGNORECASE)
    assert "Somebody" not in page and "Number3" not in page
    assert "style=" not in page


@pytest.mark.django_db
def test_few_are_not_counted(working_as: WorkingAs, client_of: Callable[[str], Client]) -> None:
    _cases(working_as, 3)
    page = client_of("supervisor").get("/o/harbour/dashboard/").content.decode()
    assert re.search(
        r"Forced Labour</th>\s*<td class=\"bar-cell\"><span class=\"unsaid\">", page, re.IGNORECASE
    )


@pytest.mark.django_db
def test_what_one_may_not_read_counts_nowhere(
    working_as: WorkingAs, client_of: Callable[[str], Client]
) -> None:
    _cases(working_as, 6)
    _cases(working_as, 6, level="closed")
    page = client_of("supervisor").get("/o/harbour/dashboard/").content.decode()
    assert '<span class="bar-count">6</span>' in page
    assert "12" not in re.findall(r'<span class="bar-count">(\d+)</span>', page)


@pytest.mark.django_db
def test_ten_times_the_cases_need_no_more_queries(
    working_as: WorkingAs, client_of: Callable[[str], Client], django_assert_max_num_queries: Any
) -> None:
    client = client_of("supervisor")
    _cases(working_as, 3)
    client.get("/o/harbour/dashboard/")  # what is asked once in a session is asked now
    counts = []
    for more in (0, 27):
        _cases(working_as, more)
        with django_assert_max_num_queries(40) as captured:
            assert client.get("/o/harbour/dashboard/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db
@pytest.mark.needs_browser
def test_it_is_read_by_everybody(harbour: Any, members: Any, working_as: WorkingAs, page: Any) -> None:
    from web.browser import assert_accessible, screenshot, signed_in

    _cases(working_as, 8)
    signed_in(page, members["supervisor"].user)
    page.goto("/o/harbour/dashboard/")
    assert_accessible(page)
    screenshot(page, "dashboard")
