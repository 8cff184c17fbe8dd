"""Pages of imports: a file is looked at, mended, brought in, taken back."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.exchange.reading import Reading
from fanal.presentation import Refusal
from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.audit_trail.services import record
from fanal.web.casework.forms.imports import BeginForm, FileForm, MendForm
from fanal.web.casework.models import Case, Import, Imported
from fanal.web.casework.selectors.imports import imports, stays_because
from fanal.web.casework.services.imports import (
    import_begin,
    import_drop,
    import_look,
    import_mend,
    import_take_back,
)
from fanal.web.casework.transfer.kept_aside import aside_by_case
from fanal.web.casework.transfer.uploaded import (
    SHOWN,
    content_of,
    proposed,
    puzzles,
    read_uploaded,
    reading_of,
)
from fanal.web.design.forms import mistake
from fanal.web.design.language import say, say_in
from fanal.web.jobs.models import JobTicket

FINDINGS = 40
PAGE_OF = 50
_STATES = {
    JobTicket.State.WAITING: "waiting",
    JobTicket.State.LOCKED: "waiting",
    JobTicket.State.RUNNING: "running",
    JobTicket.State.STOPPED: "stopped",
    JobTicket.State.DONE: "done",
}


@requires("cases.import")
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """List imports, and take a file."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = import_look(name=file.name, raw=file.read(), by=actor_of(request))
        except Refusal as refused:
            form.add_error("file", mistake(refused.finding.code, **refused.finding.values))
        else:
            return HttpResponseRedirect(_address(request, made))
    page = Paginator(imports(), PAGE_OF).get_page(request.GET.get("page"))
    status = 400 if form.errors else 200
    return render(request, "casework/import_list.html", {"form": form, "page": page}, status=status)


@requires("cases.import")
@require_safe
def import_show(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Show how far an import is: what was understood of the file, or what came of it."""
    found = _found(row)
    record("imports.viewed", subject=("casework.import", found.pk), once=True)
    if found.state == Import.State.LOOKED_AT:
        return _preview(request, found)
    return _progress(request, found)


@requires("cases.import")
@require_POST
def import_mend_one(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Take what somebody said of columns and texts, and look again."""
    found = _found(row)
    if found.state != Import.State.LOOKED_AT:
        return HttpResponseRedirect(_address(request, found))
    form = MendForm(request.POST, puzzles=puzzles(reading_of(found))[:SHOWN])
    if not form.is_valid():
        return _preview(request, found, form)
    try:
        import_mend(found, by=actor_of(request), fixes=form.fixes())
    except Refusal as refused:
        form.add_error(None, mistake(refused.finding.code, **refused.finding.values))
        return _preview(request, found, form)
    return HttpResponseRedirect(_address(request, found))


@requires("cases.import")
@require_POST
def import_start(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Bring the cases in."""
    found, form = _found(row), BeginForm(request.POST)
    if form.is_valid():
        import_begin(found, by=actor_of(request), purposes=form.cleaned_data["purposes"])
    return HttpResponseRedirect(_address(request, found))


@requires("cases.import")
@require_POST
def import_forget(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Throw the file away."""
    import_drop(_found(row), by=actor_of(request))
    return HttpResponseRedirect(reverse("casework.import-list", args=[_slug(request)]))


@requires("cases.undo-import")
@require_POST
def import_undo(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Take the import back."""
    found = _found(row)
    import_take_back(found, by=actor_of(request))
    return HttpResponseRedirect(_address(request, found))


def _preview(request: HttpRequest, row: Import, form: MendForm | None = None) -> HttpResponse:
    content = content_of(row)
    reading = read_uploaded(content, row.fixes)
    found = puzzles(reading)
    _, lost = aside_by_case(reading, content)
    asked = form or MendForm(
        puzzles=found[:SHOWN],
        proposed=proposed(content) if any(one.field is None for one in found[:SHOWN]) else {},
        initial={"days": _days(row)},
    )
    context = {
        "row": row,
        "file_name": row.file.name if row.file else "",
        "reading": reading,
        "cases": len(reading.records),
        "columns": _columns(reading),
        "several": _several(reading),
        "findings": reading.findings[:FINDINGS],
        "more_findings": max(0, len(reading.findings) - FINDINGS),
        "mendable": {one.field.name for one in found[:SHOWN] if one.field},
        "puzzles": len(found),
        "more_puzzles": max(0, len(found) - SHOWN),
        "aside": reading.aside.height,
        "lost": lost,
        "form": asked,
        "begin": BeginForm(),
    }
    return render(request, "casework/import_preview.html", context, status=400 if asked.errors else 200)


def _progress(request: HttpRequest, row: Import) -> HttpResponse:
    ticket = JobTicket.objects.filter(pk=row.settings.get("ticket")).first()
    here = list(Imported.objects.filter(of=row).select_related("case").order_by("case__number"))
    undone = row.settings.get("undone")
    stay = stays_because(here) if undone is not None and row.state != Import.State.RUNNING else {}
    known = set(Case.objects.visible_to(actor_of(request)).filter(pk__in=stay).values_list("pk", flat=True))
    context: dict[str, Any] = {
        "row": row,
        "ticket": ticket,
        "job_state": _STATES[JobTicket.State(ticket.state)] if ticket else "done",
        "locked": ticket is not None and ticket.state == JobTicket.State.LOCKED,
        "undone": undone,
        "stay": [(one.case, stay[one.case_id]) for one in here if one.case_id in known],
        "here": len(here),
        "may_undo": may(actor_of(request), "cases.undo-import").allowed,
    }
    return render(request, "casework/import_progress.html", context)


def _columns(reading: Reading) -> list[tuple[str, str, str]]:
    """Say for each sheet which column was understood as which field."""
    return [
        (
            sheet.name or "",
            column.shown,
            say_in(column.field.label) if column.field else say("web.casework.import-not-understood"),
        )
        for sheet in reading.sheets
        for column in sheet.headings.columns
    ]


def _several(reading: Reading) -> list[tuple[str, int]]:
    """Count the rows of tables of which a case may have several."""
    rows = reading.records.repeated
    tables = [one for one in reading.records.vocabulary.tables if one.name in rows]
    return [(say_in(one.label), rows[one.name].height) for one in tables]


def _days(row: Import) -> str:
    said = row.fixes.get("day-first")
    return "" if said is None else ("day" if said else "month")


def _found(row: uuid.UUID) -> Import:
    found = Import.objects.select_related("file").filter(pk=row).first()
    if found is None:
        raise Http404
    return found


def _address(request: HttpRequest, row: Import) -> str:
    return reverse("casework.import-show", args=[_slug(request), row.pk])


def _slug(request: HttpRequest) -> str:
    return str(request.belonging.organisation.slug)
