"""Pages of data breaches."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.audit_trail.services import record
from fanal.web.casework import lists
from fanal.web.casework.forms.breach import BreachForm
from fanal.web.casework.models import Breach
from fanal.web.casework.selectors.breach import HOURS, breaches, clock
from fanal.web.casework.services.breach import breach_change, breach_close, breach_report
from fanal.web.casework.views.governing import (
    address,
    edited_page,
    form_page,
    gone_to,
    pressed,
    slug_of,
)

A_PAGE = 50


@requires("governance.read")
@require_safe
def breach_list(request: HttpRequest) -> HttpResponse:
    """Show the register of breaches, with the hours that are left."""
    page = Paginator(breaches(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "slug": slug_of(request),
        "page": page,
        "rows": [
            {
                "row": one,
                "clock": clock(one),
                "risk": lists.said("breach-risks", one.risk) if one.risk else "",
            }
            for one in page
        ],
        "reports": may(actor_of(request), "breaches.report").allowed,
        "hours": HOURS,
    }
    return render(request, "casework/breach_list.html", context)


@requires("breaches.report")
@require_http_methods(["GET", "HEAD", "POST"])
def breach_new(request: HttpRequest) -> HttpResponse:
    """Report a breach: anybody who works here, at once."""
    form = BreachForm(request.POST or None)
    actor = actor_of(request)
    if form.is_valid():
        row = breach_report(by=actor, **form.filled)
        if may(actor, "governance.read").allowed:
            return gone_to(request, "web.casework.breach-reported", "casework.breach-show", row.pk)
        return gone_to(request, "web.casework.breach-reported", "casework.governance-show")
    return form_page(
        request,
        form,
        title="web.casework.breach-new",
        intro="web.casework.breach-new-intro",
        back=address(request, "casework.governance-show"),
        button="web.casework.breach-report",
    )


@requires("governance.read")
@require_safe
def breach_show(request: HttpRequest, breach: uuid.UUID) -> HttpResponse:
    """Show a breach: the clock first."""
    found = _of(breach)
    record("breaches.viewed", subject=("casework.breach", found.pk), once=True)
    context = {
        "slug": slug_of(request),
        "breach": found,
        "clock": clock(found),
        "risk": lists.said("breach-risks", found.risk) if found.risk else "",
        "changes": may(actor_of(request), "governance.change").allowed,
        "hours": HOURS,
        "can_close": bool(found.authority_told_at or found.why_not_told),
    }
    return render(request, "casework/breach_show.html", context)


@requires("governance.change")
@require_http_methods(["GET", "HEAD", "POST"])
def breach_edit(request: HttpRequest, breach: uuid.UUID) -> HttpResponse:
    """Write down what is known meanwhile."""
    found, actor = _of(breach), actor_of(request)
    return edited_page(
        request,
        row=found,
        make=lambda data, row: BreachForm(data, row=row),
        save=lambda form: breach_change(found, seen=form.version, by=actor, **form.filled),
        done=lambda: gone_to(request, "web.casework.breach-changed", "casework.breach-show", found.pk),
        title="web.casework.breach-change",
        back=address(request, "casework.breach-show", found.pk),
        button="web.casework.save",
    )


@requires("governance.change")
@require_POST
def breach_end(request: HttpRequest, breach: uuid.UUID) -> HttpResponse:
    """Close a breach; not before the authority was told, or it stands there why not."""
    found, actor = _of(breach), actor_of(request)
    can_close = bool(found.authority_told_at or found.why_not_told)
    if can_close and pressed(request, lambda seen: breach_close(found, seen=seen, by=actor)):
        return gone_to(request, "web.casework.breach-closed", "casework.breach-list")
    return gone_to(request, "web.casework.breach-not-closed", "casework.breach-show", found.pk)


def _of(breach: uuid.UUID) -> Breach:
    found = Breach.objects.filter(pk=breach).first()
    if found is None:
        raise Http404
    return found
