"""Cases that another system sends: made, or brought up to date, once for each key, however often sent.

No new case is made of somebody who may be here already, or stands in what was sent before it, until it is
said who it is: as for the rows of a file.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DataError, connection, transaction

from fanal.exchange.description import SHEET, Rows
from fanal.exchange.description import rows_of as description
from fanal.exchange.files import FileContent, open_bytes
from fanal.exchange.reading import Reading
from fanal.presentation import Refusal, text
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist, may
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Import, Person
from fanal.web.casework.numbering import numbers_hold
from fanal.web.casework.services.bringing_in import alone
from fanal.web.casework.services.procedure import procedures_insist
from fanal.web.casework.transfer.extension import for_writing
from fanal.web.casework.transfer.incoming import CARE, Brought, cases_write
from fanal.web.casework.transfer.kept_aside import aside_by_case
from fanal.web.casework.transfer.persons import Somebody, persons_in
from fanal.web.casework.transfer.posted_alike import Said, still_known, who_is_who
from fanal.web.casework.transfer.rows import CaseRow, rows_of
from fanal.web.casework.transfer.updating import case_update
from fanal.web.casework.transfer.uploaded import read_uploaded
from fanal.web.casework.vocabulary import Words
from fanal.web.keys.errors import KeyUnavailable
from fanal.web.organisations.selectors import member
from fanal.web.organisations.tenancy import current_organisation

log = logging.getLogger(__name__)
CREATED, UPDATED, CONFLICT, NOT_FOUND = "created", "updated", "conflict", "not-found"
CLOSED, REFUSED, POSSIBLE_DUPLICATE = "closed", "refused", "possible-duplicate"
_OF_THE_SITE = ("id", "version", "person", "new_person")
"""What stands in a case beside fields."""


class SentOtherwise(Exception):
    """The same key was used for something else."""


@dataclass(frozen=True)
class Sent:
    """One case as it was sent: which case of the site it is, in which version it was seen; or whose it is."""

    case: uuid.UUID | None
    version: int | None
    whose: Said


@dataclass(frozen=True)
class Taken:
    """What came of what was sent; `again`: it was sent before, and nothing was done now."""

    results: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    again: bool


def cases_post(
    cases: Sequence[dict[str, Any]],
    *,
    by: Actor,
    key: str,
    purposes: Sequence[str],
    extension: Rows = (),
) -> Taken:
    """Make cases, or bring them up to date.

    Parameters
    ----------
    cases
        As `exchange.writing.write_json` writes them; with ``id`` and ``version`` where the case is here, and
        ``person`` or ``new_person`` where it was asked who the person of a new one is.
    key
        Of whoever sends: the same again gives the same answer, and does nothing.
    purposes
        What consent in them covers.
    extension
        What their fields mean that are not of the standard, as `exchange.description` has it.

    Raises
    ------
    Refusal
        If nothing can be read of it.
    SentOtherwise
        If the key was used for other cases.
    """
    insist(by, "cases.import")
    name = _hashed(f"{by.user_id}/{key}")
    body = _hashed(json.dumps([list(cases), sorted(purposes), list(extension)], sort_keys=True))
    _alone(name)
    before = Import.objects.filter(settings__idempotency=name).first()
    if before is not None:
        if before.fixes.get("body") != body:
            raise SentOtherwise
        return Taken(still_known(before.fixes["results"], by), before.fixes["findings"], again=True)
    sent = [_sent(one) for one in cases]
    reading, content = _read(cases, extension)
    aside, _ = aside_by_case(reading, content)
    rows = list(rows_of(reading.records, 0, len(reading.records), aside))
    row = editing.create(Import, state=Import.State.DONE, settings={"idempotency": name}, of=len(cases))
    results = _take(rows, list(persons_in(reading.records)), sent, row, by, purposes)
    findings = _findings(reading)
    # Sealed: a hash of what was sent would confirm a guess, and candidates say who is like whom.
    row.fixes = {"body": body, "results": results, "findings": findings}
    row.done = len(results)
    row.save()
    outcomes = Counter(one["outcome"] for one in results)
    details = {"cases": outcomes[CREATED] + outcomes[UPDATED], "waiting": outcomes[POSSIBLE_DUPLICATE]}
    record("imports.done", subject=("casework.import", row.pk), details=details)
    return Taken(results, findings, again=False)


def _read(cases: Sequence[dict[str, Any]], extension: Rows) -> tuple[Reading, FileContent]:
    stripped = [
        {**{name: value for name, value in one.items() if name not in _OF_THE_SITE}, "case": f"{place}"}
        for place, one in enumerate(cases)
    ]
    # Whoever sends back what the site gave need not say what the site knows.
    known = list(extension) or description(for_writing(Words())[1])
    raw = json.dumps({"standard": "HTCDS 2.0", SHEET: known, "cases": stripped}).encode()
    content = open_bytes(raw, "cases.json")
    reading = read_uploaded(content, {})
    if len(reading.records) != len(cases):
        raise Refusal("web.casework.api-cases-unread")
    return reading, content


def _take(
    rows: Sequence[CaseRow],
    persons: Sequence[Somebody],
    sent: Sequence[Sent],
    row: Import,
    by: Actor,
    purposes: Sequence[str],
) -> list[dict[str, Any]]:
    owner = member(by.user_id)
    if owner is None:
        raise Refusal("web.casework.import-by-nobody")
    new = [place for place, one in enumerate(sent) if one.case is None]
    if new:
        procedures_insist()
        # Before any row is held: two who wait for each other would wait for ever.
        alone()
        numbers_hold()
    # Those who are here first: a new case is compared with what they are from now on. In one order for all.
    results: list[dict[str, Any]] = [{} for _ in sent]
    for place, one in sorted(enumerate(sent), key=lambda each: str(each[1].case)):
        if one.case is not None:
            results[place] = _update(one, rows[place], by)
    if not new:
        return results
    whose = who_is_who([(persons[place], sent[place].whose) for place in new], row=row, by=by)
    waits = {*whose.missing, *whose.unsure}
    coming = [rows[place] for place in new if rows[place].key not in waits]
    made, why_not = _write(coming, Brought(row, owner, (CARE, *purposes)), whose.known)
    candidates = whose.candidates(made, by)
    for place in new:
        key = rows[place].key
        if key in made:
            results[place] = _result(CREATED, made[key])
        elif key not in waits:
            results[place] = _nothing(REFUSED, None) | {"reason": why_not}
        elif key in candidates:
            results[place] = _nothing(POSSIBLE_DUPLICATE, None) | {"candidates": candidates[key]}
        else:
            results[place] = _nothing(NOT_FOUND, None)
    return results


def _write(
    coming: Sequence[CaseRow], how: Brought, known: Mapping[str, Person]
) -> tuple[dict[str, Case], str]:
    """Write cases, or none of them, and say why.

    What was counted and told of the search for them stays: what fails only for those who are not here would
    else tell who is, as often as somebody likes.
    """
    if not coming:
        return {}, ""
    try:
        with transaction.atomic():
            cases = cases_write(coming, how, known)
    except KeyUnavailable:
        raise
    except Refusal as refusal:
        return {}, refusal.finding.text("en")
    except DataError:
        return {}, text("web.casework.api-out-of-range", "en")
    except Exception:
        log.exception("cases that were sent could not be written")
        return {}, text("web.casework.api-not-written", "en")
    return {one.key: case for one, case in zip(coming, cases, strict=True)}, ""


def _update(sent: Sent, row: CaseRow, by: Actor) -> dict[str, Any]:
    found = Case.objects.visible_to(by).select_related("person").filter(pk=sent.case)
    if (known := found.first()) is None:
        return _nothing(NOT_FOUND, sent.case)
    if (refused := _refused(known, by)) is not None:
        return refused
    case = found.select_for_update(of=("self", "person")).first()
    if case is None:
        return _nothing(NOT_FOUND, sent.case)
    if (refused := _refused(case, by)) is not None:
        return refused
    if sent.version != case.version:
        return _result(CONFLICT, case)
    return _result(UPDATED, case_update(case, row, seen=case.version, by=by))


def _refused(case: Case, by: Actor) -> dict[str, Any] | None:
    """Say why a case that somebody may know of is not changed, or none."""
    decision = may(by, "cases.change", case)
    if decision.allowed:
        return None
    if decision.hidden:
        return _nothing(NOT_FOUND, case.pk)
    outcome = CLOSED if decision.reason == case.not_now("cases.change") else REFUSED
    reason = text(decision.reason, "en", **decision.values)
    return _nothing(outcome, case.pk) | {"number": case.number, "reason": reason}


def _result(outcome: str, case: Case) -> dict[str, Any]:
    return {"outcome": outcome, "id": str(case.pk), "number": case.number, "version": case.version}


def _nothing(outcome: str, case: uuid.UUID | None) -> dict[str, Any]:
    return {"outcome": outcome, "id": str(case) if case else None, "number": None, "version": None}


def _sent(one: dict[str, Any]) -> Sent:
    case, person = (_id(one.get(name)) for name in ("id", "person"))
    version, new = one.get("version"), one.get("new_person", False)
    if not isinstance(new, bool) or sum(map(bool, (case, person, new))) > 1:
        raise Refusal("web.casework.api-who")
    return Sent(case, version if isinstance(version, int) else None, Said(person, new))


def _id(said: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(said) if said is not None else None
    except (ValueError, AttributeError, TypeError):
        raise Refusal("web.casework.api-no-id") from None


def _findings(reading: Reading) -> list[dict[str, Any]]:
    """Tell what was not understood, without any value."""
    return [
        {"code": one.code, "severity": str(one.severity.value), "field": one.place.field}
        for one in reading.findings
    ]


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _alone(name: str) -> None:
    """Let two who send the same at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext(%s))", [f"sent/{current_organisation()}/{name}"]
        )
