"""The page of what waits for whoever asks, whichever room it comes from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fanal.web.access.views import signed_in
from fanal.web.accounts.waiting import asking_of, waiting


@signed_in
@require_safe
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever asks."""
    asking = asking_of(request)
    return render(request, "accounts/waiting.html", {"found": waiting(asking), "today": asking.today})
