"""The one question that is asked everywhere, whether somebody may do something."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from fanal.web.access.actor import Actor
from fanal.web.access.decisions import Decision, by_role
from fanal.web.access.levels import AccessControlled, AccessLevel, decide
from fanal.web.access.models import kind_of
from fanal.web.access.roles import roles
from fanal.web.design.errors import Refused

__all__ = ["Decision", "Hidden", "NotAllowed", "insist", "may"]


class NotAllowed(Refused):
    """Somebody may not do something, and the page says why: a 403."""

    def __init__(self, action: str, decision: Decision, way_on: tuple[str, str] | None = None) -> None:
        values: dict[str, Any] = dict(decision.values)
        super().__init__(decision.reason, status=403, way_on=way_on, **values)
        self.action, self.decision = action, decision


class Hidden(Http404):
    """There may be something, and whoever asked may not know: answered like what does not exist."""

    def __init__(self, action: str, decision: Decision) -> None:
        super().__init__()
        self.action, self.decision = action, decision


def may(actor: Actor, action: str, subject: AccessControlled | None = None) -> Decision:
    """Decide whether somebody may do something.

    Parameters
    ----------
    actor
        Who.
    action
        Its name in `data/roles.toml`.
    subject
        On what, where that has an access level.

    Returns
    -------
    Decision
        With its reason; true where it is allowed.
    """
    return by_role(actor, action) if subject is None else decide(actor, action, subject)


def insist(actor: Actor, action: str, subject: AccessControlled | None = None) -> None:
    """Go on only where somebody may do something: the first line of a service.

    Raises
    ------
    NotAllowed
        With the reason.
    Hidden
        What it is about may not be known to exist; a 404.
    """
    decision = may(actor, action, subject)
    if decision.hidden:
        raise Hidden(action, decision)
    if not decision.allowed:
        raise NotAllowed(action, decision, _way_on(actor, action, subject))


def _way_on(actor: Actor, action: str, subject: AccessControlled | None) -> tuple[str, str] | None:
    """Lead to asking for emergency access, where that would help."""
    helps = subject is not None and subject.level == AccessLevel.RESTRICTED and roles().actions[action].reads
    if not helps or not may(actor, action).allowed or not may(actor, "access.open-emergency").allowed:
        return None
    assert subject is not None  # noqa: S101
    parts = (subject.organisation.slug, kind_of(type(subject)), subject.pk)
    return reverse("access.emergency", args=parts), "web.access.ask-now"
