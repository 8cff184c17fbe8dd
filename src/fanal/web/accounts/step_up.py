"""Before what cannot be taken back: the second factor, used within the last ten minutes.

A password never is enough: what counts is the recorded method, not that somebody signed in.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

SECONDS = 10 * 60
_RETURN_TO = "step_up_return_to"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def stepped_up(request: HttpRequest) -> bool:
    """Say whether this session used a second factor, or a passkey, within the last ten minutes."""
    since = time.time() - SECONDS
    return any(
        one.get("method") == "mfa" and one.get("at", 0) >= since
        for one in get_authentication_records(request, request.user)
    )


def needs_step_up(view: View) -> View:
    """Ask for the second factor before a view; below the decorator of `access.views`.

    Afterwards a page is gone back to. A form is not sent again: the person comes back to the page that it
    was on, and nothing of what was typed is kept meanwhile.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = ask(request)
        return view(request, *args, **kwargs) if answer is None else answer

    return guarded  # type: ignore[return-value]


def ask(request: HttpRequest) -> HttpResponseBase | None:
    """Lead to the page that asks for the second factor; nowhere, where it was used within ten minutes."""
    if stepped_up(request):
        return None
    request.session[_RETURN_TO] = (
        request.get_full_path() if request.method in ("GET", "HEAD") else _page_of_form(request)
    )
    return HttpResponseRedirect(reverse("mfa_reauthenticate"))


def _page_of_form(request: HttpRequest) -> str:
    """Give the page that a form was on: what it was sent to may be no page."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else request.path


def return_address(request: HttpRequest) -> str:
    """Give where to go on after the second factor; once."""
    return str(request.session.pop(_RETURN_TO, None) or reverse("accounts.home"))
