"""As what a person is in a case; alleged perpetrators under stricter access."""

from __future__ import annotations

from typing import Any

import pytest

from fanal.web.access.policy import NotAllowed
from fanal.web.access.services import assignment_add, assignment_end
from fanal.web.casework.models import Case, Context
from fanal.web.casework.selectors.context import contexts_of
from fanal.web.casework.selectors.status import is_both
from fanal.web.casework.services.context import context_add
from fanal.web.design.errors import Refused
from web.casework.cases import person_named

pytestmark = pytest.mark.django_db


def alleged_in(case: Case, working_as: Any) -> Context:
    with working_as("caseworker") as actor:
        return context_add(
            case=case,
            person=person_named("Viktor", "Brandt"),
            role=Context.Role.PERPETRATOR,
            by=actor,
            source="Told by Amina on the first day.",
        )


def test_never_without_a_source_and_never_shared_by_default(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor, pytest.raises(Refused):
        context_add(
            case=case, person=person_named("A", "B"), role=Context.Role.PERPETRATOR, by=actor, source="  "
        )
    assert alleged_in(case, working_as).shared is False
    with working_as("caseworker"):
        assert Context.objects.get(role=Context.Role.VICTIM).shared is True


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("caseworker", True),  # assigned, since she opened it
        ("supervisor", True),
        ("data-manager", False),
        ("hotline-adviser", False),
        ("evidence-officer", False),  # may by role, and is not assigned
    ],
)
def test_seen_by_supervisors_and_those_assigned_alone(
    case: Any, working_as: Any, client_of: Any, role: str, sees: bool
) -> None:
    alleged = alleged_in(case, working_as)
    said = client_of(role).get(f"/o/harbour/cases/{case.pk}/contexts/").content.decode()
    assert ("Viktor" in said) is sees
    assert client_of(role).get(f"/o/harbour/persons/{alleged.person_id}/").status_code == (
        200 if sees else 404
    )
    timeline = client_of(role).get(f"/o/harbour/cases/{case.pk}/timeline/").content.decode()
    assert ("Somebody was added" in timeline) is sees


def test_whoever_is_taken_off_sees_it_no_longer(case: Any, working_as: Any, members: Any) -> None:
    alleged_in(case, working_as)
    with working_as("evidence-officer") as actor:
        assignment_add(subject=case, to=members["evidence-officer"])
        assert len(contexts_of(case, actor)) == 2
    with working_as("supervisor") as supervisor:
        assignment_end(subject=case, of=members["evidence-officer"], by=supervisor)
    with working_as("evidence-officer") as actor:
        assert len(contexts_of(case, actor)) == 1


def test_nobody_else_alleges(case: Any, working_as: Any) -> None:
    with working_as("data-manager") as actor, pytest.raises((NotAllowed, Refused)):
        context_add(
            case=case,
            person=person_named("A", "B"),
            role=Context.Role.PERPETRATOR,
            by=actor,
            source="Police.",
        )


def test_whoever_is_both_gets_the_notice_of_non_punishment(
    case: Any, working_as: Any, client_of: Any
) -> None:
    with working_as("caseworker") as actor:
        context_add(
            case=case, person=case.person, role=Context.Role.PERPETRATOR, by=actor, source="Police report."
        )
        assert is_both(case.person)
    assert "Non-punishment" in client_of("caseworker").get(f"/o/harbour/cases/{case.pk}/").content.decode()
    assert (
        "Non-punishment" not in client_of("data-manager").get(f"/o/harbour/cases/{case.pk}/").content.decode()
    )


def test_every_field_of_the_standard_is_asked_in_one_form(case: Any, working_as: Any, client_of: Any) -> None:
    from fanal.standard import htcds

    with working_as("caseworker"):
        context = Context.objects.get()
    said = client_of("caseworker").get(f"/o/harbour/cases/{case.pk}/contexts/{context.pk}/").content.decode()
    decided = {"vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg"}
    for field in htcds().of_table("victim context"):
        if field.in_force and field.name not in decided:
            assert f'name="{field.name}"' in said, field.name
    client_of("caseworker").post(
        f"/o/harbour/cases/{case.pk}/contexts/{context.pk}/",
        {
            "seen": 1,
            "vic_TypeOfExploitation": ["ForcedLabour", "Servitude"],
            "vic_LocationOfExploitation": "Northtown",
            "shared": "on",
        },
    )
    with working_as("caseworker"):
        now = Context.objects.get()
        assert now.coded == {"vic_TypeOfExploitation": ["ForcedLabour", "Servitude"]}
        assert now.told == {"vic_LocationOfExploitation": "Northtown"}


def test_whoever_was_erased_is_gone_and_the_case_stays(case: Any, working_as: Any, client_of: Any) -> None:
    from fanal.web.keys.services import person_erase

    with working_as("caseworker") as actor:
        witness = person_named("Marta", "Ruiz")
        context_add(case=case, person=witness, role=Context.Role.OTHER, by=actor)
        person_erase(witness.pk, reason="asked")
    for rest in ("", "contexts/", "timeline/"):
        answer = client_of("caseworker").get(f"/o/harbour/cases/{case.pk}/{rest}")
        assert answer.status_code == 200 and "Marta" not in answer.content.decode()
