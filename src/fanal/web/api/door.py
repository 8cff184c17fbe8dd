"""The way in to the API: counts, reads the token, opens its organisation, turns every error into a problem.

It wraps the views of django-ninja, so that an address that does not exist and a method that is not taken are
answered alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import quote_etag

from fanal.web.access.views import public
from fanal.web.api import limits
from fanal.web.api.problems import Problem, answer, unauthenticated
from fanal.web.api.tokens import Caller, caller_of
from fanal.web.design.errors import refusal_of
from fanal.web.keys.errors import KeyDestroyed, KeyUnavailable
from fanal.web.keys.selectors import State, organisation_keys
from fanal.web.organisations.tenancy import acting, tenant

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
OPEN_WHILE_LOCKED = frozenset({"api.health", "api.me"})
"""Addresses that answer while an organisation is locked."""
TAKES_FILES: set[str] = set()
"""Addresses whose body is a file, by their names: as large as one of a form."""


def through_the_door(view: View) -> View:
    """Wrap a view of the API. Anybody may knock; what needs a token says so itself."""

    @public
    @transaction.non_atomic_requests
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = _let_in(view, request, *args, **kwargs)
        except Exception as error:
            response = answer(request, problem_of(error))
        return _finished(request, response)

    entered.csrf_exempt = True
    return entered


def problem_of(error: Exception) -> Problem:
    """Say what an error is to whoever asked; of a defect nothing but that it is one."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return Problem(404)
    if isinstance(error, RequestDataTooBig):
        return Problem(413)
    if isinstance(error, SuspiciousOperation):
        return Problem(400)
    if isinstance(error, DataError):
        return Problem(422, "A value is too long, or out of range.")
    if isinstance(error, KeyUnavailable):
        return Problem(410 if isinstance(error, KeyDestroyed) else 423)
    refused = refusal_of(error)
    if refused is not None:
        wait = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
        return Problem(refused.status, headers=wait)
    log.error("an endpoint failed", exc_info=error)
    return Problem(500)


def _let_in(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    limits.count("address", limits.address_of(request), limits.BY_ADDRESS)
    _readable(request)
    if "Authorization" not in request.headers:
        return view(request, *args, **kwargs)
    caller = caller_of(request)
    if caller is None:
        raise unauthenticated()
    limits.count("token", str(caller.token.pk), limits.BY_TOKEN)
    return _as_caller(caller, view, request, *args, **kwargs)


def _as_caller(caller: Caller, view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    request.caller = caller
    request.belonging = caller.belonging
    with acting(caller.actor.user_id), tenant(caller.belonging.organisation.pk):
        # Whoever locks an organisation means its programs too. One that never had keys has nothing to lock.
        if not _open_while_locked(request) and organisation_keys().state == State.LOCKED:
            raise Problem(423, "Somebody of the organisation unlocks its keys on the site.")
        return view(request, *args, **kwargs)


def _open_while_locked(request: HttpRequest) -> bool:
    """Say whether an address tells nothing of the organisation's data."""
    found = resolve(request.path_info).url_name
    return found in OPEN_WHILE_LOCKED


def _readable(request: HttpRequest) -> None:
    """Refuse what PostgreSQL cannot hold, and bodies that are too large before they are read."""
    values = (value for name, many in request.GET.lists() for value in (name, *many))
    if "\0" in request.path or any("\0" in value for value in values):
        raise Problem(400, "A character of value 0 stands in the address.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > _most(request):
        raise Problem(413)


def _most(request: HttpRequest) -> int:
    """Say how many bytes an address takes."""
    with suppress(Resolver404):
        if resolve(request.path_info).url_name in TAKES_FILES:
            return int(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Turn what Django and ninja say by themselves into a problem; tell the version of what was read."""
    if response.status_code == 405:
        response = answer(request, Problem(405, headers={"Allow": response.get("Allow", "")}))
    response["Cache-Control"] = "private, no-cache" if response.status_code == 200 else "no-store"
    response["Vary"] = "Authorization"
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        if not response.has_header("ETag"):
            set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response
    return response


def insist_on_version(request: HttpRequest, version: str) -> None:
    """Go on only where whoever changes something knows it as it is now.

    Parameters
    ----------
    version
        What tells this state of it from others; send it as `ETag` when it is read.

    Raises
    ------
    Problem
        428 without `If-Match`, 412 if it was changed since.
    """
    asked = request.headers.get("If-Match")
    if asked is None:
        raise Problem(428, "Send If-Match with the ETag that you read.")
    if asked.strip() not in ("*", quote_etag(version)):
        raise Problem(412, "Read it again, then change it.")
