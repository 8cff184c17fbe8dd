"""The frame of the API: a room above makes a `Router` with its endpoints and adds it to `api` when it starts.

::

    router = Router(tags=["cases"])

    @router.get("/{case}", response=CaseOut)
    @needs("cases.read")
    def read(request: HttpRequest, case: UUID) -> Any: ...

    api.add_router("/cases", router)          # in AppConfig.ready

A function runs in a transaction of its own, undone where it raises; an id of another organisation does not
exist.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer

from fanal.web.access.policy import may
from fanal.web.api import openapi
from fanal.web.api.door import problem_of, through_the_door
from fanal.web.api.problems import Problem, answer, unauthenticated
from fanal.web.api.tokens import Caller
from fanal.web.audit_trail.services import record

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
VERSION, PREFIX = "1", "api/v1/"
SCOPES: set[str] = set()
"""The actions that some endpoint asks for: what a token can be given."""


class Bearer(HttpBearer):
    """What the description of the API says of tokens; the door has read the token already."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        return getattr(request, "caller", None)

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Never asked: see `__call__`."""


class StrictParser(Parser):
    """Reads JSON: UTF-8, no character of value 0, which PostgreSQL cannot hold, no numbers that are none."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            read = json.loads(request.body.decode("utf-8"), parse_constant=_refuse_constant)
            _insist_on_text(read)
        except (ValueError, RecursionError):
            raise Problem(
                400, "The body is not JSON in UTF-8, or a character of value 0 stands in it."
            ) from None
        return read


class Api(NinjaAPI):
    """An API behind the door, whose errors are problems."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Describe the API, with the problems that each address may answer."""
        return openapi.with_problems(super().get_openapi_schema(**kwargs | {"path_prefix": f"/{PREFIX}"}))

    def patterns(self) -> list[URLPattern]:
        """Give the addresses, each behind the door, and an answer for all others below them."""
        found = [one for one in self.urls[0] if one.name != "api-root"]
        behind = [
            path(str(one.pattern), through_the_door(one.callback), one.default_args, name=_name(one))
            for one in found
        ]
        return [*behind, re_path("^", through_the_door(_nothing_here), name="api.nothing")]


def make(namespace: str) -> Api:
    """Make an API with the frame's ways.

    Parameters
    ----------
    namespace
        What tells it from others in one process.
    """
    made = Api(
        title="Fanal",
        version=VERSION,
        description="Data of one organisation, for its programs. Errors are problem details (RFC 9457).",
        urls_namespace=namespace,
        docs_url=None,
        auth=Bearer(),
        parser=StrictParser(),
    )
    made.add_exception_handler(Exception, lambda request, error: answer(request, problem_of(error)))
    made.add_exception_handler(ObjectDoesNotExist, lambda request, error: answer(request, Problem(404)))
    made.add_exception_handler(AuthenticationError, lambda request, error: answer(request, unauthenticated()))
    made.add_exception_handler(HttpError, lambda request, error: answer(request, Problem(error.status_code)))
    made.add_exception_handler(ValidationError, _not_allowed)
    return made


def needs(action: str) -> Callable[[Endpoint], Endpoint]:
    """Let a token in that may do something; run in a transaction of its own.

    Parameters
    ----------
    action
        Its name in `access/data/roles.toml`: the scope of the token, and a right of its maker.
    """
    SCOPES.add(action)

    def made(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            caller: Caller = request.caller
            if action not in caller.actions or not may(caller.actor, action).allowed:
                record("access.refused", details={"action": action, "token": caller.token.prefix})
                raise Problem(403, f"The token, or whoever made it, lacks {action}.")
            with transaction.atomic():
                return endpoint(request, *args, **kwargs)

        # ninja reads the parameters off it, and knows only this module's names.
        checked.__signature__ = signature(endpoint, eval_str=True)  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return made


def _not_allowed(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell where a value is not allowed and what is; never the value."""
    errors = [{"where": [str(part) for part in one["loc"]], "what": one["msg"]} for one in error.errors]
    return answer(request, Problem(422, errors=errors))


def _nothing_here(request: HttpRequest) -> HttpResponse:
    raise Problem(404)


def _insist_on_text(read: Any) -> None:
    """Refuse strings that cannot be stored: with a character of value 0, or half of one.

    Raises
    ------
    ValueError
        If there is one.
    """
    if isinstance(read, str):
        if "\0" in read:
            raise ValueError
        read.encode("utf-8")
    elif isinstance(read, dict):
        for name, value in read.items():
            _insist_on_text(name)
            _insist_on_text(value)
    elif isinstance(read, list):
        for value in read:
            _insist_on_text(value)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _name(pattern: URLPattern) -> str:
    return f"api.{pattern.name}"


api = make("api")
