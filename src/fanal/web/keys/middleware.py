"""What a request needs of keys: reads each wrapped key once, and shows the way where keys are locked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from fanal.web.design.errors import Refused, answer
from fanal.web.keys.errors import KeyDestroyed, KeysLocked, KeyUnavailable, NoKeys, OnHold, TooManySearches
from fanal.web.keys.hierarchy import remembered

RETRY_AFTER_S = 600


class KeysMiddleware:
    """Comes last: what a view raises passes here first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        with remembered():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead whoever may unlock to where that is done; tell the others why nothing is shown."""
        if isinstance(exception, KeyUnavailable):
            return self._without_keys(request, exception)
        refused = _refused(exception)
        return answer(request, refused.status, refused) if refused else None

    def _without_keys(self, request: HttpRequest, exception: KeyUnavailable) -> HttpResponse:
        if isinstance(exception, KeyDestroyed):
            return answer(request, 423, Refused("web.keys.erased", status=423))
        wanted = "keys.unlock" if isinstance(exception, KeysLocked) else "keys.create"
        if request.method == "GET" and _may(request, wanted):
            page = reverse("keys.page", kwargs={"organisation": request.belonging.organisation.slug})
            return HttpResponseRedirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
        key = "web.keys.never" if isinstance(exception, NoKeys) else "web.keys.locked"
        return answer(request, 423, Refused(key, status=423))


def _refused(exception: Exception) -> Refused | None:
    if isinstance(exception, OnHold):
        return Refused("web.keys.on-hold", status=403)
    if isinstance(exception, TooManySearches):
        return Refused("web.keys.too-many-searches", status=429, retry_after=RETRY_AFTER_S)
    return None


def _may(request: HttpRequest, action: str) -> bool:
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may

    return getattr(request, "belonging", None) is not None and may(actor_of(request), action).allowed
