"""What waits for somebody: one page, to which every room adds, and a count beside its word that is right."""

from __future__ import annotations

import json
import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import fanal.web.casework
from fanal.web.accounts import waiting
from fanal.web.casework.models import AuthorityRequest, Breach, Draft, Procedure
from fanal.web.casework.selectors.unfinished import TITLES
from fanal.web.operations.notices import notice_give
from fanal.web.organisations.models import Membership
from fanal.web.organisations.selectors import member
from fanal.web.organisations.tenancy import tenant
from web.casework.governing import asked, closed, due_now

pytestmark = pytest.mark.django_db
PAGE = "/o/harbour/waiting/"


def counted(html: str) -> int:
    """Read the number beside "My work" in the navigation."""
    row = html.partition('<ul class="row">')[2].partition("</ul>")[0]
    found = re.search(r'My work <span class="count">(\d+)<', row)
    return int(found[1]) if found else 0


def shown(html: str) -> int:
    """Add up how many the headings of the page say that there are."""
    return sum(int(one) for one in re.findall(r'<h2 id="kind-.*?\((\d+)\)</span></h2>', html))


def half_typed(client: Any, form: str, place: str, **query: Any) -> None:
    more = "&".join(f"{name}={value}" for name, value in {"place": place, **query}.items())
    answer = client.post(
        f"/o/harbour/cases/drafts/{form}/?{more}",
        json.dumps({"token": "t", "typed": {"note": ["never shown"]}}),
        content_type="application/json",
    )
    assert answer.json()["kept"] is True


def test_it_asks_a_fixed_number_of_queries_and_shows_numbers_not_names(
    case: Any, client_of: Any, members: Any
) -> None:
    client, counts = client_of("caseworker"), []
    own = str(members["caseworker"].pk)
    task = {"what": "Call the clinic", "due_on": date.today().isoformat(), "to": own}
    base = f"/o/harbour/cases/{case.pk}"
    for round_ in range(2):
        for n in range(5):
            client.post(f"{base}/tasks/new/", task)
            client.post(f"{base}/assessments/new/", {"on": "2026-01-05", "next_on": "2026-02-05"})
            half_typed(client, f"of-tests-{round_}-{n}", f"{base}/tasks/new/")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            said = client.get(PAGE).content.decode()
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 40
    assert case.number in said
    assert "Farouk" not in said
    assert "Assessments to repeat" in said
    # Ten tasks, ten drafts, and the one case whose last assessment is due.
    assert counted(said) == shown(said) == 21


def test_the_count_takes_one_query_and_opens_nothing(case: Any, client_of: Any, working_as: Any) -> None:
    client = client_of("supervisor")
    with working_as("supervisor") as actor:
        asked(case, actor)
    with CaptureQueriesContext(connection) as seen:
        assert counted(client.get("/o/harbour/beds/").content.decode()) > 0
    counting = [one["sql"] for one in seen if "UNION ALL" in one["sql"]]
    assert len(counting) == 1
    assert "answer" not in counting[0].split("FROM")[0]


def test_what_others_do_is_counted_within_a_minute_and_what_one_does_oneself_at_once(
    case: Any, client_of: Any, working_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, elsewhere = client_of("supervisor"), "/o/harbour/beds/"
    before = counted(client.get(elsewhere).content.decode())
    with working_as("supervisor") as actor:
        asked(case, actor)
    with CaptureQueriesContext(connection) as seen:
        assert counted(client.get(elsewhere).content.decode()) == before
    assert not [one for one in seen if "UNION ALL" in one["sql"]]
    client.post("/o/harbour/cases/views/", {"name": "Mine", "query": ""})
    now = counted(client.get(elsewhere).content.decode())
    assert now > before
    with working_as("supervisor"):
        Breach.objects.create(happened_on=timezone.localdate(), what="x")
    assert counted(client.get(elsewhere).content.decode()) == now
    minute = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: minute)
    assert counted(client.get(elsewhere).content.decode()) > now


def test_only_whoever_is_signed_in_has_it_noted_that_they_did_something(case: Any, client_of: Any) -> None:
    there = "/o/harbour/cases/views/"
    assert "acted" not in Client().post(there, {"name": "x", "query": ""}).cookies
    assert "acted" not in Client().post("/o/nobody-knows/cases/views/").cookies
    assert "acted" not in Client().post("/api/v1/cases/import").cookies
    client = client_of("supervisor")
    assert "acted" not in client.get("/o/harbour/cases/").cookies
    cookie = client.post(there, {"name": "x", "query": ""}).cookies["acted"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"


def test_another_room_adds_what_waits(client_of: Any) -> None:
    kind = waiting.Kind(
        key="web.casework.beds",
        find=lambda asking: waiting.Found(
            Membership.objects.filter(pk=asking.member.pk),
            lambda rows: [waiting.Waiting(address="/there/", what="Of another part")],
        ),
    )
    waiting.register(kind)
    try:
        said = client_of("caseworker").get(PAGE).content.decode()
    finally:
        waiting._KINDS.pop(kind.key)
    assert "Of another part" in said
    assert counted(said) == 1
    assert counted(client_of("caseworker").get(PAGE).content.decode()) == 0


def test_what_an_auditor_is_to_look_at_waits_on_the_same_page(client_of: Any, members: Any) -> None:
    client, auditor = client_of("auditor"), members["auditor"]
    with tenant(auditor.organisation_id):
        notice_give([auditor.user_id], "alert")
    said = client.get(PAGE).content.decode()
    assert "The audit trail has an alert" in said and counted(said) == 1
    assert counted(client_of("caseworker").get(PAGE).content.decode()) == 0
    address = re.search(r'action="(/o/harbour/waiting/[^"]+/seen/)"', said)
    assert address
    answer = client.post(address[1], follow=True).content.decode()
    assert "The audit trail has an alert" not in answer and counted(answer) == 0


def test_old_addresses_lead_here(client_of: Any) -> None:
    for role in ("caseworker", "auditor"):
        assert client_of(role).get("/o/harbour/cases/waiting/").headers["Location"] == PAGE


def test_every_form_that_keeps_what_is_typed_has_a_name_for_it() -> None:
    folder = Path(fanal.web.casework.__file__).parent / "templates"
    asked_for = set()
    for template in folder.rglob("*.html"):
        text = template.read_text("utf-8").partition("{% endcomment %}")
        asked_for |= set(re.findall(r'keeps_draft.html" with form_name="([\w-]+)"', text[2] or text[0]))
    assert {"intake", "case", "person", "context", "basis"} <= asked_for
    assert asked_for <= set(TITLES)


def test_what_is_half_typed_says_where_to_go_on(case: Any, client_of: Any) -> None:
    client, base = client_of("caseworker"), f"/o/harbour/cases/{case.pk}/"
    places = {
        "case": f"{base}change/",
        "basis": f"{base}basis/new/",
        "task": f"{base}tasks/new/",
        "intake": "/o/harbour/cases/new/",
        "person": f"/o/harbour/persons/{case.person_id}/change/",
        "of-another-room": f"{base}comments/new/",
    }
    for form, place in places.items():
        half_typed(client, form, place, person="" if form == "intake" else case.person_id)
    said = client.get(PAGE).content.decode()
    assert all(f'href="{place}"' in said for place in places.values())
    assert "never shown" not in said and "Farouk" not in said
    assert counted(said) == shown(said) == len(places)
    assert "Change the person" not in client_of("supervisor").get(PAGE).content.decode()


def test_what_was_typed_into_a_case_that_is_closed_to_one_now_is_not_listed(
    case: Any, client_of: Any, working_as: Any
) -> None:
    from fanal.web.access.levels import AccessLevel
    from fanal.web.casework.models import Case

    client = client_of("hotline-adviser")
    half_typed(client, "case", f"/o/harbour/cases/{case.pk}/change/")
    half_typed(client, "person", f"/o/harbour/persons/{case.person_id}/change/", person=case.person_id)
    assert counted(client.get(PAGE).content.decode()) == 2
    with working_as("supervisor"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.CLOSED)
    said = client.get(PAGE).content.decode()
    assert counted(said) == shown(said) == 0 and case.number not in said


@pytest.mark.parametrize("place", ["", "https://elsewhere.example/", "/account/", "/o/other/cases/new/"])
def test_only_a_page_of_this_organisation_is_a_place_to_go_on(
    client_of: Any, working_as: Any, place: str
) -> None:
    half_typed(client_of("caseworker"), "intake", place)
    with working_as("caseworker"):
        assert Draft.objects.get().place == ""
    assert counted(client_of("caseworker").get(PAGE).content.decode()) == 0


def test_what_waits_for_whom(case: Any, working_as: Any, client_of: Any) -> None:
    def kinds(role: str) -> set[str]:
        with working_as(role) as actor:
            today = timezone.localdate()
            asking = waiting.Asking(actor, member(actor.user_id), "harbour", today, today + timedelta(days=7))
            found = waiting.waiting(asking)
            assert waiting.how_many(asking) == sum(one.count for one in found)
            return {one.key.removeprefix("web.casework.waiting-") for one in found}

    with working_as("supervisor") as actor:
        asked(case, actor)
        closed(case, actor)
        due_now(case)
        Breach.objects.create(happened_on=timezone.localdate(), what="x")
        AuthorityRequest.objects.create(authority="Office", legal_basis="-", scope="-")
        Procedure.objects.all().delete()
    ours = {"person-requests", "authority-requests", "breaches", "procedures", "reviews"}
    assert kinds("supervisor") >= ours
    assert not kinds("caseworker") & ours
