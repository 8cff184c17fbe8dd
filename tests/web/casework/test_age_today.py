"""Lists, filters and counts take a child for a child until the birthday, and not a day longer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from fanal.web.casework import ages
from fanal.web.casework.models import Person
from fanal.web.casework.selectors.age import age_now, ages_of
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.child import age_decide, age_dispute
from fanal.web.casework.services.person import person_create
from fanal.web.keys.keyring import keyring
from fanal.web.keys.signals import key_used

pytestmark = pytest.mark.django_db
LIST, ONLY_CHILDREN, BOARD = "/o/harbour/cases/", "/o/harbour/cases/?child=on", "/o/harbour/dashboard/"


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let it be a day."""
    said = timezone.localdate
    with patch("django.utils.timezone.localdate", lambda *at: said(*at) if at else day):
        yield


def somebody(told: dict[str, Any], age: str = "unknown") -> Person:
    estimated = Person.Birth.ESTIMATED if "estimated" in told else Person.Birth.UNKNOWN
    birth = Person.Birth.KNOWN if "prs_Birthdate" in told else estimated
    return person_create(told={"prs_FirstName": "Mai", **told}, birth=birth, age=age)


def in_sql(day: date) -> dict[Any, str]:
    return dict(Person.objects.annotate(now=age_now(today=day)).values_list("pk", "now"))


def children_counted(page: str) -> int:
    """Read the total of the line of children from the dashboard."""
    line = re.search(r'<th scope="row">Child[^<]*</th>(.*?)</tr>', page, re.DOTALL)
    return int(re.findall(r">(\d+)<", line[1])[-1]) if line else 0


TOMORROW = {
    "birth date": lambda day: {"prs_Birthdate": day.replace(year=day.year - 18).isoformat()},
    "estimate": lambda day: {"estimated": {"years": 17, "on": day.replace(year=day.year - 1).isoformat()}},
}


@pytest.mark.parametrize("known", TOMORROW)
def test_seventeen_today_and_eighteen_tomorrow_in_list_filter_and_dashboard(
    known: str, working_as: Any, client_of: Any
) -> None:
    """Nothing is saved between the two days."""
    day = timezone.localdate() + timedelta(1)
    day += timedelta((day.month, day.day) == (2, 29))
    with on(day - timedelta(1)):
        with working_as("caseworker") as actor:
            cases = [case_open(person=somebody(TOMORROW[known](day)), by=actor) for _ in range(6)]
        client = client_of("supervisor")
        assert client.get(LIST).content.decode().count(">Child<") == 6
        shown = client.get(ONLY_CHILDREN).content.decode()
        assert all(one.number in shown for one in cases)
        assert children_counted(client.get(BOARD).content.decode()) == 6
        assert "Treated as a child" in client.get(f"/o/harbour/cases/{cases[0].pk}/").content.decode()
    with on(day):
        client = client_of("supervisor")
        assert client.get(LIST).content.decode().count(">Child<") == 0
        assert not any(one.number in client.get(ONLY_CHILDREN).content.decode() for one in cases)
        assert children_counted(client.get(BOARD).content.decode()) == 0
        assert "Treated as a child" not in client.get(f"/o/harbour/cases/{cases[0].pk}/").content.decode()


def test_the_expression_says_of_all_what_the_birth_date_says_of_one(working_as: Any) -> None:
    """Every day of a year and a half: births around them, 29 February, estimates, disputes, decisions."""
    first = date(2026, 1, 1)
    births = [date(2008, 2, 29), date(2008, 12, 31), date(2009, 1, 1), date(2009, 2, 28), date(1990, 1, 1)]
    with working_as("caseworker") as actor, on(first):
        made = [somebody({"prs_Birthdate": one.isoformat()}) for one in births]
        made += [
            somebody({"estimated": {"years": 16, "on": "2025-06-15"}}),
            somebody({}, "child"),
            somebody({}),
        ]
        made.append(somebody({"prs_Birthdate": "2008-07-01"}, "disputed"))
        for outcome in ("child", "adult"):
            case = case_open(person=somebody({"prs_Birthdate": "2008-03-05"}), by=actor)
            age_decide(case=case, by=actor, outcome=outcome, authority="A court", decided_on=first)
            made.append(case.person)
        against = case_open(person=somebody({"prs_Birthdate": "1999-03-01"}), by=actor)
        age_decide(case=against, by=actor, outcome="child", authority="A court", decided_on=first)
        disputed = case_open(person=somebody({"prs_Birthdate": "2008-04-01"}), by=actor)
        age_dispute(case=disputed, by=actor, reasons="", on=first)
        made += [against.person, disputed.person]
        persons = list(Person.objects.all())
        seen = set()
        for past in range(540):
            day = first + timedelta(past)
            told = ages_of(persons, day)
            assert in_sql(day) == {pk: str(age) for pk, age in told.items()}, day
            seen.add(tuple(sorted(told.items())))
        assert len(persons) == len(made) and len(seen) == 7, "all who can grow up did, one after the other"


def test_a_count_opens_no_birth_date(working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        for _ in range(3):
            case_open(person=somebody({"prs_Birthdate": f"{timezone.localdate().year - 18}-12-31"}), by=actor)
    opened = []

    def hear(**said: Any) -> None:
        opened.append(said["person"])

    key_used.connect(hear)
    try:
        client_of("supervisor").get(BOARD)
        assert opened == []
        client_of("supervisor").get(LIST)
        assert len(set(opened)) == 3, "so it would be heard"
    finally:
        key_used.disconnect(hear)


def test_what_lies_in_the_clear_is_the_year_alone(working_as: Any) -> None:
    from django.db import connection

    with working_as("caseworker"):
        child, other = (somebody({"prs_Birthdate": "2015-06-17"}) for _ in range(2))
        grown = somebody({"prs_Birthdate": "1990-06-17"})
        assert (child.grown_year, grown.grown_year, grown.grown_day) == (2033, None, None)
        with connection.cursor() as cursor:
            cursor.execute("select p::text from casework_person p")
            lies = str(cursor.fetchall())
        assert "06-17" not in lies and b"06-17".hex() not in lies
        assert bytes(child.grown_day) == bytes(other.grown_day)


def test_locked_a_child_of_this_year_stays_one(working_as: Any, harbour: Any) -> None:
    day = date(2026, 7, 1)
    with working_as("caseworker"):
        with on(day - timedelta(200)):
            child = somebody({"prs_Birthdate": "2008-06-01"})
        assert in_sql(day)[child.pk] == "adult"
        keyring().forget(harbour.pk)
    with working_as("caseworker"):
        assert in_sql(day)[child.pk] == "child"
        assert in_sql(day + timedelta(365))[child.pk] == "adult"


def test_who_is_erased_leaves_no_year(working_as: Any) -> None:
    from fanal.web.casework.services.erasure import forget_person

    with working_as("supervisor"):
        child = somebody({"prs_Birthdate": "2015-06-17"})
        forget_person(child.pk, reason="asked")
        held = Person.objects.get(pk=child.pk)
        assert (held.grown_year, held.grown_day) == (None, None)


def test_the_words_follow_the_estimate(working_as: Any) -> None:
    from fanal.web.casework.selectors.person import age_words

    with working_as("caseworker"):
        child = somebody({"estimated": {"years": 17, "on": "2025-11-01"}})
        for day, years in ((date(2025, 11, 1), 17), (date(2026, 10, 31), 17), (date(2026, 11, 1), 18)):
            with on(day):
                assert f"{years}" in age_words(child)
                assert ages.is_child(ages_of([child])[child.pk]) == (years < 18)
