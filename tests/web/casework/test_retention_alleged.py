"""Alleged perpetrators are kept shorter than victims: in the schedule, at closure, when due, when done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from fanal.web.casework.models import Case, Context, Person, RetentionReview
from fanal.web.casework.selectors.retention import months_later
from fanal.web.casework.services.context import context_add
from fanal.web.keys.errors import KeyDestroyed
from fanal.web.keys.models import Erasure
from web.casework.cases import person_named
from web.casework.governing import HOME

pytestmark = pytest.mark.django_db
LIST, SOURCE = f"{HOME}retention/", "a neighbour who saw it"


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let it be a day."""
    said = timezone.localdate
    with patch("django.utils.timezone.localdate", lambda *at: said(*at) if at else day):
        yield


def close(client: Any, case: Case) -> None:
    path = f"/o/harbour/cases/{case.pk}/close/"
    seen = re.search(r'name="seen" value="(\d+)"', client.get(path).content.decode())
    assert seen and client.post(path, {"seen": seen[1], "reason": "moved"}).status_code == 302


def lines(client: Any) -> dict[str, str]:
    """Read the list of reviews: of each category its line."""
    page = client.get(LIST).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    words = ("Victims", "Alleged perpetrators")
    return {word: line for word in words for line in page.split("</tr>") if f"<td>{word}</td>" in line}


def due(line: str) -> bool:
    return ">Due<" in line or "is due" in line.lower() or 'class="status' in line


def erase(client: Any, line: str) -> Any:
    path = re.search(r'href="([^"]+reviews[^"]+)"', line)
    assert path
    shown = client.get(path[1]).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    return client.post(path[1], {"decision": "erased", "sure": "on", "seen": seen[1] if seen else ""})


def schedule(client: Any) -> dict[str, int]:
    """Read the months of the schedule from the page."""
    found = re.findall(
        r'<th scope="row">([^<]+)</th><td class="number">(\d+)', client.get(LIST).content.decode()
    )
    return {word: int(months) for word, months in found}


def rule(client: Any, category: str, months: int) -> Any:
    path = f"{LIST}{category}/"
    seen = re.search(r'name="seen" value="(\d+)"', client.get(path).content.decode())
    return client.post(path, {"months": months, "legal_ground": "Our law", "seen": seen[1] if seen else "0"})


def test_whatever_is_decided_they_are_kept_shorter(client_of: Any) -> None:
    client = client_of("supervisor")
    proposed = schedule(client)
    assert proposed["Alleged perpetrators"] == 24 < proposed["Victims"] == 84
    for months in (84, 200):
        refused = rule(client, "perpetrator", months)
        assert (
            refused.status_code == 400 and "shorter than victims: fewer than 84" in refused.content.decode()
        )
    assert rule(client, "perpetrator", 60).status_code == 302
    assert schedule(client)["Alleged perpetrators"] == 60
    assert rule(client, "victim", 36).status_code == 302
    assert schedule(client)["Alleged perpetrators"] == 35, "they follow"
    assert "always shorter than victims" in client.get(LIST).content.decode()


def test_from_the_closing_to_the_erasure_of_one_who_is_only_alleged(
    case: Case, working_as: Any, client_of: Any
) -> None:
    with working_as("supervisor") as actor:
        other = person_named("Omar", "Plantedname")
        context_add(case=case, person=other, role="perpetrator", by=actor, source=SOURCE)
    client, today = client_of("supervisor"), timezone.localdate()
    close(client, case)
    first = lines(client)
    assert set(first) == {"Victims", "Alleged perpetrators"} and not any(map(due, first.values()))
    with on(months_later(today, 24)):
        now = lines(client)
        assert due(now["Alleged perpetrators"]) and not due(now["Victims"])
        done = erase(client, now["Alleged perpetrators"])
        assert done.headers["Location"] == "/o/harbour/keys/erasures/"
        assert set(lines(client)) == {"Victims"}
    with working_as("supervisor"):
        assert Erasure.objects.get().person == other.pk
        with pytest.raises(KeyDestroyed):
            _ = Person.objects.get(pk=other.pk).told
        assert Person.objects.get(pk=case.person_id).told, "the victim is there still"
    with on(months_later(today, 84)):
        assert due(lines(client)["Victims"])


def test_who_is_both_stays_as_a_victim_and_nothing_says_what_was_alleged(
    case: Case, working_as: Any, client_of: Any
) -> None:
    with working_as("supervisor") as actor:
        context_add(case=case, person=case.person, role="perpetrator", by=actor, source=SOURCE)
    client, today = client_of("supervisor"), timezone.localdate()
    close(client, case)
    assert set(lines(client)) == {"Victims", "Alleged perpetrators"}
    with on(months_later(today, 24)):
        done = erase(client, lines(client)["Alleged perpetrators"])
        assert done.headers["Location"] == LIST, "there is no certificate: nobody was erased"
        assert set(lines(client)) == {"Victims"}
    with working_as("supervisor"):
        assert [one.role for one in Context.objects.filter(person=case.person_id)] == ["victim"]
        assert Person.objects.get(pk=case.person_id).told["prs_FirstName"] == "Amina"
        assert not Erasure.objects.exists()
        assert [one.category for one in RetentionReview.objects.all()] == ["victim"]
        assert "perpetrator" not in str(in_the_clear())
    shown = client.get(f"/o/harbour/cases/{case.pk}/contexts/").content.decode()
    assert "Alleged perpetrator" not in shown and SOURCE not in shown


def test_with_the_victims_months_all_of_one_who_is_both_goes(
    case: Case, working_as: Any, client_of: Any
) -> None:
    with working_as("supervisor") as actor:
        context_add(case=case, person=case.person, role="perpetrator", by=actor, source=SOURCE)
    client = client_of("supervisor")
    close(client, case)
    with on(months_later(timezone.localdate(), 84)):
        assert all(map(due, lines(client).values()))
        assert erase(client, lines(client)["Victims"]).headers["Location"] == "/o/harbour/keys/erasures/"
        assert lines(client) == {}
    with working_as("supervisor"):
        assert Erasure.objects.get().person == case.person_id


def test_who_may_not_see_what_is_alleged_sees_no_name_at_the_review(
    case: Case, working_as: Any, client_of: Any
) -> None:
    with working_as("caseworker") as actor:
        other = person_named("Omar", "Plantedname")
        context_add(case=case, person=other, role="perpetrator", by=actor, source=SOURCE)
    close(client_of("caseworker"), case)
    client = client_of("data-manager")
    path = re.search(r'href="([^"]+reviews[^"]+)"', lines(client)["Alleged perpetrators"])
    assert path and "Plantedname" not in client.get(path[1]).content.decode()


def in_the_clear() -> list[Any]:
    """Give all that lies in the tables of casework, as whoever has the database reads it."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("casework").get_models():
            cursor.execute(f'select t::text from "{model._meta.db_table}" t')
            found += cursor.fetchall()
    return found
