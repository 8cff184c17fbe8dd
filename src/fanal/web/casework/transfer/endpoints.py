"""What other systems ask of casework: cases to make, bring up to date and read; tasks that are due."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router, Schema
from pydantic import Field

from fanal.exchange.description import MOST as MOST_DESCRIBED
from fanal.exchange.writing import write_json
from fanal.presentation import Refusal, text
from fanal.web.api.frame import api, needs
from fanal.web.api.problems import Problem
from fanal.web.api.tokens import Caller
from fanal.web.audit_trail.services import record
from fanal.web.casework.models import Basis, Copy, Task
from fanal.web.casework.selectors.readable import readable_cases
from fanal.web.casework.services.exports import (
    Sorted,
    Wanted,
    copies_note,
    export_written,
    persons_of,
    sorted_by_basis,
)
from fanal.web.casework.services.procedure import ProceduresFirst
from fanal.web.casework.transfer.posted import SentOtherwise, cases_post
from fanal.web.design.language import say
from fanal.web.keys.errors import TooManySearches
from fanal.web.keys.middleware import RETRY_AFTER_S

router = Router(tags=["cases"])
MOST = 100
Purpose = Literal["care", "referral", "statistics", "linkage", "research", "prosecution"]


class CasesIn(Schema):
    """Cases by the fields of HTCDS, new ones and such as are here already."""

    cases: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MOST,
        description="With `id` and `version`, as they were read, where the case is here already. A new one "
        "whose outcome was `possible-duplicate` is sent again, with another Idempotency-Key: with `person`, "
        "the id of whom it is about, or with `new_person: true`.",
    )
    extension: list[dict[str, str]] = Field(
        default_factory=list,
        max_length=MOST_DESCRIBED,
        description="What fields mean that are not of the standard, as it came with the cases",
    )
    purposes: list[Purpose] = Field(default_factory=list, max_length=6)


class Candidate(Schema):
    """Somebody who may be the person of a case."""

    person: UUID | None = Field(
        None, description="Who is here; none: the case at `place` was not made either"
    )
    place: int | None = Field(None, description="Where they stand in what was sent, from 0; none: nowhere")
    why: list[
        Literal[
            "same-name",
            "same-name-otherwise",
            "part-of-name",
            "sounds-alike",
            "same-telephone",
            "same-number",
        ]
    ] = Field(description="What agrees with what is recorded")
    cases: list[str] = Field(description="Numbers of their cases that the maker of the token may read")


class Outcome(Schema):
    """What came of one case, in the order sent."""

    outcome: Literal["created", "updated", "conflict", "closed", "refused", "not-found", "possible-duplicate"]
    id: UUID | None = Field(description="Of the case; none: there is none")
    number: str | None
    version: int | None
    reason: str | None = Field(None, description="Why it was refused, or cannot be changed now")
    candidates: list[Candidate] = Field(
        default_factory=list,
        description="For `possible-duplicate`: who may be meant; to tokens that may read cases alone",
    )


class CaseFinding(Schema):
    """What was not understood; never what stood there."""

    code: str
    severity: str
    field: str | None


class CasesTaken(Schema):
    """What came of what was sent."""

    results: list[Outcome]
    findings: list[CaseFinding]


class HeldBack(Schema):
    """A case of which nothing may leave for the purpose, and why."""

    id: UUID
    number: str
    reason: str


class CasesOut(Schema):
    """Cases by the fields of HTCDS, with `id` and `version`."""

    standard: str
    fictional: bool
    extension: list[dict[str, str]] = Field(
        default_factory=list, description="What fields mean that are not of the standard"
    )
    cases: list[dict[str, Any]]
    held_back: list[HeldBack]


class AskedCases(Schema):
    """Which cases, and what for."""

    purpose: Purpose
    identifying: bool = Field(False, description="Also fields that say who somebody is, and free texts")
    limit: int = Field(50, ge=1, le=MOST, description="How many at most")
    after: UUID | None = Field(None, description="Only those after this one")
    non_punishment: bool = Field(
        False,
        description="For prosecution: that the receiver was told that victims are not to be punished",
    )


class TaskOut(Schema):
    """A task that is due: of which case, when, to whom. What is to be done is read on the site."""

    id: UUID
    case: UUID
    case_number: str
    due_on: date
    to: UUID


class AskedTasks(Schema):
    """Which tasks."""

    until: date | None = Field(None, description="Due until this day; today, where nothing is said")
    limit: int = Field(50, ge=1, le=MOST, description="How many at most")


@router.post("/import", response=CasesTaken)
@needs("cases.import")
def import_cases(
    request: HttpRequest,
    said: CasesIn,
    idempotency_key: Annotated[
        str, Header(alias="Idempotency-Key", min_length=8, max_length=100, pattern="^[A-Za-z0-9_-]+$")
    ],
) -> Any:
    """Make cases, or bring them up to date; the same key again gives the same answer, and does nothing.

    A new case is not made where its person may be here already, or stands in what was sent before it.
    """
    caller: Caller = request.caller
    try:
        taken = cases_post(
            said.cases,
            by=caller.actor,
            key=idempotency_key,
            purposes=said.purposes,
            extension=said.extension,
        )
    except TooManySearches:
        wait = {"Retry-After": str(RETRY_AFTER_S)}
        raise Problem(429, "Send more cases at once, or later.", headers=wait) from None
    except SentOtherwise:
        raise Problem(422, "This Idempotency-Key was used for other cases.") from None
    except ProceduresFirst:
        raise Problem(409, "Before its first case the organisation accepts its own procedures.") from None
    except Refusal as refused:
        raise Problem(422, _safe(refused)) from None
    reads = "cases.read" in caller.actions
    results = [one if reads else {**one, "candidates": []} for one in taken.results]
    return {"results": results, "findings": taken.findings}


@router.get("", response=CasesOut)
@needs("cases.export")
def export_cases(request: HttpRequest, response: HttpResponse, asked: Query[AskedCases]) -> Any:
    """Give cases that the maker of the token may read, and whose persons' data may leave for a purpose."""
    caller: Caller = request.caller
    if asked.purpose == Basis.Purpose.PROSECUTION and not asked.non_punishment:
        raise Problem(
            422,
            "Victims are not to be punished for what they were compelled to do. "
            "Tell the receiver so, and say non_punishment=true.",
        )
    found = readable_cases(caller.actor).select_related("person").order_by("pk")
    if asked.after:
        found = found.filter(pk__gt=asked.after)
    cases = list(found[: asked.limit + 1])
    shown = cases[: asked.limit]
    if len(cases) > len(shown):
        query = request.GET.copy()
        query["after"] = str(shown[-1].pk)
        response["Link"] = f'<{request.build_absolute_uri(request.path)}?{query.urlencode()}>; rel="next"'
    wanted = Wanted(purpose=asked.purpose, identifying=asked.identifying)
    sorted_ = sorted_by_basis(shown, asked.purpose)
    return _written(sorted_, wanted, caller) | {
        "held_back": [
            {"id": case.pk, "number": case.number, "reason": why.rpartition(".")[2]}
            for case, why in sorted_.held_back
        ]
    }


@router.get("/tasks", response=list[TaskOut])
@needs("cases.read")
def list_tasks(request: HttpRequest, asked: Query[AskedTasks]) -> Any:
    """List tasks that are due, of cases that the maker of the token may read, the oldest first."""
    caller: Caller = request.caller
    found = Task.objects.filter(
        case__in=readable_cases(caller.actor),
        done_at=None,
        mistaken_at=None,
        due_on__lte=asked.until or timezone.localdate(),
    ).select_related("case")
    return [
        {
            "id": one.pk,
            "case": one.case_id,
            "case_number": one.case.number,
            "due_on": one.due_on,
            "to": one.to_id,
        }
        for one in found.order_by("due_on", "pk")[: asked.limit]
    ]


def add() -> None:
    """Add them to the API; called once, when the app starts."""
    api.add_router("/cases", router)


def _written(sorted_: Sorted, wanted: Wanted, caller: Caller) -> dict[str, Any]:
    cases = sorted_.leave
    written = export_written(sorted_, wanted, by=caller.actor)
    file = BytesIO()
    write_json(written.records, file, extension=written.extension)
    said: dict[str, Any] = json.loads(file.getvalue())
    for one, case in zip(said["cases"], cases, strict=True):
        one |= {"id": str(case.pk), "version": case.version}
    _note(sorted_, wanted, caller)
    return said


def _note(sorted_: Sorted, wanted: Wanted, caller: Caller) -> None:
    """Note a copy for each person; the same program that asks again on the same day has one copy."""
    receiver = say("web.casework.api-receiver", name=caller.token.name, prefix=caller.token.prefix)
    today = timezone.localdate()
    had = {
        (copy.case_id, copy.person_id)
        for copy in Copy.objects.filter(case__in=sorted_.leave, purpose=wanted.purpose)
        if timezone.localdate(copy.at) == today and copy.receiver == receiver
    }
    what = say("web.casework.export-what-full" if wanted.identifying else "web.casework.export-what-bare")
    new = [(case, person) for case, person in persons_of(sorted_) if (case.pk, person) not in had]
    copies_note(new, wanted, receiver=receiver, what=what)
    record(
        "cases.exported",
        details={
            "through": "api",
            "token": caller.token.prefix,
            "purpose": wanted.purpose,
            "cases": len(sorted_.leave),
            "others": len(sorted_.others),
        },
    )


def _safe(refused: Refusal) -> str:
    """Say what is wrong with what was sent: these texts name files and limits, never a value."""
    return text(refused.finding.code, "en", **refused.finding.values)
