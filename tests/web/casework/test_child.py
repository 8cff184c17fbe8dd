"""The same facts at 17 and 18, age disputed, guardian suspected: what the pages allow and ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fanal.web.casework import editing
from fanal.web.casework.models import Basis, ChildDecision, Context, Person
from fanal.web.casework.selectors.age import age_of, treated_as_child
from fanal.web.casework.selectors.basis import may_leave
from fanal.web.casework.selectors.guardian import guardians, may_decide
from fanal.web.casework.services.basis import NotABasis, basis_record
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.child import (
    age_decide,
    age_dispute,
    guardian_add,
    guardian_change,
)
from fanal.web.casework.services.entry import Unsuitable
from web.casework.cases import person_named

pytestmark = pytest.mark.django_db

ALONE = {"ground": "consent", "answer": "given", "decided_by": "person"}
WITH_GUARDIAN = {"ground": "consent", "answer": "given", "decided_by": "guardian", "assent": "given"}


def born(years: int, days: int = 0) -> str:
    today = timezone.localdate()
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return (date(today.year - years, today.month, day) + timedelta(days=days)).isoformat()


def case_aged(by: Any, birthdate: str | None = None, **more: Any) -> Any:
    told = {"prs_Birthdate": birthdate} if birthdate else {}
    return case_open(person=person_named("Mai", "Tran", **told), by=by, **more)


def referral(case: Any, by: Any, said: dict[str, Any], **more: Any) -> Basis:
    return basis_record(case=case, by=by, purpose="referral", **said, **more)


def mother(case: Any, by: Any, **more: Any) -> Any:
    return guardian_add(case=case, by=by, kind="parent", name="Lan Tran", **more)


def test_the_day_before_eighteen_and_the_day_itself(working_as: Any) -> None:
    with working_as("caseworker") as actor:
        almost, grown = case_aged(actor, born(18, 1)), case_aged(actor, born(18))
        assert almost.person.age == "child" and grown.person.age == "adult"
        with pytest.raises(NotABasis) as why:
            referral(almost, actor, ALONE)
        assert why.value.objections == {"decided_by": "web.casework.basis-child-needs-guardian"}
        referral(grown, actor, ALONE)
        assert may_leave(grown.person, "referral")


def test_at_seventeen_a_guardian_and_the_child_consent_together(working_as: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(17))
        guardian = mother(case, actor)
        with pytest.raises(NotABasis) as why:
            referral(case, actor, WITH_GUARDIAN | {"assent": ""}, guardian=guardian)
        assert list(why.value.objections) == ["assent"]
        referral(case, actor, WITH_GUARDIAN, guardian=guardian)
        assert may_leave(case.person, "referral")
        assert ChildDecision.objects.get(kind="assent").outcome == "given"
        referral(case, actor, WITH_GUARDIAN | {"assent": "refused"}, guardian=guardian)
        assert may_leave(case.person, "referral").reason == "web.casework.leave-child-disagrees"


def test_what_a_guardian_agreed_to_is_asked_anew_at_eighteen(working_as: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(17))
        referral(case, actor, WITH_GUARDIAN, guardian=mother(case, actor))
        later = timezone.localdate() + timedelta(days=366)
        assert may_leave(case.person, "referral", later).reason == "web.casework.leave-ask-now-adult"


def test_a_child_says_no_alone(working_as: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(9))
        referral(case, actor, WITH_GUARDIAN, guardian=mother(case, actor))
        referral(case, actor, ALONE | {"answer": "refused"})
        assert may_leave(case.person, "referral").reason == "web.casework.leave-refused"


def test_nobody_decides_for_an_adult(working_as: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(18))
        with pytest.raises(NotABasis) as why:
            referral(case, actor, WITH_GUARDIAN, guardian=mother(case, actor))
        assert why.value.objections == {"decided_by": "web.casework.basis-adult-decides"}


def test_a_guardian_of_another_child_is_none(working_as: Any) -> None:
    with working_as("caseworker") as actor:
        one, other = case_aged(actor, born(9)), case_aged(actor, born(9))
        with pytest.raises(NotABasis) as why:
            referral(one, actor, WITH_GUARDIAN, guardian=mother(other, actor))
        assert list(why.value.objections) == ["guardian"]


def test_a_suspect_cannot_decide_and_what_was_decided_no_longer_holds(working_as: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(15))
        guardian = mother(case, actor)
        referral(case, actor, WITH_GUARDIAN, guardian=guardian)
        guardian_change(guardian, case=case, by=actor, seen=guardian.version, suspected=True)
        assert may_leave(case.person, "referral").reason == "web.casework.leave-guardian-cannot"
        with pytest.raises(NotABasis) as why:
            referral(case, actor, WITH_GUARDIAN, guardian=guardian)
        assert why.value.objections == {"guardian": "web.casework.basis-guardian-cannot"}


@pytest.mark.parametrize("own_case", [True, False])
def test_an_alleged_perpetrator_in_any_case_of_the_child_cannot_decide(
    working_as: Any, own_case: bool
) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(15))
        uncle = person_named("Bao", "Tran")
        guardian = guardian_add(case=case, by=actor, kind="relative", name="Bao Tran", as_person=uncle)
        assert may_decide(guardians(case.person)[0])
        other = case if own_case else case_aged(actor, born(30))
        values = {"coded": {}, "told": {}}
        if not own_case:
            editing.create(Context, case=other, person=case.person, role="victim", **values)
        editing.create(Context, case=other, person=uncle, role="perpetrator", source="her", **values)
        assert may_decide(guardians(case.person)[0]).reason == "web.casework.guardian-suspected"
        with pytest.raises(NotABasis):
            referral(case, actor, WITH_GUARDIAN, guardian=guardian)


def test_an_alleged_perpetrator_elsewhere_says_nothing_of_this_child(working_as: Any) -> None:
    with working_as("caseworker") as actor:
        case, other = case_aged(actor, born(15)), case_aged(actor, born(30))
        uncle = person_named("Bao", "Tran")
        guardian_add(case=case, by=actor, kind="relative", name="Bao Tran", as_person=uncle)
        editing.create(Context, case=other, person=uncle, role="perpetrator", coded={}, told={})
        assert may_decide(guardians(case.person)[0])


def test_only_while_guardian(working_as: Any) -> None:
    today = timezone.localdate()
    day = timedelta(days=1)
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(15))
        mother(case, actor, since=today - 9 * day, until=today - day)
        mother(case, actor, since=today + day)
        mother(case, actor, since=today, until=today)
        assert sorted(bool(may_decide(one)) for one in guardians(case.person)) == [False, False, True]


def test_a_dispute_is_a_child_until_a_named_authority_decides(working_as: Any) -> None:
    today = timezone.localdate()
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(25))
        referral(case, actor, ALONE)
        age_dispute(case=case, by=actor, reasons="She says 16.", on=today)
        assert Person.objects.get(pk=case.person_id).age == "disputed"
        assert may_leave(case.person, "referral").reason == "web.casework.leave-child-alone"
        with pytest.raises(Unsuitable):
            age_decide(case=case, by=actor, outcome="adult", authority=" ", decided_on=today)
        assert treated_as_child(case.person)
        age_decide(case=case, by=actor, outcome="adult", authority="Juvenile court", decided_on=today)
        assert age_of(Person.objects.get(pk=case.person_id)) == "adult"
        assert may_leave(case.person, "referral")
        age_dispute(case=case, by=actor, reasons="A teacher doubts it.", on=today)
        assert treated_as_child(Person.objects.get(pk=case.person_id))
        assert [one.outcome for one in ChildDecision.objects.order_by("made_at")] == [
            "disputed",
            "adult",
            "disputed",
        ]


def test_a_decision_from_before_the_dispute_does_not_end_it(working_as: Any) -> None:
    today = timezone.localdate()
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(25))
        age_dispute(case=case, by=actor, reasons="", on=today)
        before = today - timedelta(days=3)
        age_decide(case=case, by=actor, outcome="adult", authority="Border office", decided_on=before)
        assert Person.objects.get(pk=case.person_id).age == "disputed"


# Pages


def page(client: Any, case: Any, part: str) -> str:
    answer = client.get(f"/o/harbour/cases/{case.pk}/{part}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(("years", "child"), [(17, True), (18, False)])
def test_what_the_pages_ask_at_seventeen_and_eighteen(
    working_as: Any, client_of: Any, years: int, child: bool
) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(years))
    client = client_of("caseworker")
    basis = page(client, case, "basis/new/")
    assert ('name="assent"' in basis) is child
    assert ('name="guardian"' in basis) is child
    assert ('value="guardian"' in basis) is child
    assert (f"/cases/{case.pk}/child/" in page(client, case, "basis/")) is child
    shown = page(client, case, "child/")
    assert ("guardians/new/" in shown) is child
    assert ("best-interests/new/" in shown) is child
    assert ("Nobody may decide for this child now" in shown) is child


def test_the_form_says_what_mends_it(working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(17))
        guardian = mother(case, actor, suspected=True)
    sent = {
        "purpose": "referral",
        "answer": "given",
        "ground": "consent",
        "decided_by": "guardian",
        "guardian": guardian.pk,
        "assent": "given",
        "how": "oral",
        "on": timezone.localdate().isoformat(),
    }
    client = client_of("caseworker")
    answer = client.post(f"/o/harbour/cases/{case.pk}/basis/new/", sent)
    assert answer.status_code == 400
    assert "This guardian cannot decide for the child now" in answer.content.decode()
    with working_as("caseworker"):
        assert not Basis.objects.exists()
    refused = sent | {"answer": "refused", "decided_by": "person", "guardian": "", "assent": ""}
    assert client.post(f"/o/harbour/cases/{case.pk}/basis/new/", refused).status_code == 302


def test_an_age_that_nobody_knows_is_asked_about(working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor)
    client = client_of("caseworker")
    assert "It is not certain that this person is an adult" in page(client, case, "basis/")
    answer = client.post(
        f"/o/harbour/cases/{case.pk}/child/dispute/new/",
        {"reasons": "She does not know.", "decided_on": timezone.localdate().isoformat()},
    )
    assert answer.status_code == 302
    shown = page(client, case, "child/")
    assert "Treated as a child" in shown and "She does not know." in shown


def test_a_guardian_changed_by_two_is_not_overwritten_unseen(working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(15))
        guardian = mother(case, actor)
        guardian_change(guardian, case=case, by=actor, seen=guardian.version, suspected=True)
    sent = {"kind": "parent", "name": "Lan Tran-Le", "since": timezone.localdate().isoformat(), "seen": 1}
    answer = client_of("caseworker").post(f"/o/harbour/cases/{case.pk}/guardians/{guardian.pk}/", sent)
    assert answer.status_code == 409
    with working_as("caseworker"):
        guardian.refresh_from_db()
        assert guardian.suspected and guardian.name == "Lan Tran"


def test_whom_one_may_not_see_is_not_offered_as_a_guardian(
    working_as: Any, client_of: Any, members: Any
) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(15))
        uncle = person_named("Bao", "Tran")
        editing.create(Context, case=case, person=uncle, role="perpetrator", coded={}, told={})
    assert "Bao Tran" in page(client_of("supervisor"), case, "guardians/new/")
    assert "Bao Tran" not in page(client_of("data-manager"), case, "guardians/new/")


def test_pages_follow_the_birthday_whatever_was_saved_before(working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        case = case_aged(actor, born(18, 1))
        assert case.person.age == "child"
        Person.objects.filter(pk=case.person_id).update(age="adult")
    assert "Treated as a child" in page(client_of("caseworker"), case, "status/"), "still 17"
    with working_as("caseworker") as actor:
        grown = case_aged(actor, born(18))
        Person.objects.filter(pk=grown.person_id).update(age="child")
    assert "Treated as a child" not in page(client_of("caseworker"), grown, "status/"), "18 today"
