"""The pages of emergency access."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.forms import EmergencyForm
from fanal.web.access.models import EmergencyAccess
from fanal.web.access.policy import may
from fanal.web.access.selectors import Emergency, all_emergencies, reachable
from fanal.web.access.services import emergency_end, emergency_open
from fanal.web.access.views import requires, signed_in


@signed_in
@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    """List the open emergency accesses: one's own, or by role everybody's."""
    actor, slug = actor_of(request), request.belonging.organisation.slug
    context = {
        "emergencies": [(one, _page(one, slug)) for one in all_emergencies(actor)],
        "ends_others": may(actor, "access.end-emergency").allowed,
        "sees_all": may(actor, "access.read-emergencies").allowed,
    }
    return render(request, "access/emergencies.html", context)


def _page(one: Emergency, slug: str) -> str:
    """Lead to what somebody opened themselves, and nobody else."""
    return one.subject.page(slug) if one.own and one.subject else ""


@requires("access.open-emergency")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str, subject: uuid.UUID) -> HttpResponse:
    """Ask why somebody needs emergency access, and open it."""
    actor = actor_of(request)
    found = reachable(kind, subject, actor)
    if found is None:
        raise Http404
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        emergency_open(subject=found, reason=form.cleaned_data["reason"], by=actor)
        slug = request.belonging.organisation.slug
        return redirect(found.page(slug) or reverse("access.emergencies", args=[slug]))
    context = {"form": form, "what": str(found), "minutes": settings.EMERGENCY_ACCESS_MINUTES}
    return render(request, "access/ask.html", context)


@signed_in
@require_POST
def end(request: HttpRequest, emergency: uuid.UUID) -> HttpResponse:
    """End an emergency access before its time."""
    emergency_end(emergency=get_object_or_404(EmergencyAccess, pk=emergency), by=actor_of(request))
    return redirect("access.emergencies", organisation=request.belonging.organisation.slug)
