"""Writing to the audit trail."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from fanal.web.audit_trail import pending
from fanal.web.audit_trail.chain import Chain, append
from fanal.web.audit_trail.models import AuditEntry, HostEntry
from fanal.web.audit_trail.sealing import seal, seal_for_host
from fanal.web.organisations.tenancy import current_organisation, current_user

Subject = tuple[str, uuid.UUID]
"""What something was done to: ``casework.case`` and its id."""


def record(
    event: str,
    *,
    person: uuid.UUID | None = None,
    subject: Subject | None = None,
    details: Mapping[str, Any] | None = None,
    once: bool = False,
) -> None:
    """Tell what happened in the organisation whose turn it is; stored with what else its transaction stores.

    Parameters
    ----------
    event
        As ``cases.opened``; its words are given by `events.name`.
    person
        Whom it tells of: then `details` are sealed with that person's key, and unreadable once it is erased.
    subject
        What it was done to.
    details
        More, sealed. Without the key that it needs nothing of it is kept, see `sealing`.
    once
        Tell the same only once in a transaction: ten fields of a person that are opened are one view.
    """
    organisation = current_organisation()
    told = (event, person, subject, repr(details)) if once else None
    if told and pending.waits(organisation, told):
        return
    entry = AuditEntry(**_columns(event, person, subject))
    entry.sealed_with, entry.details = seal(entry.id, person, details)
    pending.keep(organisation, entry, told)


def record_host(
    event: str, *, subject: Subject | None = None, details: Mapping[str, Any] | None = None
) -> None:
    """Tell what happened on the host, outside every organisation; stored at once, in the present transaction.

    Parameters
    ----------
    event, subject, details
        As for `record`; details are sealed with a key of the host.
    """
    with transaction.atomic():
        entry = HostEntry(**_columns(event, None, subject))
        entry.sealed_with, entry.details = seal_for_host(entry.id, details)
        append(Chain(), [entry])


def _columns(event: str, person: uuid.UUID | None, subject: Subject | None) -> dict[str, Any]:
    model, pk = subject or ("", None)
    return {
        "at": timezone.now(),
        "event": event,
        "actor": current_user(),
        "subject_model": model,
        "subject_id": pk,
        "person": person,
    }
