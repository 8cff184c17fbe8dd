"""Consent as it is spoken, withdrawn as a whole; receivers told; one page of where her data are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fanal.standard.consent import DUTIES
from fanal.web.access.levels import AccessLevel
from fanal.web.access.policy import NotAllowed
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework.models import Basis, Copy, Task
from fanal.web.casework.selectors.basis import may_leave, may_leave_of, standings
from fanal.web.casework.services.basis import NotABasis, basis_record, basis_withdraw
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.copy import copy_note, copy_recalled, copy_told
from web.casework.cases import case_of_amina, person_named

pytestmark = pytest.mark.django_db

SPOKEN = {"ground": "consent", "answer": "given", "decided_by": "person"}


def consent(case: Any, by: Any, *purposes: str, **more: Any) -> None:
    for purpose in purposes:
        basis_record(case=case, by=by, purpose=purpose, **(SPOKEN | more))


def copy(case: Any, by: Any, receiver: str, purpose: str = "referral", **more: Any) -> Copy:
    return copy_note(case=case, by=by, receiver=receiver, what="name", purpose=purpose, **more)


def test_spoken_consent_suffices(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        assert may_leave(case.person, "referral").reason == "web.casework.leave-nothing-recorded"
        consent(case, actor, "referral")
        assert Basis.objects.get().oral
        assert may_leave(case.person, "referral").reason == "web.casework.leave-by-consent"
        assert not may_leave(case.person, "research"), "each purpose is asked for by itself"


def test_a_withdrawal_stops_what_it_names_and_nothing_else(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        consent(case, actor, "care", "referral", "research")
        basis_withdraw(case=case, by=actor, purposes=["referral", "research"], decided_by="person")
        assert may_leave(case.person, "care")
        assert may_leave(case.person, "referral").reason == "web.casework.leave-withdrawn"
        assert not may_leave(case.person, "research")
        assert Basis.objects.count() == 5, "nothing is changed, all is kept"


def test_a_withdrawal_written_down_a_day_late_comes_after_the_consent(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        noon = timezone.localtime().replace(hour=12, minute=0) - timedelta(days=1)
        consent(case, actor, "referral", at=noon + timedelta(hours=3))
        basis_withdraw(case=case, by=actor, purposes=["referral"], decided_by="person", at=noon)
        assert not may_leave(case.person, "referral")


def test_a_refusal_needs_nothing_and_is_of_consent(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        said = {"ground": "mandate", "answer": "refused", "decided_by": "person"}
        made = basis_record(case=case, by=actor, purpose="statistics", **said)
        assert made.ground == Basis.Ground.CONSENT
        with pytest.raises(NotABasis) as why:
            mandate = {"ground": "mandate", "answer": "given", "decided_by": "organisation"}
            basis_record(
                case=case, by=actor, purpose="statistics", decider="Board", note="statutes", **mandate
            )
        assert why.value.objections == {"ground": "web.casework.leave-after-refusal"}


def test_a_known_gap_in_what_she_was_told_stops_it(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        consent(case, actor, "research", duties={DUTIES[0]: True})
        assert may_leave(case.person, "research"), "what nobody asked stops nothing"
        consent(case, actor, "research", duties={DUTIES[0]: True, DUTIES[3]: False})
        assert may_leave(case.person, "research").reason == "web.casework.leave-not-informed"


def test_nothing_is_said_in_the_future(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor, pytest.raises(NotABasis) as why:
        consent(case, actor, "care", at=timezone.now() + timedelta(hours=1))
    assert list(why.value.objections) == ["at"]


def test_whoever_may_not_change_cases_records_nothing(case: Any, working_as: Any) -> None:
    with working_as("hotline-adviser") as actor, pytest.raises(NotAllowed):
        consent(case, actor, "care")


def test_each_receiver_is_to_be_told_once(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        consent(case, actor, "referral", "statistics")
        copy(case, actor, "Shelter North")
        first = copy(case, actor, "shelter  north")
        gone = copy(case, actor, "Clinic", recallable=True)
        copy(case, actor, "Bureau of statistics", "statistics")
        copy_recalled(gone, case=case, by=actor, seen=gone.version)
        basis_withdraw(case=case, by=actor, purposes=["referral"], decided_by="person")
        basis_withdraw(case=case, by=actor, purposes=["referral"], decided_by="person")
        task = Task.objects.get()
        assert task.to == case.owner and "shelter" in task.what.lower()
        copy_told(first, case=case, by=actor, seen=first.version)
        assert Task.objects.get().done_at
        told = Copy.objects.exclude(told_at=None)
        assert {one.receiver for one in told} == {"Shelter North", "shelter  north"}
        # She agrees again, gives again, and says no again: the same receiver is told again.
        consent(case, actor, "referral")
        basis_withdraw(case=case, by=actor, purposes=["referral"], decided_by="person")
        assert Task.objects.filter(done_at=None).count() == 1


def test_a_copy_that_left_against_her_word_is_noted_and_the_receiver_told(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        basis_record(case=case, by=actor, purpose="prosecution", **(SPOKEN | {"answer": "refused"}))
        copy(case, actor, "Police of the port", "prosecution")
        assert Task.objects.get().copy.receiver == "Police of the port"


def test_many_are_asked_with_as_many_queries_as_one(
    case: Any, working_as: Any, django_assert_num_queries: Any
) -> None:
    with working_as("caseworker") as actor:
        others = [case_open(person=person_named("Ada", str(n)), by=actor) for n in range(4)]
        for one in (case, *others):
            consent(one, actor, "statistics")
        persons = [one.person for one in (case, *others)]
        with django_assert_num_queries(3):
            found = may_leave_of(persons, "statistics")
    assert len(found) == 5 and all(found.values())


def test_the_audit_trail_tells_codes_and_no_words(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        consent(case, actor, "care", note="she trembled")
    with working_as("caseworker"):
        entry = AuditEntry.objects.get(event="cases.basis-recorded")
        assert entry.person == case.person_id and b"trembled" not in bytes(entry.details)


def test_one_page_shows_where_her_data_are(case: Any, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        consent(case, actor, "referral")
        copy(case, actor, "Shelter North")
        basis_withdraw(case=case, by=actor, purposes=["referral"], decided_by="person")
    client = client_of("caseworker")
    client.get(f"/o/harbour/cases/{case.pk}/basis/")
    said = client.get(f"/o/harbour/persons/{case.person_id}/where/").content.decode()
    for part in ("Shelter North", "Consent was withdrawn", "Copies that cannot be called back", "Caseworker"):
        assert part in said, part
    head = said.split("</title>")[0]
    assert "Where your information is" in head
    assert "Amina" not in said and case.number not in said
    assert "rafficking" not in said.split("<main")[1]
    with working_as("caseworker"):
        assert AuditEntry.objects.filter(event="persons.where-shown", person=case.person_id).exists()


def test_copies_of_cases_that_one_may_not_read_stay_unseen(
    case: Any, working_as: Any, client_of: Any
) -> None:
    with working_as("caseworker") as actor:
        hidden = case_open(person=case.person, by=actor)
        copy(hidden, actor, "Secret prosecutor")
        copy(case, actor, "Shelter North")
        hidden.level = AccessLevel.CLOSED
        hidden.save(update_fields=["level"])
    said = client_of("supervisor").get(f"/o/harbour/persons/{case.person_id}/where/").content.decode()
    assert "Shelter North" in said and "Secret prosecutor" not in said
    assert (
        "Secret prosecutor"
        in client_of("caseworker").get(f"/o/harbour/persons/{case.person_id}/where/").content.decode()
    )


def test_a_person_whom_one_may_not_know_of_has_no_page(case: Any, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker"):
        case.level = AccessLevel.CLOSED
        case.save(update_fields=["level"])
    answer = client_of("supervisor").get(f"/o/harbour/persons/{case.person_id}/where/")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "page", ["cases/{case}/basis/", "persons/{person}/where/", "cases/{case}/basis/new/"]
)
def test_no_page_asks_more_for_more_rows(
    case: Any, working_as: Any, client_of: Any, django_assert_max_num_queries: Any, page: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"/o/harbour/{page}".format(case=case.pk, person=case.person_id)
    client = client_of("caseworker")
    with working_as("caseworker") as actor:
        consent(case, actor, "care")
        copy(case, actor, "One")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(address).status_code == 200
    with working_as("caseworker") as actor:
        for n in range(6):
            consent(case, actor, "referral", "research", "statistics")
            copy(case, actor, f"Receiver {n}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 40, (len(few), len(many))


def test_a_copy_is_told_on_the_version_that_was_seen(case: Any, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        basis_record(case=case, by=actor, purpose="referral", **(SPOKEN | {"answer": "refused"}))
        made = copy(case, actor, "Shelter North", recallable=True)
    address = f"/o/harbour/cases/{case.pk}/copies/{made.pk}/"
    client = client_of("caseworker")
    client.post(address, {"what": "told", "seen": made.version})
    client.post(address, {"what": "recalled", "seen": made.version})
    with working_as("caseworker"):
        made.refresh_from_db()
        assert made.told_at and not made.recalled_at
    assert client.post(address, {"what": "else", "seen": 1}).status_code == 404


def test_amina_of_another_case_has_her_own_basis(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        other = case_of_amina(actor)
        consent(other, actor, "care")
        assert may_leave(other.person, "care") and not may_leave(case.person, "care")
        assert [one.purpose for one in standings(other.person) if one.can_withdraw] == ["care"]
