"""Whether a browser is still signed in, with a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fanal.web.accounts import policy
from fanal.web.accounts.devices import remember_device
from fanal.web.accounts.sessions import session_of
from fanal.web.accounts.waiting import acted

FIRST = "reachable_without_second_factor"
"""The mark of a view that somebody without a second factor may reach."""
ENDED = "sign_in_ended"


class SignedInMiddleware:
    """Signs out whoever was ended elsewhere, idle or here too long; asks for a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        if request.user.is_authenticated and session_of(request) is None:
            logout(request)
            request.session[ENDED] = True
        response = self.get_response(request)
        if request.method == "POST" and request.user.is_authenticated and getattr(request, "belonging", None):
            acted(response)
        if handle := getattr(request, "remember_device", None):
            remember_device(request, response, handle)
        # Outside the transaction of the view, which holds locks that others wait for.
        time.sleep(max(0.0, getattr(request, "not_before", 0.0) - time.monotonic()))
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Lead whoever has no second factor to where it is set up, and nowhere else."""
        if not request.user.is_authenticated or _reachable(view) or policy.has_second_factor(request.user):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))


def _reachable(view: Any) -> bool:
    """Say whether a view is open to everybody anyhow, or is a way to a second factor."""
    rule = getattr(view, "access_rule", None)
    return (
        getattr(view, FIRST, False)
        or (rule is not None and rule.kind == "public")
        or view.__module__.startswith("fanal.web.design.")
    )
