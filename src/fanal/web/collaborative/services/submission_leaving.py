"""A package leaves: to a hub of this site, to one elsewhere by its API, or carried by hand; nobody's twice.

Who may leave is asked again at that moment: whoever withdrew since the package was made does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

import polars as pl
from django.db import transaction
from django.utils import timezone

from fanal.contributing import Package
from fanal.contributing.package import ROW, sealed
from fanal.contributing.sending import send
from fanal.presentation import Refusal
from fanal.web.access.actor import Actor, current_actor
from fanal.web.access.levels import AccessLevel
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework.models import Case
from fanal.web.casework.services.exports import Wanted, copies_note, sorted_by_basis
from fanal.web.collaborative.models import Destination, Submission
from fanal.web.collaborative.selectors.seen import agreement_seen
from fanal.web.collaborative.selectors.submission import package_of
from fanal.web.collaborative.services.crossing import at_hub
from fanal.web.collaborative.services.submission_making import say_problem, sent_before
from fanal.web.collaborative.services.submission_terms import agreed_of
from fanal.web.design.errors import Refused
from fanal.web.design.language import say
from fanal.web.keys.files import SealedFiles
from fanal.web.organisations.tenancy import current_user

State = Submission.State
_AT_ONCE = 500


@transaction.atomic
def submission_send(submission: Submission, *, by: Actor) -> Submission:
    """Let a package leave for its hub, in the background.

    Raises
    ------
    Refused
        If it is not there to be sent: not made, sent already, or to be carried.
    """
    from fanal.web.collaborative.tasks.submission import send_submission

    insist(by, "contributions.send")
    held = _held(submission.pk)
    if held.state != State.PREPARED:
        raise Refused("web.collaborative.submission-not-now", status=409)
    if held.destination is not None and not held.destination.address:
        raise Refused("web.collaborative.submission-carried-only", status=409)
    agreed_of(held)
    held.state, held.problem = State.SENDING, ""
    held.ticket = send_submission.defer(submission=held.pk).pk
    held.save()
    return held


def send_steps(submission: UUID) -> Iterator[tuple[int, int]]:
    """Send a package, in steps; begun again after a crash, it arrives once.

    To a hub of this site in one transaction. Elsewhere what leaves is noted first: whether it arrived is
    known only afterwards, and the same package sent again is the same contribution there.
    """
    row = _held(submission)
    if row.state != State.SENDING:
        return
    insist(current_actor(), "contributions.send")
    if row.hub_id is not None:
        _to_hub_here(row)
        return
    try:
        package = _asked_again(row)
    except Refused as refused:
        _not_sent(row.pk, refused)
        return
    _note_leaving(row, package)
    yield 1, 2
    row = _held(submission)
    if row.state == State.SENDING:
        _to_hub_elsewhere(row)


@transaction.atomic
def submission_carry(submission: Submission, *, by: Actor) -> bytes:
    """Give the package sealed to the key of its hub, to be carried by any way.

    Raises
    ------
    Refused
        If it is not there to be carried.
    """
    insist(by, "contributions.send")
    row = _held(submission.pk)
    if row.destination is None or row.state not in (State.PREPARED, State.CARRIED):
        raise Refused("web.collaborative.submission-not-now", status=409)
    agreed_of(row)
    package = _asked_again(row)
    _note_leaving(row, package)
    row.state, row.sent_at = State.CARRIED, row.sent_at or timezone.now()
    row.save()
    _tell("contributions.carried", row)
    return sealed(package.to_bytes(), row.destination.recipient)


def _to_hub_here(row: Submission) -> None:
    """Cross to the hub's tenant; what leaves is noted in the same transaction that it arrives in."""
    from fanal.web.collaborative.services.receiving import contribution_receive

    assert row.agreement is not None  # noqa: S101 - of a hub of this site there is one
    try:
        with transaction.atomic():
            agreed_of(row)
            package = _asked_again(row)
            seen = agreement_seen(row.agreement)
            with at_hub(seen.contributor) as contributor:
                made = contribution_receive(
                    contributor=contributor, raw=package.to_bytes(), way="site", by=current_user()
                )
            _note_leaving(row, package)
            _arrived(row, made.pk)
    except (Refused, Refusal) as refused:
        _not_sent(row.pk, refused)


def _to_hub_elsewhere(row: Submission) -> None:
    destination: Destination | None = row.destination
    assert destination is not None  # noqa: S101 - where there is no hub there is a destination
    try:
        agreed_of(row)
        package = package_of(row)
        receipt = send(
            destination.address, destination.token, sealed(package.to_bytes(), destination.recipient)
        )
    except (Refused, Refusal) as refused:
        _not_sent(row.pk, refused)
        return
    _arrived(row, _id(receipt.contribution))


def _asked_again(row: Submission) -> Package:
    """Ask again of everybody in a package whether they may leave; who may not is taken out of it.

    Raises
    ------
    Refused
        If somebody who may not is in counts: nobody can be taken out of those.
    """
    package = package_of(row)
    rows: dict[str, list[str]] = row.inside.get("rows", {})
    if package.rows is None:
        counted = row.inside.get("counted", [])
        if {person for person, _ in counted} - _allowed(row, counted):
            raise Refused("web.collaborative.submission-counts-outdated", status=409)
        return package
    allowed = _allowed(row, rows.values())
    stay = {name for name, (person, _) in rows.items() if person not in allowed}
    if not stay:
        return package
    sent, _ = sent_before(row)
    table = package.rows.filter(~pl.col(ROW).is_in(list(stay)))
    removed = tuple(sorted({*package.removed, *(stay & sent)}))
    package = replace(package, rows=table, removed=removed)
    before, row.package = row.package, SealedFiles().write("package.zip", [package.to_bytes()])
    row.rows = table.height
    row.taken_back += len(stay & sent)
    row.inside = row.inside | {
        "rows": {name: who for name, who in rows.items() if name not in stay},
        "stays": row.inside.get("stays", {}) | {rows[name][1]: "withdrawn-since" for name in stay},
        "removed": list(removed),
    }
    row.held_back = row.held_back | {"withdrawn-since": row.held_back.get("withdrawn-since", 0) + len(stay)}
    row.save()
    if before is not None:
        SealedFiles().delete(before)
    return package


def _allowed(row: Submission, those: Iterable[list[str]]) -> set[str]:
    """Give, of pairs of a person and a case, the persons who may leave now."""
    allowed: set[str] = set()
    cases = list(
        Case.objects.filter(pk__in=[case for _, case in those])
        .exclude(level=AccessLevel.CLOSED)
        .select_related("person")
    )
    for begin in range(0, len(cases), _AT_ONCE):
        found = sorted_by_basis(cases[begin : begin + _AT_ONCE], row.purpose)
        allowed |= {str(one.person_id) for one in found.leave}
    return allowed


def _note_leaving(row: Submission, package: Package) -> None:
    """Note a copy for everybody who leaves, once, before anything does."""
    noted = set(row.inside.get("noted", ()))
    rows: dict[str, list[str]] = row.inside.get("rows", {})
    new = {name: who for name, who in rows.items() if name not in noted}
    cases = {str(one.pk): one for one in Case.objects.filter(pk__in=[case for _, case in new.values()])}
    copies_note(
        [(cases[case], UUID(person)) for person, case in new.values()],
        Wanted(purpose=row.purpose),
        receiver=row.hub_name,
        what=say("web.collaborative.copy-what"),
    )
    row.inside = row.inside | {"noted": sorted({*noted, *new})}
    row.leaving_since = row.leaving_since or timezone.now()
    row.save()


def _arrived(row: Submission, contribution: UUID | None) -> None:
    row.state, row.sent_at, row.contribution, row.problem = State.SENT, timezone.now(), contribution, ""
    # Whom counts were made of need not be known any longer: nobody is taken back out of them.
    row.inside = row.inside | {"counted": []}
    row.save()
    _forget_older(row)
    _tell("contributions.sent", row)


def _forget_older(row: Submission) -> None:
    """Destroy packages that this one replaces: which rows left stays known, what stood in them does not."""
    older = Submission.objects.filter(
        hub=row.hub_id, destination=row.destination_id, state=State.SENT, package__isnull=False
    ).exclude(pk=row.pk)
    for one in older.select_related("package"):
        file, one.package = one.package, None
        one.save(update_fields=["package"])
        SealedFiles().delete(file)


def _not_sent(submission: UUID, refused: Refused | Refusal) -> None:
    """Let it be sent again, and say what was in the way."""
    row = _held(submission)
    row.state = State.PREPARED
    say_problem(row, refused)
    _tell("contributions.not-sent", row)


def _held(submission: UUID) -> Submission:
    found = Submission.objects.select_for_update(of=("self",)).select_related("destination", "package")
    held: Submission = found.get(pk=submission)
    return held


def _id(told: str) -> UUID | None:
    try:
        return UUID(told)
    except ValueError:
        return None


def _tell(event: str, row: Submission) -> None:
    about = {"kind": row.kind, "rows": row.rows, "taken_back": row.taken_back}
    record(event, subject=("collaborative.submission", row.pk), details=about)
