"""A package on its way out: begun, looked at, discarded; hubs elsewhere to which packages go."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fanal.contributing import agreeable
from fanal.contributing.package import sealed
from fanal.contributing.sending import checked
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.models import Destination, Submission
from fanal.web.collaborative.services.submission_terms import Agreed
from fanal.web.design.errors import Refused
from fanal.web.keys.files import SealedFiles

State = Submission.State


@transaction.atomic
def submission_prepare(
    agreed: Agreed, *, by: Actor, kind: str = "rows", settings: dict[str, Any] | None = None
) -> Submission:
    """Begin a package; it is made in the background, and leaves only once somebody looked at it.

    Parameters
    ----------
    agreed
        What was agreed with the hub.
    kind
        ``rows`` or ``aggregates``.
    settings
        See `Submission`.

    Raises
    ------
    Refused
        If that kind was not agreed, or one is being made already.
    """
    from fanal.web.collaborative.tasks.submission import prepare_submission

    insist(by, "contributions.send")
    if kind not in agreed.kinds:
        raise Refused("web.collaborative.submission-kind-not-agreed", status=409)
    receiver: dict[str, Any] = {"hub_id": agreed.hub, "destination": agreed.destination}
    if Submission.objects.filter(state__in=(State.PREPARING, State.SENDING), problem="", **receiver).exists():
        raise Refused("web.collaborative.submission-already", status=409)
    row = Submission(
        **receiver,
        hub_name=agreed.name[:200],
        agreement=UUID(agreed.agreement) if agreed.hub else None,
        purpose=agreed.purpose,
        kind=kind,
        settings=settings or {},
        made_by_id=by.user_id,
    )
    row.save(force_insert=True)
    row.ticket = prepare_submission.defer(submission=row.pk).pk
    row.save(update_fields=["ticket"])
    _tell("contributions.prepared", row)
    return row


@transaction.atomic
def submission_discard(submission: Submission, *, by: Actor) -> Submission:
    """Let a package not leave; it is destroyed. What may have arrived already stays known."""
    insist(by, "contributions.send")
    held: Submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if held.state not in (State.PREPARING, State.PREPARED):
        raise Refused("web.collaborative.submission-not-now", status=409)
    held.state = State.DISCARDED
    package, held.package = held.package, None
    if held.leaving_since is None:
        held.inside = {}
    held.save()
    if package is not None:
        SealedFiles().delete(package)
    _tell("contributions.discarded", held)
    return held


@transaction.atomic
def destination_add(
    *,
    by: Actor,
    name: str,
    purpose: str,
    fields: list[str],
    recipient: str,
    agreement: str = "",
    address: str = "",
    token: str = "",
    valid_until: date | None = None,
) -> Destination:
    """Note a hub on another site; the token is sealed.

    Raises
    ------
    Refusal
        If the key is none, or what is sent to the address could be read on its way.
    Refused
        If a field never leaves.
    """
    insist(by, "contributions.send")
    sealed(b"", recipient)
    if address:
        checked(address)
    if not fields or set(fields) - agreeable():
        raise Refused("web.collaborative.destination-fields", status=400)
    made = Destination(
        name=name,
        purpose=purpose,
        fields=sorted(fields),
        recipient=recipient,
        agreement=agreement,
        address=address,
        token=token,
        valid_until=valid_until,
    )
    made.save(force_insert=True)
    record("destinations.added", subject=("collaborative.destination", made.pk))
    return made


@transaction.atomic
def destination_end(destination: Destination, *, by: Actor) -> None:
    """Send nothing there any more; the token is forgotten."""
    insist(by, "contributions.send")
    held: Destination = Destination.objects.select_for_update().get(pk=destination.pk)
    if held.ended_at is None:
        held.ended_at, held.token = timezone.now(), ""
        held.save()
        record("destinations.ended", subject=("collaborative.destination", held.pk))


def _tell(event: str, row: Submission) -> None:
    about = {"kind": row.kind, "rows": row.rows, "taken_back": row.taken_back}
    record(event, subject=("collaborative.submission", row.pk), details=about)
