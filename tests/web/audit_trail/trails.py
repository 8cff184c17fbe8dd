"""A trail to tamper with, and what somebody who owns the database could do to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from fanal.web.audit_trail.services import record
from fanal.web.operations.embedded import Cluster
from fanal.web.organisations.tenancy import tenant

ENTRIES, HEADS = "audit_trail_auditentry", "audit_trail_audithead"


def fill(organisation: UUID, *events: str) -> None:
    """Tell events, each in a transaction of its own."""
    for event in events:
        with tenant(organisation):
            record(event, details={"said": event})


def tamper(cluster: Cluster, statement: str, *values: Any) -> None:
    """Run a statement as the superuser, past every policy and right."""
    with cluster.connect(database=connection.settings_dict["NAME"]) as owner:
        assert owner.execute(statement, values).rowcount > 0
