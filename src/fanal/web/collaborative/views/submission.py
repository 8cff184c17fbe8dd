"""Pages of what an organisation contributes: begun, looked at row by row, and only then sent."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.contributing.package import ROW
from fanal.standard import htcds
from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.forms.submission import DestinationForm, PrepareForm
from fanal.web.collaborative.models import Hub, Submission
from fanal.web.collaborative.selectors import seen
from fanal.web.collaborative.selectors import submission as kept
from fanal.web.collaborative.services.submission import (
    destination_add,
    destination_end,
    submission_discard,
    submission_prepare,
)
from fanal.web.collaborative.services.submission_leaving import submission_carry, submission_send
from fanal.web.collaborative.services.submission_making import ledger_here
from fanal.web.collaborative.services.submission_terms import Agreed, agreed_elsewhere, agreed_here
from fanal.web.design.language import current_language, say, say_in
from fanal.web.jobs.models import JobTicket

PAGE_OF = 50
_STATES = {
    JobTicket.State.WAITING: "waiting",
    JobTicket.State.LOCKED: "waiting",
    JobTicket.State.RUNNING: "running",
    JobTicket.State.STOPPED: "stopped",
    JobTicket.State.DONE: "done",
}


@requires("contributions.read")
@require_safe
def submission_list(request: HttpRequest) -> HttpResponse:
    """List the hubs that packages may go to, and the packages made so far."""
    context = {
        "agreements": [
            (one, _title(seen.hub_seen(one.contributor)))
            for one in seen.agreements_seen(hold_on=timezone.localdate())
        ],
        "destinations": kept.destinations(),
        "page": Paginator(kept.submissions(), PAGE_OF).get_page(request.GET.get("page")),
        "sends": may(actor_of(request), "contributions.send").allowed,
    }
    return render(request, "collaborative/submission_list.html", context)


@requires("contributions.send")
@require_http_methods(["GET", "HEAD", "POST"])
def submission_new(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Prepare a package for a hub of this site."""
    return _prepare(request, agreed_here(agreement))


@requires("contributions.send")
@require_http_methods(["GET", "HEAD", "POST"])
def submission_new_elsewhere(request: HttpRequest, destination: uuid.UUID) -> HttpResponse:
    """Prepare a package for a hub on another site."""
    return _prepare(request, agreed_elsewhere(destination))


@requires("contributions.read")
@require_safe
def submission_show(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Show a package: how far it is; what leaves by field, who stays and why, what changed."""
    row = kept.submission(submission)
    ticket = JobTicket.objects.filter(pk=row.ticket).first()
    working = row.state in (Submission.State.PREPARING, Submission.State.SENDING) and not row.problem
    context: dict[str, Any] = {
        "row": row,
        "ticket": ticket,
        "working": working,
        "problem": say(row.problem, **row.settings.get("problem", {})) if row.problem else "",
        "job_state": _STATES[JobTicket.State(ticket.state)] if ticket else "waiting",
        "locked": ticket is not None and ticket.state == JobTicket.State.LOCKED,
        "reasons": [(kept.reason(code), n) for code, n in sorted(row.held_back.items())],
        "staying": sum(row.held_back.values()),
        "sends": may(actor_of(request), "contributions.send").allowed,
        "reads_cases": may(actor_of(request), "cases.read").allowed,
    }
    if row.package is not None and row.state != Submission.State.PREPARING:
        package = kept.package_of(row)
        context |= {"fields": _fields(row, package), "change": kept.change(row, package)}
        if package.aggregates is not None:
            context |= {"counts": len(package.aggregates.cells), "least": package.aggregates.least}
    return render(request, "collaborative/submission_show.html", context)


@requires("contributions.send")
@require_safe
def submission_rows(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Show the package itself, row by row, as it leaves."""
    row = kept.submission(submission)
    package, words = kept.package_of(row), request.GET.get("q", "").strip()[:100]
    record("contributions.looked-at", subject=("collaborative.submission", row.pk), once=True)
    context: dict[str, Any] = {"row": row, "words": words}
    if package.rows is None:
        page = Paginator(kept.counts_with(package, words), PAGE_OF).get_page(request.GET.get("page"))
        context |= {"page": page, "cells": page.object_list}
    else:
        table = kept.rows_with(package, words)
        page = Paginator(range(table.height), PAGE_OF).get_page(request.GET.get("page"))
        begin = page.start_index() - 1 if table.height else 0
        context |= {
            "page": page,
            "columns": [(name, _label(name)) for name in table.columns],
            "rows": table.slice(begin, PAGE_OF).rows(),
        }
    return render(request, "collaborative/submission_rows.html", context)


@requires("contributions.send")
@require_safe
def submission_stays(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """List the cases that stay, and why: those that one may read."""
    row = kept.submission(submission)
    found = list(kept.held_back(row, actor_of(request)))
    page = Paginator(found, PAGE_OF).get_page(request.GET.get("page"))
    return render(request, "collaborative/submission_stays.html", {"row": row, "page": page})


@requires("contributions.send")
@require_POST
def submission_leave(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Send it."""
    row = submission_send(kept.submission(submission), by=actor_of(request))
    return redirect(_address(request, "collaborative.submission-show", row.pk))


@requires("contributions.send")
@require_POST
def submission_file(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Give the package sealed to its hub, to be carried."""
    row = kept.submission(submission)
    return _file(submission_carry(row, by=actor_of(request)), f"package-{row.made_at:%Y-%m-%d}.fanal.age")


@requires("contributions.send")
@require_POST
def submission_look(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Give the package as it is, to be looked at elsewhere; that is recorded."""
    row = kept.submission(submission)
    raw = kept.package_of(row).to_bytes()
    record("contributions.downloaded", subject=("collaborative.submission", row.pk))
    return _file(raw, f"package-{row.made_at:%Y-%m-%d}.fanal.zip")


@requires("contributions.send")
@require_POST
def submission_drop(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Discard it."""
    submission_discard(kept.submission(submission), by=actor_of(request))
    return redirect(_address(request, "collaborative.submission-list"))


@requires("contributions.send")
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def destination_new(request: HttpRequest) -> HttpResponse:
    """Note a hub on another site."""
    form = DestinationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        destination_add(by=actor_of(request), **form.said())
        return redirect(_address(request, "collaborative.submission-list"))
    status = 400 if form.errors else 200
    return render(request, "collaborative/destination_new.html", {"form": form}, status=status)


@requires("contributions.send")
@require_POST
def destination_stop(request: HttpRequest, destination: uuid.UUID) -> HttpResponse:
    """Send nothing there any more."""
    destination_end(kept.destination(destination), by=actor_of(request))
    return redirect(_address(request, "collaborative.submission-list"))


def _prepare(request: HttpRequest, agreed: Agreed) -> HttpResponse:
    form = PrepareForm(request.POST or None, agreed=agreed, opened=ledger_here().exists())
    if request.method == "POST" and form.is_valid():
        made = submission_prepare(
            agreed, by=actor_of(request), kind=form.cleaned_data["kind"], settings=form.chosen()
        )
        return redirect(_address(request, "collaborative.submission-show", made.pk))
    context = {"form": form, "agreed": agreed}
    status = 400 if form.errors else 200
    return render(request, "collaborative/submission_new.html", context, status=status)


def _fields(row: Submission, package: Any) -> list[dict[str, Any]]:
    """Say of each field how it is told, and in how many rows it says something."""
    words = {
        "year": "web.collaborative.coarsen-year",
        "band": "web.collaborative.coarsen-band",
        "country": "web.collaborative.coarsen-country",
        "rare": "web.collaborative.coarsen-rare",
        "": "web.collaborative.coarsen-as-recorded",
    }
    if package.rows is None:
        return []
    return [
        {
            "name": name,
            "label": _label(name),
            "how": words[row.coarsened.get(name, {}).get("how", "")],
            "blanked": row.coarsened.get(name, {}).get("blanked", 0),
            "filled": package.rows.height - package.rows[name].null_count(),
        }
        for name in package.fields
    ]


def _title(hub: Hub) -> str:
    return str(hub.title.get(current_language()) or hub.title.get("en") or "")


def _label(name: str) -> str:
    return "" if name == ROW else say_in(htcds()[name].label)


def _file(raw: bytes, name: str) -> HttpResponse:
    response = HttpResponse(raw, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _address(request: HttpRequest, view: str, *parts: Any) -> str:
    return reverse(view, args=[request.belonging.organisation.slug, *parts])
