"""The page of what waits for whoever asks, whichever room it comes from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fanal.web.access.views import signed_in
from fanal.web.accounts.waiting import asking_of, count_anew, waiting


@signed_in
@require_safe
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever asks."""
    asking = asking_of(request)
    count_anew(request)  # The number in the frame is that of the page.
    return render(request, "accounts/waiting.html", {"found": waiting(asking), "today": asking.today})
