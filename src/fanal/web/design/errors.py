"""What a person sees where something went wrong: why, and what to do. No database is needed for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import override

from fanal.web.design.context import frame
from fanal.web.design.language import browser_language, say

_TITLES = {
    400: "web.design.title-400",
    403: "web.design.title-403",
    404: "web.design.title-404",
    405: "web.design.title-405",
    409: "web.design.title-409",
    413: "web.design.title-413",
    423: "web.design.title-423",
    429: "web.design.title-429",
    500: "web.design.title-500",
    503: "web.design.title-503",
}
_TEXTS = {
    400: "web.design.text-400",
    403: "web.design.text-403",
    404: "web.design.text-404",
    405: "web.design.text-405",
    409: "web.design.text-409",
    423: "web.design.text-423",
    429: "web.design.text-429",
    500: "web.design.text-500",
}


class Refused(Exception):
    """A view does not do what was asked; the page says why and what to do.

    Parameters
    ----------
    key, **values
        The text of the page, as ``web.keys.locked``.
    status
        400, 403, 404, 409 (not now), 423 (the keys are locked), 429 (too often)
        or 503 (too much at once).
    retry_after
        In how many seconds it may be asked again.
    way_on
        Where to go now: an address, and the key of its words.
    """

    def __init__(
        self,
        key: str,
        /,
        *,
        status: int = 403,
        retry_after: int | None = None,
        way_on: tuple[str, str] | None = None,
        **values: Any,
    ) -> None:
        super().__init__(key, values)
        self.key, self.status, self.values = key, status, values
        self.retry_after, self.way_on = retry_after, way_on


_REFUSALS: list[tuple[type[Exception], int, str]] = []


def refused_as(kind: type[Exception], *, status: int, key: str) -> None:
    """Show every exception of a kind as a refusal; call it from `AppConfig.ready`."""
    _REFUSALS.append((kind, status, key))


def refusal_of(exception: Exception) -> Refused | None:
    """Give what is to be shown for an exception, where it is a refusal and no defect."""
    if isinstance(exception, Refused):
        return exception
    for kind, status, key in _REFUSALS:
        if isinstance(exception, kind):
            return Refused(key, status=status)
    return None


def answer(request: HttpRequest, status: int, refused: Refused | None = None) -> HttpResponse:
    """Make the page of an error."""
    # Where the database is down, nobody said the language of this person: the browser does.
    language = getattr(request, "LANGUAGE_CODE", None) or browser_language(request)
    with override(language):
        content = render_to_string(
            "design/error.html",
            {
                **frame(request),
                "title": say(_TITLES[status]),
                "text": say(refused.key, **refused.values) if refused else say(_TEXTS[status]),
                "way_on": refused.way_on if refused else None,
                "status": str(status),
            },
        )
    response = HttpResponse(content, status=status)
    if refused and refused.retry_after is not None:
        response["Retry-After"] = str(refused.retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read, or is more than is read at once."""
    if isinstance(exception, RequestDataTooBig):
        limit = settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 2**20
        return answer(request, 413, Refused("web.design.text-413", limit=limit))
    return answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what this person may not do."""
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist, or not for this person: nothing tells which."""
    return answer(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a defect."""
    return answer(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from a page of this site, or from one that is too old."""
    return answer(request, 403, Refused("web.design.form-too-old"))
