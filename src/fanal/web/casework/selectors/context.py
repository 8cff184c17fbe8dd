"""What is read of contexts."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef

from fanal.web.access.actor import Actor
from fanal.web.casework.models import Case, Context
from fanal.web.casework.policy import may_read_alleged
from fanal.web.keys.hierarchy import load_persons
from fanal.web.keys.models import PersonKey


def contexts_of(case: Case, actor: Actor) -> list[Context]:
    """List who is in a case as what, the victim first; alleged perpetrators only where one may see them."""
    # Who was erased is gone; the others of the case stay readable.
    erased = PersonKey.objects.filter(pk=OuterRef("person"), destroyed_at__isnull=False)
    found = Context.objects.filter(~Exists(erased), case=case).select_related("person").order_by("made_at")
    if not may_read_alleged(actor, case):
        found = found.exclude(role=Context.Role.PERPETRATOR)
    listed = sorted(found, key=lambda one: _ORDER[Context.Role(one.role)])
    load_persons(one.person_id for one in listed)
    return listed


def context_of(case: Case, context: uuid.UUID, actor: Actor) -> Context | None:
    """Find a context of a case; none where it may not be seen."""
    found = Context.objects.filter(case=case, pk=context).select_related("person", "case").first()
    if found and found.role == Context.Role.PERPETRATOR and not may_read_alleged(actor, case):
        return None
    return found


_ORDER = {Context.Role.VICTIM: 0, Context.Role.OTHER: 1, Context.Role.PERPETRATOR: 2}
