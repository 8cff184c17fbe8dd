"""Notices: that something waits for somebody; the mail says that, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from fanal.web.operations.models import Notice
from fanal.web.organisations.models import Membership


@dataclass(frozen=True)
class Waiting:
    """Something that waits: its kind in words, and where it is seen."""

    notice: Notice
    key: str
    address: str


KINDS = {
    "alert": ("web.operations.waits-alert", "audit_trail.entries"),
    "emergency": ("web.operations.waits-emergency", "access.emergencies"),
    "hidden-hit": ("web.operations.waits-hidden-hit", "casework.hit-list"),
}
"""Kinds of notices: what is said of each, and the address within the organisation that it is seen at."""


def notice_give(to: Iterable[uuid.UUID], kind: str) -> None:
    """Tell people that something waits, once for each kind until they looked; a mail follows.

    Parameters
    ----------
    to
        Ids of users.
    kind
        One of `KINDS`.
    """
    for user in to:
        _, made = Notice.objects.get_or_create(to_id=user, kind=kind, seen_at=None)
        if made and settings.EMAIL_HOST:
            from fanal.web.operations.tasks import mail_notice

            mail_notice.defer(user=user)


def waiting_for(user: uuid.UUID) -> list[Waiting]:
    """List what waits for somebody in this organisation, the newest first."""
    found = Notice.objects.filter(to_id=user, seen_at=None).select_related("organisation").order_by("-at")
    return [
        Waiting(one, KINDS[one.kind][0], reverse(KINDS[one.kind][1], args=[one.organisation.slug]))
        for one in found
    ]


def notice_see(*, notice: uuid.UUID, by: uuid.UUID) -> None:
    """Take a notice away that somebody has seen; nobody takes those of others away."""
    Notice.objects.filter(pk=notice, to_id=by, seen_at=None).update(seen_at=timezone.now())


def holders_of(role: str) -> list[uuid.UUID]:
    """List the users who have a role in this organisation now."""
    found = Membership.objects.filter(ended_at=None, roles__contains=[role]).values_list("user_id", flat=True)
    return list(found)
