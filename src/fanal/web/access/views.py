"""Who may open a page: every view carries one of these decorators, and a test fails for one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import insist
from fanal.web.access.roles import HOST_ADMINISTRATOR, roles
from fanal.web.access.step_up import ask

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class AccessRule:
    """Who may open a page: `action` only where a role decides."""

    kind: str
    action: str | None = None


def public(view: View) -> View:
    """Let everybody open a page."""
    return _ruled(view, AccessRule("public"), lambda request: None)


def signed_in(view: View) -> View:
    """Let whoever is signed in open a page; inside an organisation, whoever belongs to it."""
    return _ruled(view, AccessRule("signed-in"), _sign_in)


def for_host_administrators(view: View) -> View:
    """Let the host's administrators open a page; for others it does not exist."""

    def check(request: HttpRequest) -> HttpResponseBase | None:
        if (answer := _sign_in(request)) is not None:
            return answer
        if HOST_ADMINISTRATOR not in actor_of(request).roles:
            raise Http404
        return None

    return _ruled(view, AccessRule("host-administrators"), check)


def requires(action: str) -> Callable[[View], View]:
    """Let those open a page whose role may do something; others of the organisation are told why not.

    Where the action steps up, the second factor is asked for again.

    Parameters
    ----------
    action
        Its name in `data/roles.toml`.
    """
    steps_up = roles().actions[action].steps_up

    def check(request: HttpRequest) -> HttpResponseBase | None:
        if (answer := _sign_in(request)) is not None:
            return answer
        insist(actor_of(request), action)
        return ask(request) if steps_up else None

    return lambda view: _ruled(view, AccessRule("requires", action), check)


def _sign_in(request: HttpRequest) -> HttpResponseBase | None:
    if request.user.is_authenticated:
        return None
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _ruled(view: View, rule: AccessRule, check: Callable[[HttpRequest], HttpResponseBase | None]) -> View:
    @wraps(view)
    def ruled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = check(request)
        return view(request, *args, **kwargs) if answer is None else answer

    ruled.access_rule = rule  # type: ignore[attr-defined]
    return ruled  # type: ignore[return-value]
