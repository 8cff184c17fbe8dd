"""Entries of a case: added, changed, marked as mistakes; each told, each sealed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.django_db

TODAY = date.today()
POSTED: dict[str, dict[str, Any]] = {
    "events": {"hte_City": "Palermo", "hte_Country": "IT", "hte_Date": "2024-03-01"},
    "safety-plans": {"dangers": "A man with a grey van", "review_on": TODAY.isoformat()},
    "accompanying": {"name": "Little One", "relation": "child", "born": "2020-05-01"},
    "plans": {"spl_Objectives": "Find a room of her own"},
    "tasks": {"what": "Call the clinic", "due_on": TODAY.isoformat(), "to": "me"},
    "appointments": {
        "day": TODAY.isoformat(),
        "time": "14:30",
        "minutes": "60",
        "what": "Talk with the lawyer",
        "by": "me",
    },
    "services": {"kind": "medical", "given_on": TODAY.isoformat(), "note": "Vaccination"},
    "assessments": {"on": TODAY.isoformat(), "debt": "present", "risk": "high", "conclusion": "Debt weighs"},
    "comments": {"text": "She slept well"},
}
SHOWN = {
    "events": ("events", "Palermo"),
    "safety-plans": ("safety", "A man with a grey van"),
    "accompanying": ("safety", "Little One"),
    "plans": ("plan", "Find a room of her own"),
    "tasks": ("plan", "Call the clinic"),
    "appointments": ("plan", "Talk with the lawyer"),
    "services": ("services", "Vaccination"),
    "assessments": ("assessments", "Debt weighs"),
    "comments": ("comments", "She slept well"),
}


def filled(kind: str, members: Any) -> dict[str, Any]:
    me = str(members["caseworker"].pk)
    return {name: me if value == "me" else value for name, value in POSTED[kind].items()}


def add(client: Any, case: Any, kind: str, members: Any, **more: Any) -> Any:
    return client.post(f"/o/harbour/cases/{case.pk}/{kind}/new/", filled(kind, members) | more)


def entries_told(working_as: Any) -> list[str]:
    from fanal.web.audit_trail.models import AuditEntry

    with working_as("caseworker"):
        return [one.event for one in AuditEntry.objects.order_by("sequence")]


def only(working_as: Any, model: Any, column: str = "") -> Any:
    """Give the one row that there is, or what a column of it holds."""
    with working_as("caseworker"):
        row = model.objects.get()
        return getattr(row, column) if column else row


@pytest.mark.parametrize("kind", POSTED)
def test_what_is_added_is_shown_on_its_tab_and_told(
    kind: str, case: Any, client_of: Any, members: Any, working_as: Any
) -> None:
    client = client_of("caseworker")
    assert client.get(f"/o/harbour/cases/{case.pk}/{kind}/new/").status_code == 200
    answer = add(client, case, kind, members)
    assert answer.status_code == 302, answer.content.decode()
    tab, text = SHOWN[kind]
    said = client.get(f"/o/harbour/cases/{case.pk}/{tab}/").content.decode()
    assert text in said
    assert "cases.entry-added" in entries_told(working_as)


@pytest.mark.parametrize("kind", POSTED)
def test_who_only_reads_sees_it_and_cannot_change_it(
    kind: str, case: Any, client_of: Any, members: Any
) -> None:
    add(client_of("caseworker"), case, kind, members)
    reader = client_of("hotline-adviser")
    tab, text = SHOWN[kind]
    said = reader.get(f"/o/harbour/cases/{case.pk}/{tab}/").content.decode()
    assert text in said
    assert "/new/" not in said
    assert "mistake/" not in said
    assert add(reader, case, kind, members).status_code == 403


def test_a_closed_case_is_like_none(case: Any, client_of: Any, members: Any, working_as: Any) -> None:
    from fanal.web.access.levels import AccessLevel
    from fanal.web.casework.models import Case

    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.CLOSED)
    other = client_of("supervisor")
    for tab in {tab for tab, _ in SHOWN.values()} | {"files"}:
        assert other.get(f"/o/harbour/cases/{case.pk}/{tab}/").status_code == 404
    for kind in POSTED:
        assert add(other, case, kind, members).status_code == 404


def test_an_entry_of_another_case_is_not_found_in_this_one(
    case: Any, client_of: Any, members: Any, working_as: Any
) -> None:
    from fanal.web.casework.models import Comment
    from web.casework.cases import case_of_amina

    client = client_of("caseworker")
    add(client, case, "comments", members)
    comment = only(working_as, Comment)
    with working_as("caseworker") as actor:
        other = case_of_amina(actor)
    path = f"/o/harbour/cases/{other.pk}/comments/{comment.pk}/mistake/"
    assert client.post(path, {"seen": "1", "mistaken": "yes"}).status_code == 404


def test_two_who_change_the_same_see_each_other(
    case: Any, client_of: Any, members: Any, working_as: Any
) -> None:
    from fanal.web.casework.models import Service

    client = client_of("caseworker")
    add(client, case, "services", members)
    path = f"/o/harbour/cases/{case.pk}/services/{only(working_as, Service).pk}/change/"
    first = filled("services", members) | {"note": "First", "seen": "1"}
    assert client.post(path, first).status_code == 302
    answer = client_of("supervisor").post(path, first | {"note": "Second"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "First" in said and "Second" in said
    assert 'name="seen" value="2"' in said
    assert only(working_as, Service, "note") == "First"
    assert client_of("supervisor").post(path, first | {"note": "Second", "seen": "2"}).status_code == 302
    assert only(working_as, Service, "note") == "Second"


def test_a_mistake_is_no_longer_shown_and_can_be_put_back(
    case: Any, client_of: Any, members: Any, working_as: Any
) -> None:
    from fanal.web.casework.models import Comment

    client = client_of("caseworker")
    add(client, case, "comments", members)
    page = f"/o/harbour/cases/{case.pk}/comments/"
    path = f"{page}{only(working_as, Comment).pk}/mistake/"
    client.post(path, {"seen": "1", "mistaken": "yes"})
    said = client.get(page).content.decode()
    assert "She slept well" not in said
    assert "1 entry made by mistake" in said
    client.post(path, {"seen": "1", "mistaken": "no"})
    assert "She slept well" not in client.get(page).content.decode()
    client.post(path, {"seen": "2", "mistaken": "no"})
    assert "She slept well" in client.get(page).content.decode()
    told = entries_told(working_as)
    assert told.count("cases.entry-mistaken") == 1
    assert told.count("cases.entry-restored") == 1


def test_a_comment_is_never_changed(case: Any) -> None:
    from django.urls import NoReverseMatch, reverse

    with pytest.raises(NoReverseMatch):
        reverse("casework.comment-change", args=["harbour", case.pk, case.pk])


def test_what_was_said_lies_sealed(case: Any, client_of: Any, members: Any) -> None:
    from django.db import connection

    for kind in POSTED:
        add(client_of("caseworker"), case, kind, members)
    # As the owner of the tables would read them: whole rows as text.
    from fanal.web.organisations.tenancy import tenant

    with tenant(case.organisation_id), connection.cursor() as cursor:
        for table in ("event", "safetyplan", "accompanying", "supportplan", "task", "appointment", "service"):
            cursor.execute(f"select t::text from casework_{table} t")
            lies = " ".join(row[0] for row in cursor.fetchall())
            assert lies
            for text in (
                "Palermo",
                "grey van",
                "Little One",
                "room of her own",
                "clinic",
                "lawyer",
                "Vaccin",
            ):
                assert text not in lies
                assert text.encode().hex() not in lies


def test_half_a_point_and_a_point_in_the_sea_are_refused(case: Any, client_of: Any, members: Any) -> None:
    client = client_of("caseworker")
    for latitude, longitude, said in (
        ("48.85", "", "needs both"),
        ("91", "2", "90"),
        ("48", "181", "180"),
        ("0", "0", "open sea"),
    ):
        answer = add(client, case, "events", members, hte_Latitude=latitude, hte_Longitude=longitude)
        assert answer.status_code == 400
        assert said in answer.content.decode()
    answer = add(client, case, "events", members, hte_Latitude="-33.9", hte_Longitude="18.42")
    assert answer.status_code == 302
    assert "-33.9, 18.42" in client.get(f"/o/harbour/cases/{case.pk}/events/").content.decode()


def test_there_is_one_safety_plan(case: Any, client_of: Any, members: Any) -> None:
    client = client_of("caseworker")
    add(client, case, "safety-plans", members)
    answer = add(client, case, "safety-plans", members)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/change/")


def test_the_number_of_queries_does_not_grow(
    case: Any, client_of: Any, members: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of("caseworker")
    pages = sorted({tab for tab, _ in SHOWN.values()} | {"files"})
    counts: list[dict[str, int]] = []
    for _ in range(2):
        for _ in range(3):
            for kind in POSTED:
                add(client, case, kind, members)
        client.get(f"/o/harbour/cases/{case.pk}/plan/")
        counts.append({})
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(f"/o/harbour/cases/{case.pk}/{page}/").status_code == 200
            counts[-1][page] = len(seen)
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 40, counts[0]


def test_tasks_and_steps_through_a_day(case: Any, client_of: Any, members: Any, working_as: Any) -> None:
    from fanal.web.casework.models import PlanStep, SupportPlan

    client = client_of("caseworker")
    add(client, case, "plans", members)
    plan = only(working_as, SupportPlan)
    base = f"/o/harbour/cases/{case.pk}/"
    step = {"what": "See the doctor", "due_on": (TODAY - timedelta(1)).isoformat(), "by": ""}
    assert client.post(f"{base}plans/{plan.pk}/steps/new/", step).status_code == 302
    waits = client.get("/o/harbour/waiting/").content.decode()
    assert "See the doctor" in waits and "Overdue" in waits
    # Not in what waits for somebody else.
    assert "See the doctor" not in client_of("supervisor").get("/o/harbour/waiting/").content.decode()
    row = only(working_as, PlanStep)
    assert client.post(f"{base}steps/{row.pk}/done/", {"seen": "1", "done": "yes"}).status_code == 302
    assert only(working_as, PlanStep).done_on == TODAY
    assert "See the doctor" not in client.get("/o/harbour/waiting/").content.decode()
    assert "cases.step-done" in entries_told(working_as)


def test_a_task_is_given_only_to_whoever_may_read_the_case(
    case: Any, client_of: Any, members: Any, working_as: Any
) -> None:
    from fanal.web.access.levels import AccessLevel
    from fanal.web.casework.models import Case

    client = client_of("caseworker")
    path = f"/o/harbour/cases/{case.pk}/tasks/new/"
    task = filled("tasks", members)
    assert client.post(path, task | {"to": str(members["auditor"].pk)}).status_code == 400
    assert client.post(path, task | {"to": str(members["supervisor"].pk)}).status_code == 302
    assert "Call the clinic" in client_of("supervisor").get("/o/harbour/waiting/").content.decode()
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.CLOSED)
    assert "Call the clinic" not in client_of("supervisor").get("/o/harbour/waiting/").content.decode()
    assert client.post(path, task | {"to": str(members["supervisor"].pk)}).status_code == 400


def test_assessments_stand_beside_each_other_and_nothing_is_computed(
    case: Any, client_of: Any, members: Any
) -> None:
    client = client_of("caseworker")
    everything = dict.fromkeys(("debt", "threats", "no-home", "family-threatened", "status"), "present")
    add(client, case, "assessments", members, risk="low", on="2026-01-05", **everything)
    page = f"/o/harbour/cases/{case.pk}/assessments/"
    assert "How it developed" not in client.get(page).content.decode()
    add(client, case, "assessments", members, risk="", on="2026-03-05", threats="absent")
    said = client.get(page).content.decode()
    assert "How it developed" in said
    assert "<strong>Low</strong>" in said
    assert "High" not in said.replace("Highlight", "")
    assert "Changed" in said
