"""What was decided on somebody's status as a victim of trafficking, and the stages since; never computed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.models import Case, Context, Person, Stage, StatusDecision

BOTH = (Context.Role.VICTIM, Context.Role.PERPETRATOR)


def is_both(person: Person) -> bool:
    """Say whether a person is a victim, and alleged to be a perpetrator, in whichever cases.

    Before anything of such a person goes to an authority, a page includes
    ``casework/status_non_punishment.html``. Ask it only for somebody who may see alleged perpetrators, or
    where nothing of the answer is shown.
    """
    return person.pk in both_among([person.pk])


def both_among(persons: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Find those who are both, among many."""
    found: dict[uuid.UUID, set[str]] = {}
    rows = Context.objects.filter(person__in=list(persons), role__in=BOTH)
    for person, role in rows.values_list("person", "role"):
        found.setdefault(person, set()).add(role)
    return {person for person, roles in found.items() if roles == set(BOTH)}


@dataclass(frozen=True)
class Decided:
    """A victim's context in a case with what was decided, the last first.

    Attributes
    ----------
    now
        What holds: the last decision; none: nobody has decided.
    """

    context: Context
    decisions: list[StatusDecision]

    @property
    def now(self) -> StatusDecision | None:
        """Give the decision that holds."""
        return self.decisions[0] if self.decisions else None


def decided(case: Case) -> list[Decided]:
    """List the victims of a case and what was decided on each."""
    contexts = list(victims(case))
    rows: dict[uuid.UUID, list[StatusDecision]] = {}
    found = StatusDecision.objects.filter(context__in=contexts).order_by("-decided_on", "-made_at")
    for one in found:
        rows.setdefault(one.context_id, []).append(one)
    return [Decided(context, rows.get(context.pk, [])) for context in contexts]


def victims(case: Case) -> QuerySet[Context]:
    """Query the contexts of a case that are of victims."""
    found = Context.objects.filter(case=case, role=Context.Role.VICTIM).select_related("person")
    return found.order_by("made_at", "pk")


def status_now(context: Context) -> StatusDecision | None:
    """Give the decision that holds for a context; what an export writes as the status."""
    return StatusDecision.objects.filter(context=context).order_by("-decided_on", "-made_at").first()


@dataclass(frozen=True)
class StageNow:
    """A stage, and what is left of it.

    Attributes
    ----------
    days_left
        Until its end; 0: it ends today; negative: it has ended; none: no end is known, or it has an outcome.
    lasts
        How many days it takes from beginning to end, where both are known.
    too_short
        How many days it lasts at least by law, where this one is shorter.
    """

    stage: Stage
    days_left: int | None
    lasts: int | None
    too_short: int | None


def stages(case: Case, today: date | None = None) -> list[StageNow]:
    """List the stages of a case, the latest first."""
    day = today or timezone.localdate()
    found = Stage.objects.filter(case=case).select_related("person").order_by("-begins_on", "-made_at")
    return [stage_now(one, day) for one in found]


def stage_now(stage: Stage, today: date) -> StageNow:
    """Say what is left of a stage."""
    if stage.ends_on is None:
        return StageNow(stage, None, None, None)
    lasts = (stage.ends_on - stage.begins_on).days
    least = _least(stage.kind)
    left = None if stage.outcome else (stage.ends_on - today).days
    return StageNow(stage, left, lasts, least if least and lasts < least else None)


def _least(kind: str) -> int | None:
    found = lists.code_list("stages").by_code.get(kind)
    return found.more.get("days") if found else None
