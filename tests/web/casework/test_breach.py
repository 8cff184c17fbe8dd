"""Data breaches: the hours that are left, and who was told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fanal.web.casework.models import (
    Breach,
)
from fanal.web.casework.selectors.breach import clock
from fanal.web.organisations.tenancy import tenant
from web.casework.governing import HOME

pytestmark = pytest.mark.django_db


def test_seventy_two_hours_run_from_the_moment_it_was_found(harbour: Any) -> None:
    now = timezone.now()
    with tenant(harbour.pk):
        breach = Breach(happened_on=now.date(), found_at=now - timedelta(hours=70, minutes=30))
        assert (clock(breach, now).left, clock(breach, now).late) == (1, 0)
        breach.found_at = now - timedelta(hours=75)
        assert clock(breach, now).late == 3
        breach.authority_told_at = now
        assert clock(breach, now).told_late


def test_anybody_reports_a_breach_and_it_closes_once_the_authority_was_told(
    client_of: Any, harbour: Any
) -> None:
    now = timezone.localtime()
    said = {
        "what": "A telephone was lost.",
        "happened_on": now.date().isoformat(),
        "found_at": now.strftime("%Y-%m-%dT%H:%M"),
    }
    assert client_of("hotline-adviser").post(HOME + "breaches/new/", said).status_code == 302
    with tenant(harbour.pk):
        row = Breach.objects.get()
    client, address = client_of("organisation-administrator"), f"{HOME}breaches/{row.pk}/"
    assert "hours left to tell the authority" in client.get(address).content.decode()
    client.post(address + "close/", {"seen": "1"})
    with tenant(harbour.pk):
        assert Breach.objects.get().closed_on is None
    told = said | {"seen": "1", "authority_told_at": now.strftime("%Y-%m-%dT%H:%M"), "people": "2"}
    assert client.post(address + "change/", told).status_code == 302
    late = client.post(address + "change/", told | {"people": "3"})
    assert late.status_code == 409 and "Somebody changed this meanwhile" in late.content.decode()
    client.post(address + "close/", {"seen": "2"})
    with tenant(harbour.pk):
        assert Breach.objects.get().closed_on == timezone.localdate()
    assert client_of("caseworker").get(address).status_code == 403
