"""Notices: that something waits for somebody; the mail says that, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from fanal.web.accounts.waiting import Asking, Found, Waiting
from fanal.web.design.language import say
from fanal.web.operations.models import Notice
from fanal.web.organisations.models import Membership

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


def unseen(user: uuid.UUID | None) -> QuerySet[Notice]:
    """List what somebody is to look at in this organisation, the newest first."""
    return Notice.objects.filter(to_id=user, seen_at=None).order_by("-at")


def notices_found(asking: Asking) -> Found:
    """Find what this person is to look at; each goes away once they say that they saw it."""

    def shown(first: list[Notice]) -> list[Waiting]:
        return [
            Waiting(
                address=reverse(KINDS[one.kind][1], args=[asking.slug]),
                what=say(KINDS[one.kind][0]),
                since=timezone.localtime(one.at).date(),
                seen=reverse("operations.seen", args=[asking.slug, one.pk]),
            )
            for one in first
        ]

    return Found(unseen(asking.actor.user_id), shown)


def notice_see(*, notice: uuid.UUID, by: uuid.UUID) -> None:
    """Take a notice away that somebody has seen; nobody takes those of others away."""
    Notice.objects.filter(pk=notice, to_id=by, seen_at=None).update(seen_at=timezone.now())


def holders_of(role: str) -> list[uuid.UUID]:
    """List the users who have a role in this organisation now."""
    found = Membership.objects.filter(ended_at=None, roles__contains=[role]).values_list("user_id", flat=True)
    return list(found)
