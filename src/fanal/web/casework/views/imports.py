"""Pages of imports: a file is looked at, mended, brought in, taken back."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.exchange.files import FileContent
from fanal.exchange.reading import Reading
from fanal.presentation import Refusal
from fanal.web.access.actor import actor_of
from fanal.web.access.policy import insist, may
from fanal.web.access.views import requires
from fanal.web.audit_trail.services import record
from fanal.web.casework.forms.duplicates import DecideForm
from fanal.web.casework.forms.imports import ASIDE, BeginForm, ColumnForm, FileForm, MendForm, read_as
from fanal.web.casework.models import Case, Import, Imported
from fanal.web.casework.selectors.columns import ColumnRead, column_at, columns_of
from fanal.web.casework.selectors.duplicates import asked_page
from fanal.web.casework.selectors.imports import imports, stays_because
from fanal.web.casework.selectors.mended import mended
from fanal.web.casework.services.duplicates import decide, waiting
from fanal.web.casework.services.imports import (
    forgotten_on,
    import_begin,
    import_drop,
    import_look,
    import_mend,
    import_take_back,
)
from fanal.web.casework.services.procedure import procedures_insist
from fanal.web.casework.services.taken_fields import fields_take
from fanal.web.casework.transfer.findings import place_of, words_of
from fanal.web.casework.transfer.kept_aside import aside_by_case
from fanal.web.casework.transfer.offered import offered
from fanal.web.casework.transfer.uploaded import (
    SHOWN,
    content_of,
    proposed,
    puzzles,
    read_uploaded,
    reading_of,
)
from fanal.web.casework.vocabulary import Words
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
    procedures_insist()
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, separator = form.cleaned_data["file"], form.cleaned_data["separator"]
        try:
            made = import_look(name=file.name, raw=file.read(), by=actor_of(request), separator=separator)
        except Refusal as refused:
            form.add_error("file", _mistake(refused))
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
    content = content_of(found)
    reading = read_uploaded(content, found.fixes)
    if "unsay" in request.POST:
        return _unsaid(request, found, reading, content)
    form = MendForm(request.POST, puzzles=puzzles(reading)[:SHOWN], content=content)
    if not form.is_valid():
        return _preview(request, found, form)
    try:
        import_mend(found, by=actor_of(request), fixes=form.fixes())
    except Refusal as refused:
        form.add_error(None, _mistake(refused))
        return _preview(request, found, form)
    return HttpResponseRedirect(f"{_address(request, found)}#mend")


@requires("fields.change")
@require_POST
def import_take_fields(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Add fields of another organisation's own, which the file describes, to those of this one."""
    actor = actor_of(request)
    insist(actor, "cases.import")
    found = _found(row)
    if found.state == Import.State.LOOKED_AT:
        new = offered(content_of(found), Words())
        if new.fields or new.lists:
            fields_take(by=actor, fields=new.fields, lists=new.lists)
    return HttpResponseRedirect(_address(request, found))


@requires("cases.import")
@require_http_methods(["GET", "HEAD", "POST"])
def import_column(request: HttpRequest, row: uuid.UUID, sheet: int, column: int) -> HttpResponse:
    """Say what one column is, whatever its heading was understood as."""
    found = _found(row)
    if found.state != Import.State.LOOKED_AT:
        return HttpResponseRedirect(_address(request, found))
    content, place = content_of(found), f"{sheet}:{column}"
    shown = column_at(read_uploaded(content, found.fixes), content, place)
    if shown is None:
        raise Http404
    said = found.fixes.get("columns", {}).get(place)
    form = ColumnForm(request.POST or None, initial={"field": ASIDE if said == "" else said})
    if request.method == "POST" and form.is_valid():
        try:
            import_mend(found, by=actor_of(request), fixes={"columns": {place: form.said()}})
        except Refusal as refused:
            form.add_error("field", _mistake(refused))
        else:
            return HttpResponseRedirect(f"{_address(request, found)}#columns")
    context = {"row": found, "column": shown, "understood": _column(shown), "form": form}
    return render(request, "casework/import_column.html", context, status=400 if form.errors else 200)


@requires("cases.import")
@require_POST
def import_decide(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Take what somebody said of who the persons of rows are."""
    found = _found(row)
    if found.state != Import.State.LOOKED_AT:
        return HttpResponseRedirect(_address(request, found))
    actor, number = actor_of(request), request.POST.get("who", "1")
    _, asked = asked_page(found, reading_of(found), number, by=actor)
    form = DecideForm(request.POST, asked=asked)
    if form.is_valid():
        decide(found, by=actor, decided=form.decided(), rest=request.POST.get("rest", ""))
    return HttpResponseRedirect(f"{_address(request, found)}?{urlencode({'who': number})}#who")


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
        content=content,
        proposed=proposed(content) if any(one.field is None for one in found[:SHOWN]) else {},
        initial=read_as(row.fixes),
    )
    page, rows = asked_page(row, reading, request.GET.get("who"), by=actor_of(request))
    columns = columns_of(reading, content)
    waits = waiting(row)
    context = {
        "row": row,
        "file_name": row.file.name if row.file else "",
        "forgotten_on": forgotten_on(row),
        "reading": reading,
        "cases": len(reading.records),
        "coming": len(reading.records) - waits,
        "waits": waits,
        "alike": page,
        "decide": DecideForm(asked=rows),
        "compared": row.fixes.get("alike") is not None,
        "columns": [(one, *one.place.split(":"), _column(one)) for one in columns],
        "mended": mended(row.fixes, {one.place: one.heading for one in columns}),
        "several": _several(reading),
        "several_sheets": len({one.sheet for one in columns}) > 1,
        "findings": [(one, words_of(one.code), place_of(one.code)) for one in reading.findings[:FINDINGS]],
        "more_findings": max(0, len(reading.findings) - FINDINGS),
        "mendable": {one.field.name for one in found[:SHOWN] if one.field},
        "puzzles": len(found),
        "more_puzzles": max(0, len(found) - SHOWN),
        "aside": reading.aside.height,
        "offered": offered(content, Words()).labels,
        "may_take": may(actor_of(request), "fields.change").allowed,
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
        "left": row.settings.get("waiting", 0),
        "came": row.done - row.settings.get("waiting", 0),
        "rest": Import.objects.filter(pk=row.settings.get("rest"), state=Import.State.LOOKED_AT).first(),
        "may_undo": may(actor_of(request), "cases.undo-import").allowed,
    }
    return render(request, "casework/import_progress.html", context)


def _column(one: ColumnRead) -> str:
    """Say what a column was understood as."""
    return say_in(one.field.label) if one.field else say(one.words)


def _unsaid(request: HttpRequest, row: Import, reading: Reading, content: FileContent) -> HttpResponse:
    """Take back what somebody said."""
    headings = {one.place: one.heading for one in columns_of(reading, content)}
    for one in mended(row.fixes, headings):
        if one.mark == request.POST["unsay"]:
            try:
                import_mend(row, by=actor_of(request), fixes=one.back)
            except Refusal as refused:
                messages.error(request, say(words_of(refused.finding.code), **refused.finding.values))
    return HttpResponseRedirect(f"{_address(request, row)}#said")


def _mistake(refused: Refusal) -> ValidationError:
    return mistake(words_of(refused.finding.code), **refused.finding.values)


def _several(reading: Reading) -> list[tuple[str, int]]:
    """Count the rows of tables of which a case may have several."""
    rows = reading.records.repeated
    tables = [one for one in reading.records.vocabulary.tables if one.name in rows]
    return [(say_in(one.label), rows[one.name].height) for one in tables]


def _found(row: uuid.UUID) -> Import:
    found = Import.objects.select_related("file").filter(pk=row).first()
    if found is None:
        raise Http404
    return found


def _address(request: HttpRequest, row: Import) -> str:
    return reverse("casework.import-show", args=[_slug(request), row.pk])


def _slug(request: HttpRequest) -> str:
    return str(request.belonging.organisation.slug)
