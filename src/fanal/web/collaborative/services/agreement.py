"""Data-sharing agreements: offered by the hub, signed by the contributor, enforced at every contribution."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fanal.contributing import agreeable
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative import lists
from fanal.web.collaborative.agreement_text import text_of
from fanal.web.collaborative.models import Agreement, Contributor, ImpactAssessment
from fanal.web.collaborative.selectors.seen import agreement_seen
from fanal.web.collaborative.services.crossing import at_hub
from fanal.web.collaborative.sharing import with_beside
from fanal.web.design.errors import Refused

State = Agreement.State


@transaction.atomic
def agreement_offer(
    contributor: Contributor,
    *,
    by: Actor,
    purpose: str,
    kinds: Collection[str],
    fields: Collection[str],
    valid_from: date,
    valid_until: date | None = None,
    language: str = "en",
    text: str = "",
) -> Agreement:
    """Write an agreement and offer it.

    Parameters
    ----------
    purpose, kinds
        Codes of ``sharing-purposes`` and ``contribution-kinds``.
    fields
        Names of fields of the standard, each of `contributing.agreeable`.
    text
        In Markdown; nothing: the template, filled in.

    Raises
    ------
    Refused
        If a field may never leave, or nothing would be allowed.
    """
    insist(by, "hubs.change")
    if contributor.ended_at is not None:
        raise Refused("web.collaborative.contributor-ended", status=409)
    if purpose not in lists.codes("sharing-purposes") or not kinds or not fields:
        raise Refused("web.collaborative.agreement-empty", status=400)
    if set(kinds) - set(lists.codes("contribution-kinds")):
        raise Refused("web.collaborative.agreement-empty", status=400)
    if never := sorted(set(fields) - agreeable()):
        raise Refused("web.collaborative.agreement-never", status=400, fields=", ".join(never))
    made = Agreement(
        contributor=contributor,
        purpose=purpose,
        kinds=sorted(kinds),
        fields=sorted(with_beside(fields)),
        language=language,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    made.text = text or text_of(made)
    made.save(force_insert=True)
    _tell("agreements.offered", made)
    return made


@transaction.atomic
def agreement_sign(agreement: UUID, *, by: Actor, name: str) -> Agreement:
    """Sign an agreement on the contributor's own page.

    Parameters
    ----------
    agreement
        As the organisation sees it.
    name
        Name and office of whoever signs.

    Raises
    ------
    KeysLocked
        If the hub's keys are not open: the name is sealed with them.
    """
    insist(by, "agreements.sign")
    seen = agreement_seen(agreement)
    with at_hub(seen.contributor):
        signed = _signed(seen.pk, name=name, user=by.user_id)
    record("agreements.signed-here", subject=("collaborative.agreement", signed.pk))
    return signed


@transaction.atomic
def agreement_decline(agreement: UUID, *, by: Actor) -> Agreement:
    """Say no, on the contributor's own page; to one that was signed: end it today."""
    insist(by, "agreements.sign")
    seen = agreement_seen(agreement)
    with at_hub(seen.contributor):
        held = Agreement.objects.select_for_update().get(pk=seen.pk)
        ended = _ended(held)
    record("agreements.ended-here", subject=("collaborative.agreement", ended.pk))
    return ended


@transaction.atomic
def agreement_record(agreement: Agreement, *, by: Actor, name: str) -> Agreement:
    """Record that an agreement was signed on paper; by whom is on the paper."""
    insist(by, "hubs.change")
    return _signed(agreement.pk, name=name, user=None)


@transaction.atomic
def agreement_end(agreement: Agreement, *, by: Actor) -> Agreement:
    """End an agreement today, or take an offer back."""
    insist(by, "hubs.change")
    return _ended(Agreement.objects.select_for_update().get(pk=agreement.pk))


def agreement_insist(
    contributor: Contributor, *, purpose: str, kind: str, agreement: str = "", on: date | None = None
) -> Agreement:
    """Give the agreement under which something may be contributed; its fields are asked apart.

    Parameters
    ----------
    agreement
        The one that the package names; nothing: the newest that holds.
    on
        The day; none: today.

    Raises
    ------
    Refused
        If none holds, or no impact assessment was accepted before.
    """
    day = on or timezone.localdate()
    found = Agreement.objects.filter(contributor=contributor, purpose=purpose).order_by("-signed_at", "pk")
    holding = [one for one in found if one.holds(day) and kind in one.kinds]
    fitting = [one for one in holding if not agreement or str(one.pk) == agreement]
    if contributor.ended_at is not None or not fitting:
        raise Refused("web.collaborative.agreement-none", status=409)
    if not assessed(contributor, day):
        raise Refused("web.collaborative.assessment-first", status=409)
    return fitting[0]


def assessed(contributor: Contributor, on: date) -> bool:
    """Say whether an impact assessment was accepted, and is not due to be looked at again."""
    last = (
        ImpactAssessment.objects.filter(contributor=contributor, accepted_at__isnull=False)
        .order_by("-accepted_at")
        .first()
    )
    return last is not None and (last.review_on is None or on <= last.review_on)


def _signed(agreement: UUID, *, name: str, user: UUID | None) -> Agreement:
    held: Agreement = Agreement.objects.select_for_update().get(pk=agreement)
    if held.state != State.OFFERED:
        raise Refused("web.collaborative.agreement-not-offered", status=409)
    held.state, held.signed_at = State.SIGNED, timezone.now()
    held.signed_by, held.signed_user_id = name, user
    held.save()
    _tell("agreements.signed", held)
    return held


def _ended(held: Agreement) -> Agreement:
    if held.state in (State.OFFERED, State.SIGNED):
        held.state = State.DECLINED if held.state == State.OFFERED else State.ENDED
        held.ended_at = timezone.now()
        held.save(update_fields=["state", "ended_at"])
        _tell("agreements.ended", held)
    return held


def _tell(event: str, row: Agreement) -> None:
    record(event, subject=("collaborative.agreement", row.pk))
