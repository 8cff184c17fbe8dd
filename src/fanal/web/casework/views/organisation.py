"""Pages of the whole team: the calendar, the beds."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires, signed_in
from fanal.web.casework.forms.service import BedForm
from fanal.web.casework.models import Bed
from fanal.web.casework.selectors.bed import nights_of_beds
from fanal.web.casework.selectors.calendar import days_with_appointments, span_of
from fanal.web.casework.services.stay import bed_add, bed_change
from fanal.web.casework.views.editing import edited
from fanal.web.design.language import say

NIGHTS = 7
SPAN_KEYS = {
    "day": "web.casework.span-day",
    "week": "web.casework.span-week",
    "month": "web.casework.span-month",
}


@signed_in
@require_safe
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Lead from where "my work" once was to where it is."""
    return redirect("accounts.waiting", request.belonging.organisation.slug)


@requires("cases.read")
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show appointments: a day, a week, a month; one's own or all."""
    kind = request.GET.get("as", "week")
    kind, day = kind if kind in SPAN_KEYS else "week", _day(request)
    own = request.GET.get("whose") != "all"
    first, end = span_of(kind, day)
    days = days_with_appointments(actor_of(request), kind, day, own=own)
    context = {
        "kind": kind,
        "spans": [
            (key, f"?as={name}&day={day.isoformat()}&whose={'mine' if own else 'all'}", name == kind)
            for name, key in SPAN_KEYS.items()
        ],
        "own": own,
        "whose": "mine" if own else "all",
        "first": first,
        "last": end - timedelta(1),
        "day": day,
        "before": span_of(kind, first - timedelta(1))[0],
        "after": end,
        "today": timezone.localdate(),
        "days": days,
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
        "any": any(one.appointments for one in days),
        "slug": request.belonging.organisation.slug,
    }
    return render(request, "casework/calendar.html", context)


@requires("cases.read")
@require_safe
def bed_list(request: HttpRequest) -> HttpResponse:
    """Show who sleeps where, and how many beds are free, a week at a time."""
    first, actor = _day(request), actor_of(request)
    lines, free = nights_of_beds(actor, first, NIGHTS)
    context = {
        "lines": lines,
        "free": free,
        "days": [first + timedelta(n) for n in range(NIGHTS)],
        "before": first - timedelta(NIGHTS),
        "after": first + timedelta(NIGHTS),
        "may_change": may(actor, "cases.change").allowed,
        "slug": request.belonging.organisation.slug,
    }
    return render(request, "casework/bed_list.html", context)


@requires("cases.change")
@require_http_methods(["GET", "HEAD", "POST"])
def bed_new(request: HttpRequest) -> HttpResponse:
    """Add a bed."""
    form = BedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        bed_add(actor=actor_of(request), **form.filled)
        return _beds(request)
    return _bed_form(request, form)


@requires("cases.change")
@require_http_methods(["GET", "HEAD", "POST"])
def bed_edit(request: HttpRequest, bed: uuid.UUID) -> HttpResponse:
    """Rename a bed, or take it out of use."""
    found = Bed.objects.filter(pk=bed).first()
    if found is None:
        raise Http404
    actor = actor_of(request)
    return edited(
        request,
        row=found,
        make=lambda data, bed: BedForm(data, bed=bed),
        save=lambda form: bed_change(found, actor=actor, seen=form.version, **form.filled),
        page=lambda form, status=200: _bed_form(request, form, status=status, bed=found),
        done=lambda: _beds(request),
    )


def _bed_form(request: HttpRequest, form: BedForm, *, status: int = 0, **more: Any) -> HttpResponse:
    slug = request.belonging.organisation.slug
    status = status or (400 if form.is_bound else 200)
    return render(request, "casework/bed_form.html", {"form": form, "slug": slug, **more}, status=status)


def _beds(request: HttpRequest) -> HttpResponse:
    messages.success(request, say("web.casework.saved"))
    return redirect("casework.bed-list", request.belonging.organisation.slug)


def _day(request: HttpRequest) -> date:
    """Give the day of the address, within what a calendar can show; else today."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()
    return day if 1900 < day.year < 2200 else timezone.localdate()
