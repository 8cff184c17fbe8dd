"""Searching before somebody is recorded: shown within one's rights, told silently beyond them."""

from __future__ import annotations

from typing import Any

import pytest

from fanal.web.access.levels import AccessLevel
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework.models import Case, Context, HiddenHit, Person
from fanal.web.casework.services.case import supervisor_name
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.search import LIKELY, persons_search
from fanal.web.operations.models import Notice
from fanal.web.organisations.tenancy import tenant
from web.access.people import ORGANISATION_ROLES, member_of
from web.casework.cases import person_named

pytestmark = pytest.mark.django_db

SEARCH, NEW = "/o/harbour/cases/search/", "/o/harbour/cases/new/"
INTAKE = {"prs_FirstName": "Amina", "prs_SecondName": "Farouk", "age": "unknown"}


def test_names_in_other_spellings_and_telephones_are_found(case: Any, working_as: Any) -> None:
    with working_as("data-manager") as actor:
        for asked in (
            {"names": ["FAROUK, Aminah"]},
            {"names": ["Амина Фарук"]},
            {"telephones": ["320 1234567"]},
        ):
            assert [one.person.pk for one in persons_search(by=actor, **asked)] == [case.person_id], asked
        assert persons_search(by=actor, names=["Ingrid Sommer"]) == []


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("محمد", "حسين", ["Mohammed Hussein", "Hossein, Muhamad", "Мухаммад Хусейн", "ሙሐመድ ሑሴን"]),
        ("Mohamed", "Hussain", ["محمد حسين", "حسين محمد", "Мухаммед Хусейн"]),
        ("يوسف", "عبد الرحمن", ["Youssef Abdul Rahman", "Yusuf Abderrahmane", "Юсуф Абдурахман"]),
        ("ጽጌ", "ተስፋዬ", ["Tsige Tesfay", "Tesfaye Tsigé"]),
        ("Ольга", "Ковальська", ["Olha Kovalska", "Olga Kowalska"]),
    ],
)
def test_names_are_found_across_scripts_and_surely_enough_to_tell_a_supervisor(
    first: str, second: str, asked: list[str], case: Any, working_as: Any
) -> None:
    from fanal.web.casework.services.case import case_open

    with working_as("caseworker") as actor:
        meant = person_named(first, second)
        case_open(person=meant, by=actor)
        case_open(person=person_named("محمود", "سالم"), by=actor)
        case_open(person=person_named("Fatima", "Hussein"), by=actor)
        for name in asked:
            best = persons_search(by=actor, names=[name])[0]
            assert best.person == meant and best.strength >= LIKELY, name


def test_one_name_of_several_does_not_tell_a_supervisor(case: Any, working_as: Any) -> None:
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.RESTRICTED)
    with working_as("data-manager") as actor:
        persons_search(by=actor, names=["Amina Sommer", "أمينة الصالح"])
        assert not HiddenHit.objects.exists()


def test_intake_shows_who_may_be_the_same_before_anybody_is_recorded_twice(
    case: Any, client_of: Any, working_as: Any
) -> None:
    client = client_of("caseworker")
    said = client.post(NEW, INTAKE).content.decode()
    assert "recorded already" in said and case.number in said
    with working_as("caseworker"):
        assert Case.objects.count() == 1
    assert client.post(NEW, {**INTAKE, "another": "on"}).status_code == 302
    with working_as("caseworker"):
        assert Case.objects.count() == 2


def test_a_hit_beyond_ones_rights_says_nothing_and_goes_to_the_supervisor(
    case: Any, client_of: Any, working_as: Any, members: Any, harbour: Any
) -> None:
    unknown = client_of("data-manager").post(SEARCH, {"first": "Nobody", "second": "Atall"}).content.decode()
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.RESTRICTED)
    said = client_of("data-manager").post(SEARCH, {"first": "Amina", "second": "Farouk"}).content.decode()
    assert _without_what_was_typed(said) == _without_what_was_typed(unknown)
    with tenant(harbour.pk):
        hit = HiddenHit.objects.get()
        assert (hit.case_id, hit.by, hit.to) == (case.pk, members["data-manager"], members["supervisor"])
        told = Notice.objects.get(kind="hidden-hit")
        assert told.to_id == members["supervisor"].user_id
    waiting = client_of("supervisor").get("/o/harbour/cases/hits/").content.decode()
    assert case.number in waiting and "Amina" not in waiting
    client_of("supervisor").post("/o/harbour/cases/hits/", {"hit": str(hit.pk)})
    assert case.number not in client_of("supervisor").get("/o/harbour/cases/hits/").content.decode()


def test_of_a_closed_case_only_the_supervisor_named_is_told(case: Any, working_as: Any, members: Any) -> None:
    second = member_of(case.organisation_id, "second supervisor", "supervisor")
    with working_as("supervisor") as actor:
        supervisor_name(case=case, supervisor=second, by=actor)
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.CLOSED)
    with working_as("data-manager") as actor:
        assert persons_search(by=actor, names=["Amina Farouk"]) == []
        assert [one.to for one in HiddenHit.objects.all()] == [second]
        assert not AuditEntry.objects.filter(event="cases.hidden-hit", person=case.person_id).exists()


def test_nothing_crosses_organisations(case: Any, working_as: Any) -> None:
    from fanal.web.access.actor import current_actor
    from fanal.web.organisations.tenancy import acting
    from web.keys.founding import found

    other = found("shelter")
    stranger = member_of(other.pk, "stranger", *ORGANISATION_ROLES)
    with acting(stranger.user_id), tenant(other.pk):
        assert persons_search(by=current_actor(), names=["Amina Farouk"]) == []
        assert not HiddenHit.objects.exists()


def test_an_alleged_perpetrator_is_not_found_by_those_who_may_not_see_it(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        alleged = person_named("Viktor", "Brandt")
        context_add(
            case=case, person=alleged, role=Context.Role.PERPETRATOR, by=actor, source="Told by Amina."
        )
        assert [one.person for one in persons_search(by=actor, names=["Viktor Brandt"])] == [alleged]
    with working_as("data-manager") as actor:
        assert persons_search(by=actor, names=["Viktor Brandt"]) == []


def test_whoever_is_found_later_under_a_new_name_is_no_longer_found_under_the_old(
    case: Any, client_of: Any, working_as: Any
) -> None:
    with working_as("caseworker") as actor:
        person = Person.objects.get(pk=case.person_id)
        from fanal.web.casework.services.person import person_change

        person_change(person=person, seen=person.version, told={**person.told, "prs_FirstName": "Zainab"})
        assert persons_search(by=actor, names=["Zainab Farouk"])[0].strength == 1
        assert persons_search(by=actor, names=["Zainab Farouk"])[0].person == person
        assert all(one.strength < 1 for one in persons_search(by=actor, names=["Amina Farouk"]))


def _without_what_was_typed(page: str) -> str:
    body = page.partition("<main")[2]
    for word in ("Amina", "Farouk", "Nobody", "Atall"):
        body = body.replace(word, "")
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
