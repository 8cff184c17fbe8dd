"""The supervisor's dashboard: only counts, few never counted, as many queries for any number of cases."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.web.casework.selectors.small_numbers import FEWEST, TOTAL, protected, protected_together

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


def _bounds(tables: dict[str, Any], shown: dict[str, Any], same: Any) -> dict[Any, tuple[float, float]]:
    """Attack: the least and the most that all tables leave for every withheld cell, by linear programs."""
    from scipy.optimize import linprog

    places = [(name, cell) for name, counts in tables.items() for cell in counts]
    column = {place: number for number, place in enumerate(places)}
    equal: list[dict[int, int]] = []
    for name, counts in tables.items():
        for cell in counts:
            for dimension in range(len(cell)):
                if cell[dimension] == TOTAL:
                    parts = [other for other in counts if _of(other, cell, dimension)]
                    equal.append({column[name, cell]: -1} | {column[name, other]: 1 for other in parts})
    for group in same:
        first, *others = group
        equal += [{column[first]: 1, column[other]: -1} for other in others]
    matrix = [[line.get(number, 0) for number in range(len(places))] for line in equal]
    limits = [(n, n) if (n := shown[name][cell]) is not None else (0, None) for name, cell in places]
    found = {}
    for place in places:
        if shown[place[0]][place[1]] is None:
            aim = [int(number == column[place]) for number in range(len(places))]
            ends = []
            for sign in (1, -1):
                solved = linprog(
                    [sign * one for one in aim], A_eq=matrix, b_eq=[0] * len(matrix), bounds=limits
                )
                assert solved.status in (0, 3), "what is published contradicts itself"
                ends.append(sign * solved.fun if solved.status == 0 else float("inf"))
            found[place] = (ends[0], ends[1])
    return found


def _of(part: tuple[str, ...], total: tuple[str, ...], dimension: int) -> bool:
    """Say whether a cell is one of those that a total sums up along a dimension."""
    return part[dimension] != TOTAL and all(
        one == other for place, (one, other) in enumerate(zip(part, total, strict=True)) if place != dimension
    )


def _recovered(tables: dict[str, Any], shown: dict[str, Any], same: Any) -> list[Any]:
    found = _bounds(tables, shown, same)
    return [(place, low) for place, (low, high) in found.items() if high - low < 0.5]


def _by_hand(rows: list[list[int]], shown: Any, most: int) -> dict[Any, set[int]]:
    """Attack: try every table of small numbers, and keep what those that fit have in a withheld cell."""
    across, tried = len(rows[0]), itertools.product(range(most + 1), repeat=len(rows) * len(rows[0]))
    found: dict[Any, set[int]] = {cell: set() for cell, count in shown.items() if count is None}
    for flat in tried:
        whole = _whole([list(flat[n : n + across]) for n in range(0, len(flat), across)])
        if all(count is None or whole[cell] == count for cell, count in shown.items()):
            for cell in found:
                found[cell].add(whole[cell])
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2))
def test_trying_every_table_recovers_no_withheld_count(rows: list[list[int]]) -> None:
    found = _by_hand(rows, protected(_whole(rows)), 12)
    assert all(len(values) > 1 for values in found.values()), found


@settings(max_examples=80, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda w: st.lists(st.lists(st.integers(0, 9), min_size=w, max_size=w), min_size=2, max_size=6)
    )
)
def test_all_sums_together_recover_no_withheld_count(rows: list[list[int]]) -> None:
    tables = {"one": _whole(rows)}
    assert not _recovered(tables, {"one": protected(tables["one"])}, [])


def test_the_attack_would_find_what_is_suppressed_too_little() -> None:
    """Primary suppression alone is broken by the same attacks."""
    rows = [[2, 9, 9], [9, 9, 9]]
    shown = {cell: None if 0 < count < FEWEST else count for cell, count in _whole(rows).items()}
    assert _recovered({"one": _whole(rows)}, {"one": shown}, []) == [(("one", ("r0", "c0")), 2.0)]
    alone = {**_whole([[2, 9], [9, 9]]), ("r0", "c0"): None}
    assert _by_hand([[2, 9], [9, 9]], alone, 12) == {("r0", "c0"): {2}}
    # No single sum tells, all together do: 5 withheld cells, of which one stands on no circle.
    rows = [[3, 3, 9], [3, 3, 9], [9, 9, 2]]
    shown = {cell: None if 0 < count < FEWEST else count for cell, count in _whole(rows).items()}
    assert _recovered({"one": _whole(rows)}, {"one": shown}, []) == [(("one", ("r2", "c2")), 2.0)]
    assert not _recovered({"one": _whole(rows)}, {"one": protected(_whole(rows))}, [])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, n) for n in (2, 4, 2, 2, 3, 1)]), max_size=40), st.integers(0, 4))
def test_what_one_table_withholds_no_other_gives_away(cases: list[tuple[int, ...]], plain: int) -> None:
    """A whole dashboard of cases: owner, age of the case, gender, age group, age then, danger."""
    from fanal.web.casework.selectors.dashboard import crossed, protected_of

    victims = cases[plain:]
    then = {(f"t{n}",): sum(one[4] == n for one in victims) for n in range(4)} | {(TOTAL,): len(victims)}
    tables, same = protected_of(
        loads=crossed([((f"o{one[0]}", f"b{one[1]}"), 1) for one in cases]),
        people=crossed([((f"a{one[3]}", f"g{one[2]}"), 1) for one in cases]),
        then=then,
        danger=sum(one[5] for one in cases),
        suffered={f"s{n}": sum((one[4] + one[0]) % 3 >= n for one in victims) for n in range(3)},
    )
    shown = protected_together(tables, same)
    for counts in shown.values():
        assert not any(0 < (count or 0) < FEWEST for count in counts.values())
    assert not _recovered(tables, shown, same)


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
def test_few_cases_and_little_work_are_not_counted_either(
    working_as: WorkingAs, client_of: Callable[[str], Client]
) -> None:
    from django.utils import timezone

    from fanal.web.casework.models import Case, Task
    from fanal.web.casework.services.entry import entry_add

    _cases(working_as, 3)
    with working_as("caseworker") as actor:
        for case in Case.objects.all():
            today = timezone.localdate()
            entry_add(Task, case=case, actor=actor, what="Call", to=case.owner, due_on=today)
    page = client_of("supervisor").get("/o/harbour/dashboard/").content.decode().partition("<main")[2]
    shown = re.findall(r'<td class="number">(?:<strong>)?(?:<[^>]+>)*(\d+)', page)
    assert set(re.findall(r'<span class="bar-count">(\d+)</span>', page)) <= {"0"}
    assert set(shown) <= {"0"}, "cases by owner and age, work that is due"


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
