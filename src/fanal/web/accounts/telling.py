"""Tells the audit trail what accounts do: in every organisation of a person, and in the host's own chain.

Signing in, out and failing to do so it hears from Django by itself.
"""

from __future__ import annotations

import uuid
from typing import Any

from fanal.web.organisations.selectors import belongings
from fanal.web.organisations.tenancy import tenant

EVENTS = {
    "accounts.second-factor-added": "web.accounts.event-second-factor-added",
    "accounts.second-factor-removed": "web.accounts.event-second-factor-removed",
    "accounts.second-factor-failed": "web.accounts.event-second-factor-failed",
    "accounts.recovery-codes-renewed": "web.accounts.event-recovery-codes-renewed",
    "accounts.password-changed": "web.accounts.event-password-changed",
    "accounts.access-renewal-made": "web.accounts.event-access-renewal-made",
    "accounts.access-renewed": "web.accounts.event-access-renewed",
    "accounts.host-administrator-ended": "web.accounts.event-host-administrator-ended",
    "accounts.sessions-ended": "web.accounts.event-sessions-ended",
    "accounts.invited": "web.accounts.event-invited",
    "accounts.invitation-withdrawn": "web.accounts.event-invitation-withdrawn",
    "accounts.joined": "web.accounts.event-joined",
    "accounts.roles-changed": "web.accounts.event-roles-changed",
    "accounts.membership-ended": "web.accounts.event-membership-ended",
    "accounts.pseudonym-set": "web.accounts.event-pseudonym-set",
    "accounts.organisation-created": "web.accounts.event-organisation-created",
    "accounts.organisation-closed": "web.accounts.event-organisation-closed",
    "accounts.host-administrator-invited": "web.accounts.event-host-administrator-invited",
    "accounts.host-administrator-made": "web.accounts.event-host-administrator-made",
}
"""What is told, and the key of its words."""


def tell(event: str, *, user: uuid.UUID | None = None, details: dict[str, Any] | None = None) -> None:
    """Tell what happened to an account.

    Parameters
    ----------
    event
        Its name, such as ``accounts.password-changed``.
    user
        Whose account; none: no such account, or nobody's.
    details
        Codes and ids only.
    """
    from fanal.web.audit_trail.services import record, record_host

    subject = ("accounts.user", user) if user else None
    # Always in the same order, since each chain is locked.
    for organisation in sorted(one.organisation.pk for one in belongings(user)) if user else []:
        with tenant(organisation):
            record(event, subject=subject, details=details)
    record_host(event, subject=subject, details=details)


def tell_here(event: str, *, user: uuid.UUID | None = None, details: dict[str, Any] | None = None) -> None:
    """Tell the organisation whose turn it is what happened in it."""
    from fanal.web.audit_trail.services import record

    record(event, subject=("accounts.user", user) if user else None, details=details)
