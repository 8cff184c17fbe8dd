"""A case: its page, its list, closing, handing over, levels."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fanal.web.access.levels import AccessLevel
from fanal.web.access.policy import Hidden, NotAllowed
from fanal.web.access.selectors import assigned
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework.models import Case, SavedView
from fanal.web.casework.services.case import (
    case_close,
    case_hand_over,
    case_open,
    case_reopen,
    cases_hand_over,
)
from fanal.web.design.errors import Refused
from fanal.web.organisations.services import membership_end
from fanal.web.organisations.tenancy import tenant
from web.casework.cases import person_named

pytestmark = pytest.mark.django_db

LIST = "/o/harbour/cases/"


def several(working_as: Any, count: int, role: str = "caseworker") -> list[Case]:
    with working_as(role) as actor:
        return [case_open(person=person_named(f"Name{place}", "Sample"), by=actor) for place in range(count)]


def page_of(case: Case, rest: str = "") -> str:
    return f"/o/harbour/cases/{case.pk}/{rest}"


def test_its_page_shows_number_and_name_and_never_a_name_in_the_title(case: Any, client_of: Any) -> None:
    said = client_of("caseworker").get(page_of(case)).content.decode()
    assert "Amina Farouk" in said
    assert "24 years" in said
    title = said.partition("<title>")[2].partition("</title>")[0]
    assert case.number in title and "Amina" not in title


def test_that_it_was_seen_stands_in_the_audit_trail(case: Any, client_of: Any, harbour: Any) -> None:
    client_of("caseworker").get(page_of(case))
    with tenant(harbour.pk):
        assert AuditEntry.objects.filter(event="cases.viewed", person=case.person_id).exists()


def test_numbers_go_on_within_a_year(working_as: Any) -> None:
    made = several(working_as, 3)
    year = f"{timezone.localdate().year % 100:02}"
    assert [one.number for one in made] == [f"{year}-0001", f"{year}-0002", f"{year}-0003"]


def test_closed_with_a_reason_and_opened_again(case: Any, working_as: Any, client_of: Any) -> None:
    answer = client_of("caseworker").post(page_of(case, "close/"), {"seen": case.version, "reason": ""})
    assert answer.status_code == 400
    client_of("caseworker").post(
        page_of(case, "close/"), {"seen": case.version, "reason": "moved", "details": "To her sister."}
    )
    with working_as("caseworker") as actor:
        closed = Case.objects.get(pk=case.pk)
        assert (closed.status, closed.closure, closed.closed_on) == ("closed", "moved", timezone.localdate())
        assert closed.told["cas_ReasonForCaseClosure"] == "To her sister."
        case_reopen(case=closed, seen=closed.version, by=actor, reason="came-back")
        assert Case.objects.get(pk=case.pk).status == "open"


def test_who_only_reads_closes_nothing(case: Any, working_as: Any) -> None:
    with working_as("hotline-adviser") as actor, pytest.raises(NotAllowed):
        case_close(case=case, seen=case.version, by=actor, reason="moved")


def test_one_hands_over_only_ones_own(case: Any, working_as: Any, members: Any) -> None:
    with working_as("data-manager") as actor, pytest.raises(Refused):
        case_hand_over(case=case, to=members["data-manager"], by=actor)
    with working_as("caseworker") as actor:
        case_hand_over(case=case, to=members["data-manager"], by=actor)
        now = Case.objects.get(pk=case.pk)
        assert now.owner == members["data-manager"]
        assert set(assigned(now)) == {members["caseworker"], members["data-manager"]}


def test_all_cases_of_somebody_who_leaves_go_to_another(working_as: Any, members: Any) -> None:
    several(working_as, 3)
    with working_as("supervisor") as actor:
        membership_end(membership=members["caseworker"])
        assert cases_hand_over(of=members["caseworker"], to=members["supervisor"], by=actor) == 3
        assert {one.owner_id for one in Case.objects.all()} == {members["supervisor"].pk}
    with working_as("data-manager") as actor, pytest.raises(NotAllowed):
        cases_hand_over(of=members["supervisor"], to=members["data-manager"], by=actor)


def test_a_restricted_case_is_listed_without_what_is_in_it(
    case: Any, working_as: Any, client_of: Any
) -> None:
    _level(case, working_as, AccessLevel.RESTRICTED)
    said = client_of("data-manager").get(LIST).content.decode()
    assert case.number in said and "Amina" not in said
    assert "Amina" in client_of("supervisor").get(LIST).content.decode()
    # What is in it must not answer either.
    narrowed = client_of("data-manager").get(LIST, {"citizenship": "NG"}).content.decode()
    assert case.number not in narrowed
    assert client_of("data-manager").get(page_of(case)).status_code == 403


def test_a_closed_case_does_not_exist_for_others(case: Any, working_as: Any, client_of: Any) -> None:
    _level(case, working_as, AccessLevel.CLOSED)
    assert case.number not in client_of("supervisor").get(LIST).content.decode()
    assert client_of("supervisor").get(page_of(case)).status_code == 404
    assert client_of("supervisor").get(f"/o/harbour/persons/{case.person_id}/").status_code == 404
    assert client_of("caseworker").get(page_of(case)).status_code == 200
    with working_as("supervisor") as actor, pytest.raises(Hidden):
        case_close(case=Case.objects.get(pk=case.pk), seen=1, by=actor, reason="moved")


def test_filters_narrow_the_list_and_read_as_words(case: Any, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        other = case_open(person=person_named("Sara", "Lind"), by=actor)
        other.person.coded = {"prs_Citizenship": ["SE"]}
        other.person.danger_since = timezone.now()
        other.person.save()
        Case.objects.filter(pk=case.pk).update(opened_on=timezone.localdate() - timedelta(days=400))
    client = client_of("caseworker")

    def names(**asked: str) -> set[str]:
        said = client.get(LIST, asked).content.decode()
        return {name for name in ("Amina", "Sara") if name in said}

    assert names() == {"Amina", "Sara"}
    assert names(citizenship="NG") == {"Amina"}
    assert names(danger="on") == {"Sara"}
    assert names(opened_from=str(timezone.localdate())) == {"Sara"}
    assert names(child="on") == set()
    assert names(status="closed") == set()
    said = client.get(LIST, {"citizenship": "NG", "sort": "number"}).content.decode()
    assert "Citizenship: Nigeria" in said and "?sort=number&amp;" not in said.partition("chips")[0]
    assert 'href="?sort=number"' in said  # the filter taken away, the order kept


def test_views_are_kept_for_oneself_alone(case: Any, working_as: Any, client_of: Any) -> None:
    client_of("caseworker").post(f"{LIST}views/", {"name": "In danger now", "query": "danger=on&page=3"})
    assert "In danger now" in client_of("caseworker").get(LIST).content.decode()
    assert "In danger now" not in client_of("supervisor").get(LIST).content.decode()
    with working_as("supervisor"):
        kept = SavedView.objects.get()
        assert kept.query == "danger=on"
    client_of("supervisor").post(f"{LIST}views/{kept.pk}/forget/")
    client_of("caseworker").post(f"{LIST}views/{kept.pk}/forget/")
    with working_as("supervisor"):
        assert not SavedView.objects.exists()


def test_queries_do_not_grow_with_the_cases(case: Any, working_as: Any, client_of: Any) -> None:
    client = client_of("supervisor")
    pages = (
        LIST,
        page_of(case),
        page_of(case, "timeline/"),
        page_of(case, "contexts/"),
        page_of(case, "access/"),
    )
    for address in pages:
        client.get(address)  # what is read once for all
    few = [_queries(client, address) for address in pages]
    several(working_as, 49)
    many = [_queries(client, address) for address in pages]
    assert many == few
    assert max(many) <= 40, dict(zip(pages, many, strict=True))


def _queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def _level(case: Case, working_as: Any, level: AccessLevel) -> None:
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=level)
