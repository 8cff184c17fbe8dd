"""Attacks on a case of which everything is recorded: by others, on closed levels, with guessed ids."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fanal.web.access.levels import AccessLevel
from fanal.web.casework import models
from fanal.web.casework.models import Case, Context, Procedure
from fanal.web.casework.nouns import NOUNS
from fanal.web.casework.selectors.procedure import NAMES as PROCEDURES
from fanal.web.casework.services.basis import basis_record
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.child import guardian_add
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.copy import copy_note
from fanal.web.casework.services.stay import bed_add
from web.access.addresses import NOBODYS, Address, addresses
from web.access.people import ORGANISATION_ROLES, member_of
from web.casework.cases import person_named
from web.casework.test_entry import POSTED, add

pytestmark = pytest.mark.django_db
NAMES = ("Zwetelina", "Plantedname", "Viktor", "Brandtname", "Ostrava")
"""Of the person, of somebody accused, of what is written: none of it stands anywhere but on a page."""
ROWS = {
    "person-request": "PersonRequest",
    "authority-request": "AuthorityRequest",
    "processing": "Processing",
    "import": "Import",
}
"""Whose id the part ``row`` of an address is, by how the address is called."""


@dataclass
class Whole:
    """A case, and the ids of all that is recorded in it, by the parts of addresses."""

    case: Case
    ids: dict[str, str]
    rows: dict[str, str]

    def parts(self, one: Address) -> dict[str, str] | None:
        """Give the real ids for an address; none where it is of nothing in this case."""
        name = one.name.removeprefix("casework.")
        found = {part: self._of(part, name) for part in one.parts if part != "organisation"}
        return found if found and all(found.values()) else None  # type: ignore[return-value]

    def _of(self, part: str, name: str) -> str | None:
        if part in ("entry", "row"):
            return next((pk for kind, pk in self.rows.items() if name.startswith(f"{kind}-")), None)
        return self.ids.get(part)


@pytest.fixture
def whole(working_as: Any, client_of: Any, members: Any) -> Whole:
    client = client_of("caseworker")
    with working_as("caseworker") as actor:
        person = person_named("Zwetelina", "Plantedname", prs_Birthdate="2012-03-04")
        case = case_open(person=person, by=actor)
        context_add(
            case=case, person=person_named("Viktor", "Brandtname"), role="perpetrator", by=actor, source="her"
        )
        basis_record(
            case=case, by=actor, purpose="care", ground="consent", answer="refused", decided_by="person"
        )
        copy = copy_note(case=case, by=actor, receiver="Ostrava", what="name", purpose="care")
        guardian = guardian_add(case=case, by=actor, kind="parent", name="Ostrava Plantedname")
        bed = bed_add(actor=actor, name="B1", room="", out_of_use=False)
    for kind in POSTED:
        add(client, case, kind, members)
    at = f"/o/harbour/cases/{case.pk}"
    today = timezone.localdate().isoformat()
    add(client, case, "comments", members, text="hidden in Ostrava")
    sent = {"kind": "work", "whole": "yes", "file": SimpleUploadedFile("Plantedname.pdf", b"%PDF-1.7 " * 9)}
    client.post(f"{at}/files/new/", sent)
    client.post(f"{at}/stays/new/", {"bed": str(bed.pk), "begins_on": today})
    client.post(f"{at}/stages/new/", {"kind": "presumed", "begins_on": today, "note": "in Ostrava"})
    asked = {"person": str(person.pk), "asked_on": today}
    client.post(f"{at}/requests/new/", asked | {"kind": "access", "what": "Ostrava"})
    said = {"authority": "Police of Ostrava", "legal_basis": "order", "scope": "Plantedname"}
    client.post(f"{at}/authority-requests/new/", asked | said)
    with working_as("caseworker") as actor:
        plan = models.SupportPlan.objects.get()
        client.post(f"{at}/plans/{plan.pk}/steps/new/", {"what": "Ask Brandtname"})
        review = models.RetentionReview.objects.create(
            case=case, person=person, category="victim", due_on=timezone.localdate()
        )
        rows = {noun.name: str(noun.model._default_manager.first().pk) for noun in NOUNS.values()}
        rows |= {name: _first(model) for name, model in ROWS.items()}
        ids = {
            "case": case,
            "person": person,
            "context": Context.objects.get(role="perpetrator"),
            "plan": plan,
            "copy": copy,
            "guardian": guardian,
            "stage": models.Stage.objects.get(),
            "review": review,
            "member": members["caseworker"],
        }
        return Whole(case, {name: str(row.pk) for name, row in ids.items()}, rows)


def _first(model: str) -> str:
    found = getattr(models, model).objects.first()
    return str(found.pk) if found else ""


def reached(whole: Whole) -> Iterator[tuple[Address, dict[str, str]]]:
    """Walk all addresses of casework that lead into the case."""
    for one in addresses():
        if one.name.startswith("casework.") and (parts := whole.parts(one)):
            yield one, parts


def states() -> dict[str, list[Any]]:
    """Give all rows of the case, to see that nothing was done to them."""
    kinds = [noun.model for noun in NOUNS.values()]
    kinds += [models.Case, models.Context, models.Copy, models.Person]
    kinds += [models.Guardian, models.Stage, models.Basis, models.PersonRequest, models.AuthorityRequest]
    return {one.__name__: sorted(one._default_manager.values_list("pk", "version")) for one in kinds}


def said(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(answer.headers) + body.decode("utf-8", "replace")


def test_the_walk_reaches_all_of_a_case(whole: Whole) -> None:
    names = {one.name.removeprefix("casework.") for one, _ in reached(whole)}
    known = {
        "case-show", "person-show", "copy-where", "file-download", "guardian-change", "stage-change",
        "context-edit", "person-request-copy", "authority-request-answer", "retention-review", "step-done",
        "summary-make", "case-unassign", "copy-change", "stay-change", "status_decision-add",
    }  # fmt: skip
    assert known <= names, known - names
    assert len(names) > 70


def test_of_a_closed_case_nothing_answers_otherwise_than_of_none(
    whole: Whole, client_of: Any, working_as: Any
) -> None:
    """Whatever a supervisor or anybody else opens or sends, with ids that they know from before."""
    with working_as("caseworker"):
        Case.objects.filter(pk=whole.case.pk).update(level=AccessLevel.CLOSED)
        before = states()
    for role in ("supervisor", "data-manager"):
        client = client_of(role)
        for one, parts in reached(whole):
            nobodys = one.path("harbour", dict.fromkeys(parts, NOBODYS))
            for send in (client.get, client.post):
                answer, none = send(one.path("harbour", parts)), send(nobodys)
                assert answer.status_code == none.status_code != 200, (role, one.name, answer.status_code)
                body = said(answer)
                assert not [name for name in (*NAMES, whole.case.number) if name in body], (role, one.name)
    with working_as("caseworker"):
        assert states() == before


def test_nothing_answers_in_another_organisation(whole: Whole, working_as: Any) -> None:
    from django.test import Client

    from web.keys.founding import found

    shelter = found("shelter")
    client = Client()
    client.force_login(member_of(shelter.pk, "stranger", *ORGANISATION_ROLES).user)
    with working_as("caseworker"):
        before = states()
    for one, parts in reached(whole):
        for send in (client.get, client.post):
            assert send(one.path("harbour", parts)).status_code == 404, one.name
            answer = send(one.path("shelter", parts))
            none = send(one.path("shelter", dict.fromkeys(parts, NOBODYS)))
            assert answer.status_code == none.status_code != 200, (one.name, answer.status_code)
            assert not [name for name in NAMES if name in said(answer)], one.name
    with working_as("caseworker"):
        assert states() == before


ADDRESS = re.compile(r"""(?:href|action|src|formaction|data-[a-z-]+)\s*=\s*"([^"]*)\"""")


def test_no_name_stands_in_a_title_an_address_a_header_or_a_log_and_nothing_is_kept(
    whole: Whole, client_of: Any, caplog: Any
) -> None:
    from fanal.web.operations.logs import AllowListFormatter

    caplog.set_level("DEBUG")
    shown = 0
    for role in ("caseworker", "supervisor"):
        client = client_of(role)
        for one, parts in reached(whole):
            answer = client.get(one.path("harbour", parts))
            if answer.status_code != 200:
                continue
            assert "no-store" in answer.headers["Cache-Control"], one.name
            body = html.unescape(said(answer))
            shown += "Plantedname" in body
            for place in (
                body.partition("<title>")[2].partition("</title>")[0],
                " ".join(ADDRESS.findall(body)),
                str(answer.headers),
            ):
                assert not [name for name in NAMES if name in place], (one.name, place)
    assert shown > 40, "pages that show the person"
    lines = [AllowListFormatter().format(one) for one in caplog.records]
    assert lines and not [line for line in lines if any(name in line for name in NAMES)]


FOREIGN_FIELDS = [
    ("tasks/new/", "to"),
    ("appointments/new/", "by"),
    ("stays/new/", "bed"),
    ("basis/new/", "guardian"),
    ("guardians/new/", "as_person"),
    ("requests/new/", "person"),
    ("authority-requests/new/", "person"),
    ("contexts/new/", "person"),
    ("access/hand-over/", "hand-member"),
    ("access/assign/", "assign-member"),
]


@pytest.mark.parametrize(("place", "field"), FOREIGN_FIELDS)
def test_ids_of_others_in_a_form_are_not_taken(
    place: str, field: str, client_of: Any, working_as: Any, members: Any
) -> None:
    """Ids of another organisation, of somebody in a case that one may not see, and of nobody."""
    with working_as("caseworker") as actor:
        child = f"{timezone.localdate().year - 15}-01-01"
        case = case_open(person=person_named("Own", "Child", prs_Birthdate=child), by=actor)
        hidden = case_open(
            person=person_named("Hidden", "Person", prs_Birthdate=child), by=actor, level=AccessLevel.CLOSED
        )
        own_guardian = guardian_add(case=case, by=actor, kind="parent", name="Own Parent")
        theirs_here = guardian_add(case=hidden, by=actor, kind="parent", name="Hidden Parent")
        own_bed = bed_add(actor=actor, name="A1", room="", out_of_use=False)
        uncle = person_named("Own", "Uncle")
        context_add(case=case, person=uncle, role="other", by=actor)
    stranger, bed, guardian, there = _of_another_organisation()
    member = members["data-manager"]
    own, others = {
        "bed": (own_bed, [bed]),
        "guardian": (own_guardian, [guardian, theirs_here]),
        "as_person": (uncle, [there, hidden.person]),
        "person": (uncle if place == "contexts/new/" else case.person, [there, hidden.person]),
    }.get(field, (member, [stranger]))
    client, address = client_of("supervisor"), f"/o/harbour/cases/{case.pk}/{place}"

    def sent(pk: Any) -> Any:
        answer = client.post(address, _filled(place) | {field: str(pk)})
        assert answer.status_code < 500
        assert not [name for name in ("Foreign", "Hidden") if name in said(answer)]
        return _recorded(case, working_as)

    before = _recorded(case, working_as)
    for pk in (*(one.pk for one in others), NOBODYS):
        assert sent(pk) == before, pk
    assert sent(own.pk) != before, "the form is taken with an id of one's own"


def _of_another_organisation() -> tuple[Any, ...]:
    from fanal.web.access.actor import current_actor
    from fanal.web.organisations.tenancy import acting, tenant
    from web.keys.founding import found

    shelter = found("shelter")
    stranger = member_of(shelter.pk, "stranger", *ORGANISATION_ROLES)
    with tenant(shelter.pk):  # it works already
        Procedure.objects.bulk_create(
            Procedure(name=name, language="en", text="Ours.", accepted_at=timezone.now())
            for name in PROCEDURES
        )
    with acting(stranger.user_id), tenant(shelter.pk):
        actor, person = current_actor(), person_named("Foreign", "Person")
        bed = bed_add(actor=actor, name="Z9", room="", out_of_use=False)
        case = case_open(person=person, by=actor)
        return stranger, bed, guardian_add(case=case, by=actor, kind="parent", name="Foreign Parent"), person


def _filled(place: str) -> dict[str, str]:
    """Fill in every form of the list, save for the field that is attacked."""
    today = timezone.localdate().isoformat()
    return {
        "what": "x", "due_on": today, "day": today, "time": "10:00", "minutes": "60", "begins_on": today,
        "purpose": "care", "answer": "given", "ground": "consent", "decided_by": "guardian", "how": "oral",
        "on": today, "assent": "given", "name": "N", "since": today, "asked_on": today,
        "kind": {"requests/new/": "access"}.get(place, "relative"),
        "authority": "A", "legal_basis": "B", "scope": "C", "role": "victim", "first": "F", "second": "S",
    }  # fmt: skip


def _recorded(case: Any, working_as: Any) -> Any:
    """Give all that a form could have changed."""
    from fanal.web.access.selectors import assigned

    with working_as("supervisor"):
        now = Case.objects.get(pk=case.pk)
        people = sorted(Context.objects.filter(case=case).values_list("person", "role"))
        return states(), now.owner_id, sorted(one.pk for one in assigned(now)), people
