"""No page of casework asks more of the database when there is more in it, nor more than forty times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.casework import editing, models
from fanal.web.casework.models import Case
from fanal.web.casework.nouns import NOUNS
from fanal.web.casework.services.authority_request import authority_request_register
from fanal.web.casework.services.basis import basis_record
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.child import child_decision_add, guardian_add
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.copy import copy_note
from fanal.web.casework.services.entry import entry_add, entry_mark
from fanal.web.casework.services.file import file_add
from fanal.web.casework.services.status import stage_add, status_decide
from fanal.web.casework.views.intake import BEGIN
from fanal.web.keys.hierarchy import remembered
from web.access.addresses import Address, addresses
from web.casework.cases import person_named
from web.casework.governing import asked, closed
from web.casework.imported import look

pytestmark = pytest.mark.django_db
MOST = 40
ROLES = ("supervisor", "data-manager", "organisation-administrator", "caseworker")
ONLY_POSTED = {
    "casework.appointment-cancel",
    "casework.breach-close",
    "casework.case-assign",
    "casework.case-hand-over",
    "casework.case-level",
    "casework.case-supervisor",
    "casework.case-unassign",
    "casework.context-remove",
    "casework.copy-change",
    "casework.import-begin",
    "casework.import-decide",
    "casework.import-forget",
    "casework.import-mend",
    "casework.import-take-fields",
    "casework.import-undo",
    "casework.person-request-erase",
    "casework.procedure-accept",
    "casework.processing-begin",
    "casework.processing-remove",
    "casework.step-done",
    "casework.task-done",
    "casework.view-forget",
    "casework.view-save",
    *(f"casework.{noun}-mark" for noun in NOUNS),
}
"""Addresses that only take what is posted: nothing is shown there."""
POSTED = {
    "casework.case-intake": {BEGIN: "on"},
    "casework.search": {"first": "Some", "second": "Body"},
}
"""Pages that are shown after something was posted, which changes nothing."""
MOVED = {"casework.waiting-list"}
"""Addresses that lead on."""


def more(case: Case, by: Actor) -> None:
    """Add a row of every kind: to the case, and another case of every state."""
    today, now, owner = timezone.localdate(), timezone.now(), case.owner
    add = {"case": case, "actor": by}
    plan = entry_add(models.SupportPlan, **add, coded={}, told={"spl_Objectives": "A room"})
    entry_add(models.PlanStep, **add, plan=plan, what="See a doctor", due_on=today)
    entry_add(models.Event, **add, coded={}, told={"hte_City": "Palermo"})
    entry_add(models.SafetyPlan, **add, answers={"dangers": "A van"}, review_on=today)
    entry_add(models.Service, **add, kind="medical", given_on=today, by=owner, note="-")
    entry_add(models.Assessment, **add, on=today, answers={}, risk="high", next_on=today)
    entry_add(models.Accompanying, **add, name="Little One", relation="child")
    entry_add(models.Task, **add, what="Call", to=owner, due_on=today)
    entry_add(models.Appointment, **add, at=now + timedelta(1), by=owner, what="Talk", place="Here")
    bed = editing.create(models.Bed, name=f"Bed {models.Bed.objects.count()}")
    entry_add(models.Stay, **add, bed=bed, begins_on=today)
    comment = entry_add(models.Comment, **add, text="She slept well")
    entry_mark(entry_add(models.Comment, **add, text="-"), **add, seen=1, mistaken=True)
    assert comment.mistaken_at is None
    file_add(**add, name="a.pdf", parts=[b"%PDF-1.7\n" + b"a" * 400], kind="work")
    _of_person(case, by)
    other = case_open(person=person_named("Another", "Person"), by=by)
    models.HiddenHit.objects.create(case=other, by=owner, to=owner)
    editing.create(models.Breach, happened_on=today, what="A telephone")
    editing.create(models.Processing, activity="Shelter", purpose="A bed")
    models.SavedView.objects.create(user_id=by.user_id, name="Mine", query="mine=on")
    models.Draft.objects.create(user_id=by.user_id, form="comment", about=other.pk, typed={})
    closed(case_open(person=person_named("Closed", "Person"), by=by), by)


def _of_person(case: Case, by: Actor) -> None:
    today = timezone.localdate()
    basis_record(case=case, by=by, purpose="referral", ground="consent", answer="given", decided_by="person")
    copy_note(case=case, by=by, purpose="referral", receiver="A clinic", what="Her name", recallable=True)
    guardian_add(case=case, by=by, kind="parent", name="Somebody")
    child_decision_add(case=case, by=by, kind="best-interests", outcome="stay", decided_on=today)
    stage_add(case=case, by=by, kind="presumed", begins_on=today)
    victim = models.Context.objects.get(case=case, role="victim")
    decided = {"status": "PossibleVictimOfTrafficking", "decided_by": "NGO", "authority": "Us"}
    status_decide(case=case, by=by, context=victim, decided_on=today, **decided)
    for role in ("perpetrator", "other"):
        someone = person_named("Some", "Body")
        context_add(case=case, person=someone, role=role, by=by, source="She said it.")
    asked(case, by)
    wanted = {"authority": "An office", "legal_basis": "A law", "scope": "All"}
    authority_request_register(**wanted, asked_on=today, by=by, case=case, person=case.person)


def parts_of(case: Case, preview: str) -> dict[str, Any]:
    """Give what parts of addresses stand for, by their names."""
    first = {
        name: getattr(models, model).objects.order_by("made_at").first().pk
        for name, model in {
            "copy": "Copy",
            "guardian": "Guardian",
            "stage": "Stage",
            "plan": "SupportPlan",
            "bed": "Bed",
            "review": "RetentionReview",
            "breach": "Breach",
        }.items()
    }
    return {
        **first,
        "case": case.pk,
        "person": case.person_id,
        "context": models.Context.objects.get(case=case, role="victim").pk,
        "member": case.owner_id,
        "view": models.SavedView.objects.first().pk,
        "kind": "age",
        "category": "victim",
        "name": "consent",
        "language": "en",
        "form": "comment",
        "sheet": "0",
        "column": "0",
        "row": preview,
    }


def special(case: Case) -> dict[str, dict[str, Any]]:
    """Give what parts stand for at addresses of which the name of the part does not tell."""
    rows = {"person-request": models.PersonRequest, "authority-request": models.AuthorityRequest}
    found = {
        address.name: {"row": model.objects.order_by("made_at").first().pk}
        for begin, model in {**rows, "processing": models.Processing}.items()
        for address in addresses()
        if address.name.startswith(f"casework.{begin}-") and "row" in address.parts
    }
    for noun in NOUNS.values():
        row = noun.model._default_manager.filter(mistaken_at=None).order_by("made_at").first()
        found |= {f"casework.{noun.name}-{verb}": {"entry": row.pk} for verb in ("change", "mark")}
    file = {"entry": models.Attachment.objects.order_by("made_at").first().pk}
    over = Case.objects.get(status="closed")
    without = Case.objects.filter(status="open", safetyplans=None).first()
    return found | {
        "casework.file-download": file,
        "casework.file-destroy": file,
        "casework.case-reopen": {"case": over.pk},
        "casework.safety-plan-add": {"case": without.pk},
    }


def shown() -> list[Address]:
    return [one for one in addresses() if one.name.startswith("casework.") and one.name not in ONLY_POSTED]


def test_no_page_asks_more_when_there_is_more(case: Case, working_as: Any, client_of: Any) -> None:
    clients = {role: client_of(role) for role in ROLES}
    preview = look(clients["supervisor"], "First name,Gender\nAda,Womanly\n").rstrip("/").rpartition("/")[2]
    with working_as("supervisor") as actor:
        more(case, actor)
        known, other = parts_of(case, preview), special(case)
    opened: dict[str, str | None] = {}
    counted = []
    for many in (1, 4):
        with working_as("supervisor") as actor:
            for _ in range(many):
                with remembered():
                    more(case, actor)
        counts: dict[str, int] = {}
        for address in shown():
            path = address.path("harbour", known | other.get(address.name, {}))
            if new := address.name not in opened:
                opened[address.name] = _who_opens(clients, address, path)
            role = opened[address.name]
            if role is None:
                continue
            if not new:
                _open(clients[role], address, path)  # The first look may ask more: it is not counted.
            caches["process"].clear()  # What waits is counted anew once a minute.
            with CaptureQueriesContext(connection) as queries:
                answer = _open(clients[role], address, path)
                assert answer.status_code == 200, address.name
                b"".join(answer.streaming_content if answer.streaming else [answer.content])
            # That somebody is at work is noted once a minute, by whichever page comes next.
            noted = sum(one["sql"].startswith('UPDATE "accounts_signin"') for one in queries.captured_queries)
            counts[address.name] = len(queries) - noted
        counted.append(counts)
    assert {name for name, role in opened.items() if role is None} == MOVED
    few, many_more = counted
    assert {n: (few[n], many_more[n]) for n in few if few[n] != many_more[n]} == {}
    assert {name: count for name, count in many_more.items() if count > MOST} == {}
    assert len(few) > 80


def _who_opens(clients: dict[str, Any], address: Address, path: str) -> str | None:
    opens = (role for role, client in clients.items() if _open(client, address, path).status_code == 200)
    return next(opens, None)


def _open(client: Any, address: Address, path: str) -> Any:
    return client.post(path, POSTED[address.name]) if address.name in POSTED else client.get(path)


def test_what_is_not_counted_shows_nothing(case: Case, client_of: Any) -> None:
    """An address that only takes what is posted says so; one that shows something is not in that list."""
    names = {one.name for one in addresses()}
    assert names >= ONLY_POSTED
    views = {one.name: one for one in addresses() if one.name in ONLY_POSTED}
    clients = [client_of(role) for role in ROLES]
    for name, address in views.items():
        for client in clients:
            answer = client.get(address.path("harbour", {"case": case.pk}))
            assert answer.status_code in (302, 403, 404, 405), name
