"""What all registers have in common: nobody reads more by them, and they stay quick."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fanal.web.access.levels import AccessLevel
from fanal.web.casework.models import (
    AuthorityRequest,
    Case,
)
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.person_request import person_request_register
from web.casework.cases import person_named
from web.casework.governing import HOME, asked, closed

pytestmark = pytest.mark.django_db


def test_a_closed_case_of_others_shows_in_no_register(case: Case, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        person_request_register(
            case=case, person=case.person, kind="access", what="", asked_on=timezone.localdate(), by=actor
        )
        closed(case, actor)
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.CLOSED)
    for address in ("requests/", "authority-requests/", "retention/"):
        assert case.number not in client_of("supervisor").get(HOME + address).content.decode()


def test_no_page_asks_more_of_the_database_when_there_is_more(
    case: Case, working_as: Any, client_of: Any
) -> None:
    client = client_of("supervisor")
    pages = [
        HOME,
        HOME + "requests/",
        HOME + "authority-requests/",
        HOME + "retention/",
        f"/o/harbour/cases/{case.pk}/requests/",
    ]

    def more(actor: Any, count: int) -> None:
        for _ in range(count):
            row = asked(case, actor)
            AuthorityRequest.objects.create(
                case=case, person=case.person, authority="Office", legal_basis="-", scope="-"
            )
            other = case_open(person=person_named("Name", "Sample"), by=actor, level=AccessLevel.RESTRICTED)
            asked(other, actor)
            closed(other, actor)
        copies.append(f"{HOME}requests/{row.pk}/copy/")

    copies: list[str] = []
    counted = []
    for count in (2, 6):
        with working_as("supervisor") as actor:
            more(actor, count)
        with_copy = [*pages, copies[-1]]
        for address in with_copy:
            client.get(address)
        numbers = {}
        for place, address in enumerate(with_copy):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers[place] = len(queries)
        counted.append(numbers)
    assert counted[0] == counted[1]
    assert max(counted[1].values()) <= 40, counted
