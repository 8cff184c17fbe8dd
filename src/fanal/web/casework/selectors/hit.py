"""What a supervisor reads of searches that hit what the searcher may not know of."""

from __future__ import annotations

import uuid

from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.casework.models import HiddenHit
from fanal.web.casework.policy import readable
from fanal.web.organisations.names import name_of

SHOWN = 100


def hits_of(actor: Actor) -> list[tuple[HiddenHit, str, bool]]:
    """List the hits that somebody is told of, the newest first: who searched, and if the case may be read."""
    found = (
        HiddenHit.objects.filter(to__user=actor.user_id, seen_at=None)
        .select_related("case", "by__user")
        .order_by("-at")[:SHOWN]
    )
    known = set(readable(actor).filter(pk__in=[one.case_id for one in found]).values_list("pk", flat=True))
    return [(one, name_of(one.by), one.case_id in known) for one in found]


def hit_see(actor: Actor, hit: str) -> None:
    """Take a hit away that its supervisor has seen to."""
    try:
        wanted = uuid.UUID(hit)
    except ValueError:
        return
    HiddenHit.objects.filter(pk=wanted, to__user=actor.user_id).update(seen_at=timezone.now())
