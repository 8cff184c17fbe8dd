"""A closed case is only read: whatever writes into it is refused, save what is owed to the person."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from fanal.web.access.actor import Actor
from fanal.web.access.policy import NotAllowed
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.audit_trail.sealing import open_details
from fanal.web.casework import services
from fanal.web.casework.models import Basis, Case, Comment, Copy, Task
from fanal.web.casework.services.basis import basis_record
from fanal.web.casework.services.case import case_close
from fanal.web.casework.services.copy import copy_note
from web.access.addresses import Address, addresses

pytestmark = pytest.mark.django_db
WHY = "This case is closed: it is only read."
STILL = {
    # What is owed to the person, and what the organisation answers for.
    "casework.comment-add",
    "casework.basis-add",
    "casework.basis-withdraw",
    "casework.copy-add",
    "casework.copy-change",
    "casework.person-request-new",
    "casework.authority-request-new",
    "casework.file-destroy",
    "casework.summary-make",
    "casework.case-reopen",
    # Who may read it.
    "casework.case-hand-over",
    "casework.case-level",
    "casework.case-assign",
    "casework.case-unassign",
    "casework.case-supervisor",
}
"""Addresses of a case that write into a closed one. Whoever adds an address that writes decides here."""
STILL_SERVICES = {
    "basis_record",
    "basis_withdraw",
    "copy_note",
    "copy_told",
    "copy_recalled",
    "person_request_register",
    "authority_request_register",
    "file_destroy",
    "file_open",
    "summary_make",
    "case_reopen",
    "case_hand_over",
    "supervisor_name",
}


@pytest.fixture
def closed(case: Case, working_as: Any) -> Case:
    """The case, closed, with a copy that lies somewhere."""
    with working_as("caseworker") as actor:
        said = {"ground": "consent", "answer": "given", "decided_by": "person"}
        basis_record(case=case, by=actor, purpose="referral", **said)
        copy_note(case=case, by=actor, purpose="referral", receiver="A clinic", what="Her name")
        return case_close(case=case, seen=case.version, by=actor, reason="moved")


def of_a_case() -> dict[str, Address]:
    return {
        one.name: one
        for one in addresses()
        if one.name.startswith("casework.") and "case" in one.parts and one.rule is not None
    }


def rows() -> dict[str, Any]:
    """Give all rows of casework and their versions."""
    return {
        model.__name__: sorted(map(str, model.objects.values_list("pk", *_version(model))))
        for model in apps.get_app_config("casework").get_models()
    }


def _version(model: Any) -> tuple[str, ...]:
    return ("version",) if any(field.name == "version" for field in model._meta.fields) else ()


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_every_address_that_writes_is_refused(
    role: str, closed: Case, working_as: Any, client_of: Any
) -> None:
    client, tried = client_of(role), 0
    with working_as(role):
        before = rows()
    for name, address in of_a_case().items():
        if address.rule.action != "cases.change":
            continue
        tried += 1
        path = address.path("harbour", {"case": closed.pk})
        for answer in (client.get(path), client.post(path, {"seen": closed.version, "text": "x"})):
            assert answer.status_code in (403, 405), name
            assert answer.status_code == 405 or WHY in answer.content.decode(), name
        assert client.post(path, {}).status_code == 403, name
    assert tried > 40
    with working_as(role):
        assert rows() == before


def test_what_is_open_all_the_same_is_decided_one_by_one() -> None:
    reading = {"cases.read", "cases.change", "cases.read-alleged"}
    assert {name for name, one in of_a_case().items() if one.rule.action not in reading} == STILL


def written_by() -> Iterator[tuple[str, Any]]:
    for part in iter_modules(services.__path__):
        module = import_module(f"{services.__name__}.{part.name}")
        for name, one in inspect.getmembers(module, inspect.isfunction):
            asks = inspect.signature(one).parameters
            ours = one.__module__ == module.__name__ and not name.startswith("_")
            if ours and {"case", "context"} & set(asks) and {"by", "actor"} & set(asks):
                yield name, one


def test_every_service_that_writes_is_refused(closed: Case, working_as: Any) -> None:
    """Its first line asks: with nothing but the case and who acts, it goes no further."""
    tried = set()
    with working_as("supervisor") as actor:
        for name, service in written_by():
            if name in STILL_SERVICES:
                continue
            given = {
                asked: _given(asked, closed, actor)
                for asked, about in inspect.signature(service).parameters.items()
                if about.default is about.empty and about.kind is not about.VAR_KEYWORD
            }
            with pytest.raises(NotAllowed) as why:
                service(**given)
            assert why.value.decision.reason == "web.casework.case-closed-only-read", name
            tried.add(name)
    assert len(tried) >= 24 and {"entry_add", "entry_change", "entry_mark", "stay_add", "file_add"} <= tried
    assert {name for name, _ in written_by()} >= STILL_SERVICES


def _given(asked: str, case: Case, actor: Actor) -> Any:
    known = {"case": case, "by": actor, "actor": actor, "context": SimpleNamespace(case=case), "parts": ()}
    return known.get(asked, SimpleNamespace(case=case))


def test_the_person_is_not_changed_either(closed: Case, client_of: Any) -> None:
    client = client_of("caseworker")
    path = f"/o/harbour/persons/{closed.person_id}/"
    assert f"{path}change/" not in client.get(path).content.decode()
    for answer in (client.get(f"{path}change/"), client.post(f"{path}change/", {"seen": 1})):
        assert answer.status_code == 403 and WHY in answer.content.decode()


def test_with_another_case_that_is_open_the_person_is(closed: Case, client_of: Any, working_as: Any) -> None:
    from fanal.web.casework.services.case import case_open

    with working_as("caseworker") as actor:
        case_open(person=closed.person, by=actor)
    assert client_of("caseworker").get(f"/o/harbour/persons/{closed.person_id}/change/").status_code == 200


def test_pages_say_so_and_offer_nothing_that_is_refused(closed: Case, client_of: Any) -> None:
    client = client_of("supervisor")
    for name, address in of_a_case().items():
        if address.rule.action != "cases.read" or set(address.parts) - {"case", "organisation"}:
            continue
        said = client.get(address.path("harbour", {"case": closed.pk})).content.decode()
        assert WHY in said, name
        for other, refused in of_a_case().items():
            if refused.rule.action == "cases.change" and not set(refused.parts) - {"case", "organisation"}:
                assert f'href="{refused.path("harbour", {"case": closed.pk})}"' not in said, (name, other)


def test_comments_and_withdrawals_are_taken(closed: Case, client_of: Any, working_as: Any) -> None:
    client, path = client_of("caseworker"), f"/o/harbour/cases/{closed.pk}/"
    assert f"{path}comments/new/" in client.get(f"{path}comments/").content.decode()
    assert client.post(f"{path}comments/new/", {"text": "She called."}).status_code == 302
    said = {"purpose": "referral", "ground": "consent", "answer": "withdrawn", "decided_by": "person"}
    with working_as("caseworker") as actor:
        basis_record(case=closed, by=actor, **said)
        assert Comment.objects.get().text == "She called."
        assert Basis.objects.count() == 2
        copy, task = Copy.objects.get(), Task.objects.get()
        assert task.copy == copy, "the receiver is to be told"
    assert client.post(f"{path}copies/{copy.pk}/", {"what": "told", "seen": copy.version}).status_code == 302
    with working_as("caseworker"):
        assert Copy.objects.get().told_at and Task.objects.get().done_at


def test_it_opens_again_with_a_reason_that_is_told(closed: Case, client_of: Any, working_as: Any) -> None:
    client, path = client_of("caseworker"), f"/o/harbour/cases/{closed.pk}/"
    assert f"{path}reopen/" in client.get(path).content.decode()
    assert client.post(f"{path}reopen/", {"seen": closed.version}).status_code == 400
    late = client.post(f"{path}reopen/", {"seen": closed.version - 1, "reason": "came-back"})
    assert late.status_code == 409
    said = {"seen": closed.version, "reason": "came-back", "details": "She needs a room."}
    assert client.post(f"{path}reopen/", said).status_code == 302
    assert client.post(f"{path}tasks/new/", {}).status_code == 400, "now it is asked for what is missing"
    with working_as("supervisor"):
        held = Case.objects.get()
        assert (held.status, held.closed_on) == ("open", None)
        assert open_details(AuditEntry.objects.get(event="cases.reopened")).values == {"reason": "came-back"}
        assert Comment.objects.get().text == "She needs a room."


def test_another_system_does_not_change_it(closed: Case, working_as: Any) -> None:
    from fanal.web.casework.transfer.updating import case_update

    with working_as("supervisor") as actor, pytest.raises(NotAllowed):
        case_update(closed, SimpleNamespace(), seen=closed.version, by=actor)
