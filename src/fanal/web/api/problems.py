"""Errors as problem details (RFC 9457). None tells what was sent, or anything of the inside."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Schema

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: "This request cannot be read",
    401: "A token is needed",
    403: "The token may not do this",
    404: "There is nothing at this address",
    405: "This address does not take that method",
    409: "This cannot be done now",
    410: "It was erased",
    412: "It was changed by somebody else",
    413: "The request is too large",
    415: "This kind of content is not read",
    422: "Some values are not allowed",
    423: "The organisation's keys are locked",
    428: "Say which version you change",
    429: "Asked too often",
    500: "This is a defect of the site",
}
"""In English: they are read by whoever writes a program. `type` tells kinds apart."""


class Wrong(Schema):
    """One value that is not allowed: where it stands, and what is allowed there."""

    where: list[str | int]
    what: str


class ProblemDetails(Schema):
    """What went wrong."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[Wrong] | None = None


class Problem(Exception):
    """Answers a request with a problem.

    Parameters
    ----------
    status
        Of HTTP.
    detail
        What to do. Never holds what was sent.
    headers
        More headers of the answer.
    **more
        More members.
    """

    def __init__(
        self, status: int, detail: str | None = None, *, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(status, detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers or {}, more


def answer(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Write a problem."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(problem.status, "The request was not done"),
        "status": problem.status,
    }
    if problem.detail:
        said["detail"] = problem.detail
    response = JsonResponse(said | problem.more, status=problem.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def unauthenticated(detail: str = "Send Authorization: Bearer, and a token that is valid.") -> Problem:
    """Make the problem of a token that is missing or not valid; why it is not valid is not told."""
    return Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="fanal"'})
