"""What is read of the audit trail."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from fanal.web.audit_trail.chain import Chain
from fanal.web.audit_trail.models import Entry
from fanal.web.organisations.models import Membership
from fanal.web.organisations.tenancy import current_organisation


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries are wanted: all that is given holds."""

    event: str = ""
    actor: uuid.UUID | None = None
    person: uuid.UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()

    def condition(self) -> Q:
        """Give it as Django filters."""
        said = {"event": self.event, "actor": self.actor, "at__gte": self.since, "at__lt": self.until}
        condition = Q(**{name: value for name, value in said.items() if value})
        return condition & (Q(person=self.person) | Q(subject_id=self.person)) if self.person else condition


@dataclass(frozen=True)
class HeadNow:
    """Where a chain ends now; nothing yet: number 0."""

    chain: str
    sequence: int
    hash: bytes


def entries(chain: Chain, wanted: Wanted | None = None) -> Any:
    """Query entries of a chain, newest first."""
    return chain.entries.objects.filter((wanted or Wanted()).condition()).order_by("-sequence")


def entries_here(wanted: Wanted | None = None) -> Any:
    """Query entries of the organisation whose turn it is, newest first."""
    return entries(Chain(current_organisation()), wanted)


def last_entry(chain: Chain) -> Entry | None:
    """Give the last stored entry of a chain."""
    found: Entry | None = chain.entries.objects.order_by("-sequence").first()
    return found


def head(chain: Chain) -> HeadNow:
    """Say where a chain ends now."""
    last = last_entry(chain)
    return HeadNow(chain.name, last.sequence if last else 0, bytes(last.hash) if last else b"")


def names() -> dict[uuid.UUID, str]:
    """Name all who ever worked here: by name, else as partners see them, else by their id."""
    found = Membership.objects.select_related("user")
    return {one.user_id: one.user.name or one.pseudonym or str(one.user_id)[:8] for one in found}


def host_names() -> dict[uuid.UUID, str]:
    """Name who administers the host; nobody else's name is shown there."""
    found = get_user_model()._default_manager.filter(is_host_administrator=True)
    return {one.pk: one.name or str(one.pk)[:8] for one in found}
