"""Pages of contributions at the hub: what came, its quality, a file handed over, how its columns are read."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.contributing import Preparation
from fanal.exchange.files import FileContent, open_bytes
from fanal.presentation import Refusal
from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.audit_trail.services import record
from fanal.web.collaborative import showing
from fanal.web.collaborative.forms.contribution import CHECKED, MappingForm, RefuseForm, UploadForm
from fanal.web.collaborative.mapping_text import parted, suggested, written
from fanal.web.collaborative.measuring import fields_of, new_codes
from fanal.web.collaborative.models import Agreement, Contribution, Contributor
from fanal.web.collaborative.pages import address, form_page, gone_to, mistake_of, slug_of
from fanal.web.collaborative.selectors import contribution as kept
from fanal.web.collaborative.selectors import hub as hubs
from fanal.web.collaborative.services.agreement import agreement_insist
from fanal.web.collaborative.services.contribution import (
    contribution_accept,
    contribution_refuse,
    contribution_withdraw,
)
from fanal.web.collaborative.services.mapping import draw_file, mapping_save, newest_mapping
from fanal.web.collaborative.services.receiving import contribution_receive
from fanal.web.design.language import current_language, say

A_PAGE = 25


@requires("hubs.read")
@require_safe
def contribution_show(request: HttpRequest, contribution: uuid.UUID) -> HttpResponse:
    """Show a contribution: its state, findings, quality, what changed."""
    found = hubs.contribution(contribution)
    context = said(found) | {
        "slug": slug_of(request),
        "back": address(request, "collaborative.contributor-show", found.contributor_id),
        "changes": may(actor_of(request), "hubs.change").allowed,
        "refuse": RefuseForm(),
    }
    return render(request, "collaborative/contribution.html", context)


@requires("hubs.change")
@require_safe
def contribution_rows(request: HttpRequest, contribution: uuid.UUID) -> HttpResponse:
    """Show the rows of a contribution, as they would go into a release; that somebody looked is recorded."""
    found = hubs.contribution(contribution)
    if found.records is None:
        raise Http404
    table = kept.rows_of(found)
    fields = fields_of(table)
    page = Paginator(range(table.height), A_PAGE).get_page(request.GET.get("page"))
    first = page.start_index() - 1 if table.height else 0
    record(
        "contributions.rows-seen",
        subject=("collaborative.contribution", found.pk),
        details={"page": page.number},
    )
    context = {
        "slug": slug_of(request),
        "contribution": found,
        "back": address(request, "collaborative.contribution-show", found.pk),
        "labels": showing.labels(fields),
        "rows": table.select(fields).slice(first, A_PAGE).rows(),
        "page": page,
        "new_codes": _new_codes(found),
    }
    return render(request, "collaborative/contribution_rows.html", context)


@requires("hubs.change")
@require_POST
def contribution_take(request: HttpRequest, contribution: uuid.UUID) -> HttpResponse:
    """Accept it."""
    found = contribution_accept(hubs.contribution(contribution), by=actor_of(request))
    return gone_to(
        request, "web.collaborative.contribution-accepted", "collaborative.contribution-show", found.pk
    )


@requires("hubs.change")
@require_POST
def contribution_decline(request: HttpRequest, contribution: uuid.UUID) -> HttpResponse:
    """Refuse it."""
    found, form = hubs.contribution(contribution), RefuseForm(request.POST)
    if not form.is_valid():
        return form_page(
            request,
            form,
            title="web.collaborative.contribution-refuse",
            back=address(request, "collaborative.contribution-show", found.pk),
            back_key="web.collaborative.contribution",
            button="web.collaborative.contribution-refuse",
        )
    contribution_refuse(found, by=actor_of(request), note=form.cleaned_data["note"])
    return gone_to(
        request, "web.collaborative.contribution-was-refused", "collaborative.contribution-show", found.pk
    )


@requires("hubs.change")
@require_POST
def contribution_remove(request: HttpRequest, contribution: uuid.UUID) -> HttpResponse:
    """Withdraw it for a contributor that asked by other means."""
    found = contribution_withdraw(hubs.contribution(contribution), by=actor_of(request))
    return gone_to(
        request, "web.collaborative.contribution-withdrawn", "collaborative.contribution-show", found.pk
    )


@requires("hubs.change")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Take in a file of any shape that a contributor handed over; it is read in memory, and never kept."""
    found = hubs.contributor(contributor)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            return _read(request, found, form)
        except Refusal as refused:
            form.add_error("file", mistake_of(refused))
    return _upload_page(request, found, form)


@requires("hubs.change")
@require_POST
def mapping_change(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Keep a mapping as it was corrected."""
    found = hubs.contributor(contributor)
    try:
        head, columns = parted(request.POST.get("shown", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Http404 from None
    form = MappingForm(request.POST, columns=columns)
    if form.is_valid():
        try:
            mapping_save(found, by=actor_of(request), text=written(head, form.said()))
        except Refusal as refused:
            form.add_error(None, mistake_of(refused))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return gone_to(request, "web.collaborative.mapping-saved", "collaborative.upload", found.pk)
    return _mapping_page(request, found, form, request.POST["shown"])


@requires("hubs.change")
@require_safe
def mapping_show(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Show the mapping that is used now, to correct it."""
    found = hubs.contributor(contributor)
    last = newest_mapping(found)
    if last is None:
        raise Http404
    form = MappingForm(columns=parted(last.text)[1])
    return _mapping_page(request, found, form, last.text)


def said(contribution: Contribution) -> dict[str, Any]:
    """Give what both sides are shown of a contribution."""
    return {
        "contribution": contribution,
        "qualities": showing.qualities(contribution),
        "findings": showing.findings(contribution),
        "changed": showing.changed(contribution),
        "taken_back": contribution.quality.get("taken_back", 0),
    }


def _read(request: HttpRequest, contributor: Contributor, form: UploadForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    content = open_bytes(file.read(), file.name)
    if request.POST.get("do") == "suggest":
        return _suggest(request, contributor, content)
    agreement = agreement_insist(contributor, purpose=form.cleaned_data["purpose"], kind="rows")
    mapping = newest_mapping(contributor)
    drawn = draw_file(
        content,
        agreement=agreement,
        mapping=mapping,
        consent_checked=form.cleaned_data["consent"] == CHECKED,
    )
    if request.POST.get("do") != "take":
        return _upload_page(request, contributor, form, drawn, agreement)
    made = contribution_receive(
        contributor=contributor,
        raw=drawn.package.to_bytes(),
        way=Contribution.Way.FILE,
        by=actor_of(request).user_id,
        mapping=mapping,
    )
    messages.success(request, say("web.collaborative.upload-taken"))
    return gone_to(
        request, "web.collaborative.contribution-arrived", "collaborative.contribution-show", made.pk
    )


def _suggest(request: HttpRequest, contributor: Contributor, content: FileContent) -> HttpResponse:
    head, columns = suggested(content, current_language())
    form = MappingForm(columns=columns)
    return _mapping_page(request, contributor, form, written(head, columns))


def _mapping_page(
    request: HttpRequest, contributor: Contributor, form: MappingForm, shown: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        title="web.collaborative.mapping",
        intro="web.collaborative.mapping-intro",
        back=address(request, "collaborative.upload", contributor.pk),
        back_key="web.collaborative.upload",
        button="web.collaborative.save",
        template="collaborative/mapping.html",
        action=address(request, "collaborative.mapping-change", contributor.pk),
        shown=shown,
    )


def _upload_page(
    request: HttpRequest,
    contributor: Contributor,
    form: UploadForm,
    drawn: Preparation | None = None,
    agreement: Agreement | None = None,
) -> HttpResponse:
    preview: dict[str, Any] = {}
    if drawn is not None and agreement is not None and drawn.package.rows is not None:
        rows, fields = drawn.package.rows, drawn.package.fields
        preview = {
            "rows": rows.height,
            "held_back": list(drawn.reasons.items()),
            "filled": [
                (label, rows.height - rows[name].null_count())
                for name, label in zip(fields, showing.labels(fields), strict=True)
            ],
        }
    return form_page(
        request,
        form,
        title="web.collaborative.upload",
        intro="web.collaborative.upload-intro",
        back=address(request, "collaborative.contributor-show", contributor.pk),
        back_key="web.collaborative.contributor",
        button="web.collaborative.upload-look",
        template="collaborative/upload.html",
        mapping=newest_mapping(contributor),
        contributor=contributor,
        preview=preview,
    )


def _new_codes(contribution: Contribution) -> list[tuple[str, list[str]]]:
    """Say which codes appear that the version before did not have: from the rows, and kept nowhere."""
    before = kept.before(contribution)
    if before is None:
        return []
    table, then = kept.rows_of(contribution), kept.rows_of(before)
    named = [name for name in contribution.changes.get("codes", {}) if name in then.columns]
    return [(showing.labels([name])[0], new_codes(name, table, then)) for name in named]
