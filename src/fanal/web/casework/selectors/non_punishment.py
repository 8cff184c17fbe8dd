"""Whether the principle of non-punishment is pointed out before anything of somebody goes to an authority."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from fanal.web.access.actor import Actor
from fanal.web.access.levels import REACH_RESTRICTED
from fanal.web.casework.models import Case, Person
from fanal.web.casework.policy import READ_ALLEGED, may_read_alleged
from fanal.web.casework.selectors.status import both_among

BOTH = "web.casework.non-punishment"
BOTH_AMONG = "web.casework.non-punishment-among"
PERHAPS = "web.casework.non-punishment-perhaps"


def notice_of(person: Person, *, case: Case | None, actor: Actor) -> str:
    """Give the text that comes before anything of a person goes to an authority; empty: none is due.

    Whoever may not see who is alleged to be a perpetrator gets one for everybody: so it tells them nothing,
    and nobody who is both is handed to an authority without it.
    """
    if case is None or not may_read_alleged(actor, case):
        return PERHAPS
    return BOTH if both_among([person.pk]) else ""


def notice_of_many(persons: Iterable[uuid.UUID], *, actor: Actor) -> str:
    """Give the text that comes before several persons go to an authority: there always is one."""
    knows = {READ_ALLEGED, REACH_RESTRICTED} <= actor.actions
    return BOTH_AMONG if knows and both_among(persons) else PERHAPS
