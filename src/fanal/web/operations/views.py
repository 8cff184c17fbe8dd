"""Health: one word for everybody, signs for the administrator of the host."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from fanal.web.access.views import for_host_administrators, public, signed_in
from fanal.web.operations import health, notices


@require_safe
@public
def answers(request: HttpRequest) -> HttpResponse:
    """Say whether the site works, and nothing else: for proxies and for `fanal serve`."""
    ok = health.answers()
    return JsonResponse({"status": "ok" if ok else "unwell"}, status=200 if ok else 503)


@require_GET
@for_host_administrators
def signs(request: HttpRequest) -> HttpResponse:
    """Show how the installation is."""
    return render(request, "operations/health.html", {"signs": health.signs()})


@require_POST
@signed_in
def seen(request: HttpRequest, notice: uuid.UUID) -> HttpResponse:
    """Take a notice away; it comes again when something new waits."""
    notices.notice_see(notice=notice, by=request.user.pk)
    return redirect("accounts.waiting", request.belonging.organisation.slug)
