"""The record of processing."""

from __future__ import annotations

from typing import Any

import pytest

from fanal.web.casework import governance
from fanal.web.casework.models import (
    Processing,
)
from fanal.web.organisations.tenancy import tenant
from web.casework.governing import HOME

pytestmark = pytest.mark.django_db


def test_the_record_of_processing_begins_with_what_is_proposed(client_of: Any, harbour: Any) -> None:
    client = client_of("data-manager")
    assert "Case management" in client.get(HOME + "processing/").content.decode()
    client.post(HOME + "processing/begin/")
    client.post(HOME + "processing/begin/")
    with tenant(harbour.pk):
        rows = list(Processing.objects.order_by("made_at"))
        assert len(rows) == len(governance.processing_lines("en"))
    client.post(
        f"{HOME}processing/{rows[0].pk}/",
        {"activity": "Shelter", "purpose": "A bed", "seen": "1"},
    )
    client.post(f"{HOME}processing/{rows[1].pk}/remove/", {"seen": "2"})
    assert rows[1].activity in client.get(HOME + "processing/").content.decode()
    client.post(f"{HOME}processing/{rows[1].pk}/remove/", {"seen": "1"})
    said = client.get(HOME + "processing/").content.decode()
    assert "Shelter" in said and rows[1].activity not in said
