"""What becomes of a contribution: checked, accepted or refused, replaced, withdrawn; rows taken back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import polars as pl
from django.db import transaction

from fanal.contributing import Package, records_of
from fanal.contributing.package import ROW
from fanal.presentation import Finding, Refusal
from fanal.standard.checks import check
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.measuring import CONTRIBUTOR, VERSION, changes, fields_of, plain, quality
from fanal.web.collaborative.models import Contribution, Removal
from fanal.web.collaborative.selectors.contribution import before, rows_of
from fanal.web.collaborative.selectors.seen import contribution_seen
from fanal.web.collaborative.services.crossing import at_hub
from fanal.web.design.errors import Refused
from fanal.web.keys.files import SealedFiles

State = Contribution.State
NOT_UNDERSTOOD = "web.collaborative.not-understood"


def contribution_check(contribution: UUID) -> Iterator[tuple[int, int]]:
    """Check a contribution in steps, each in a transaction of its own; again, it does no harm twice.

    First what it says, all or nothing; then rows that were taken back leave the files of older versions.
    """
    yield 0, 2
    row: Contribution = Contribution.objects.select_for_update().get(pk=contribution)
    if row.state == State.RECEIVED:
        try:
            _check(row)
        except Refusal as refused:
            _refuse(row, refused.finding)
    yield 1, 2
    older = list(Contribution.objects.filter(contributor=row.contributor_id, records__isnull=False))
    for place, one in enumerate(older, start=1):
        rows_take_back(one)
        yield 1 + place, 2 + len(older)


def rows_take_back(contribution: Contribution) -> int:
    """Take rows that their contributor took back out of a file; how many there were."""
    held: Contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if held.records is None:
        return 0
    table = rows_of(held, taken_back=True)
    gone = set(Removal.objects.filter(contributor=held.contributor_id).values_list("row", flat=True))
    left = table.filter(~pl.col(ROW).is_in(list(gone)))
    n = table.height - left.height
    if n:
        earlier, held.records = held.records, _written(left)
        held.rows = left.height
        held.quality = {**held.quality, "taken_back": held.quality.get("taken_back", 0) + n}
        held.save(update_fields=["records", "rows", "quality"])
        SealedFiles().delete(earlier)
        record(
            "contributions.rows-removed",
            subject=("collaborative.contribution", held.pk),
            details={"version": held.version, "rows": n},
        )
    return n


@transaction.atomic
def contribution_accept(contribution: Contribution, *, by: Actor) -> Contribution:
    """Let a contribution into releases; it replaces the version before of the same purpose and kind.

    Raises
    ------
    Refused
        If it was not checked, or a newer one was accepted.
    """
    insist(by, "hubs.change")
    held = _held(contribution, State.CHECKED)
    alike = Contribution.objects.select_for_update().filter(
        contributor=held.contributor_id,
        kind=held.kind,
        agreement__purpose=held.agreement.purpose,
        state=State.ACCEPTED,
    )
    for one in alike:
        if one.version > held.version:
            raise Refused("web.collaborative.contribution-newer", status=409)
        one.state = State.SUPERSEDED
        one.save(update_fields=["state"])
    held.state = State.ACCEPTED
    held.save(update_fields=["state"])
    _tell("contributions.accepted", held)
    return held


@transaction.atomic
def contribution_refuse(contribution: Contribution, *, by: Actor, note: str = "") -> Contribution:
    """Refuse a contribution that was checked; its files are destroyed.

    Parameters
    ----------
    note
        What its contributor reads.
    """
    insist(by, "hubs.change")
    held = _held(contribution, State.CHECKED)
    held.state, held.note = State.REFUSED, note[:500]
    _destroy(held)
    _tell("contributions.refused", held)
    return held


@transaction.atomic
def contribution_take_back(contribution: UUID, *, by: Actor) -> Contribution:
    """Withdraw a whole contribution, on the contributor's own page: see `_withdrawn`."""
    insist(by, "contributions.send")
    seen = contribution_seen(contribution)
    with at_hub(seen.contributor):
        withdrawn = _withdrawn(seen.pk)
    record("contributions.withdrawn-here", subject=("collaborative.contribution", withdrawn.pk))
    return withdrawn


@transaction.atomic
def contribution_withdraw(contribution: Contribution, *, by: Actor) -> Contribution:
    """Withdraw it for a contributor that asked by other means: see `_withdrawn`."""
    insist(by, "hubs.change")
    return _withdrawn(contribution.pk)


def _withdrawn(contribution: UUID) -> Contribution:
    """Let it into no later release, and destroy it; a published release that it is in keeps its file.

    Nothing older comes back in its place: what was superseded stays so.
    """
    held: Contribution = Contribution.objects.select_for_update().get(pk=contribution)
    if held.state in (State.REFUSED, State.WITHDRAWN):
        return held
    held.state = State.WITHDRAWN
    if held.released_in:
        held.save(update_fields=["state"])
    else:
        _destroy(held)
    _tell("contributions.withdrawn", held)
    return held


def _check(row: Contribution) -> None:
    package = Package.from_bytes(b"".join(SealedFiles().read(row.received)))
    if package.rows is None:
        counts = package.aggregates
        assert counts is not None  # noqa: S101 - it holds rows, or counts
        row.rows, row.state = counts.people, State.CHECKED
        row.quality = {"cells": len(counts.cells), "method": counts.method}
        row.save()
        _tell("contributions.checked", row)
        return
    read = records_of(package.rows)
    table = plain(read.records)
    # A field of which nothing was understood is there all the same: that it is blank is what is told.
    table = table.with_columns(
        pl.lit(None, pl.String).alias(name) for name in package.fields if name not in table.columns
    )
    gone = list(Removal.objects.filter(contributor=row.contributor_id).values_list("row", flat=True))
    table = table.filter(~pl.col(ROW).is_in(gone))
    last = before(row)
    then = None if last is None else rows_of(last)
    row.findings = [_said(one) for one, _ in check(read.records)] + [
        {"code": NOT_UNDERSTOOD, "severity": "review", "field": name, "n": n}
        for name, n in read.not_understood.items()
    ]
    row.quality = quality(table, read.not_understood, then)
    row.changes = changes(table, then)
    row.rows, row.state = table.height, State.CHECKED
    provenance = {CONTRIBUTOR: str(row.contributor_id), VERSION: row.version}
    named = table.select(
        *(pl.lit(value).alias(name) for name, value in provenance.items()), ROW, *fields_of(table)
    )
    row.records = _written(named)
    # What was not understood stands in the package alone, and may be anything: it is not kept.
    package_file, row.received = row.received, None
    row.save()
    SealedFiles().delete(package_file)
    _tell("contributions.checked", row)


def _written(table: pl.DataFrame) -> Any:
    file = io.BytesIO()
    table.write_parquet(file)
    return SealedFiles().write("records.parquet", [file.getvalue()])


def _said(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "field": finding.place.field or "",
        "n": finding.values.get("n", 0),
    }


def _refuse(row: Contribution, finding: Finding) -> None:
    row.state = State.REFUSED
    row.findings = [_said(finding)]
    _destroy(row)
    _tell("contributions.refused", row)


def _destroy(held: Contribution) -> None:
    """Destroy the files of a contribution: their keys at once, their bytes after the transaction."""
    files = [one for one in (held.received, held.records) if one is not None]
    held.received = held.records = None
    held.save()
    for file in files:
        SealedFiles().delete(file)


def _held(contribution: Contribution, state: str) -> Contribution:
    held: Contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if held.state != state:
        raise Refused("web.collaborative.contribution-not-now", status=409)
    return held


def _tell(event: str, row: Contribution) -> None:
    record(event, subject=("collaborative.contribution", row.pk), details={"version": row.version})
