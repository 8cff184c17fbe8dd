"""Answers of the portal: the same for everybody, kept for a while, asked again by their tag."""

from __future__ import annotations

import hashlib
from datetime import date
from importlib.metadata import version

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.http import parse_etags

from fanal.web.design.context import frame
from fanal.web.design.middleware import POLICY, may_be_kept, with_headers
from fanal.web.design.stylesheet import version as style_version
from fanal.web.portal.places import Place

EXPORTED = "exported"
"""What marks a request whose answer goes into a copy: forms, which need a server, are not in it."""
KEPT_S = 60
"""How long an answer may be kept without asking again: so long a withdrawn release may still be seen."""
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")


def page(
    request: HttpRequest, place: Place, template: str, status: int = 200, **more: object
) -> HttpResponse:
    """Make a page; nothing of the request but its address goes into it.

    Parameters
    ----------
    place
        Where the reader is.
    template
        As ``portal/explore.html``.
    **more
        What the template shows.
    """
    known = {
        "place": place,
        "languages": (),
        "absolute": request.build_absolute_uri("/")[:-1],
        "query": request.META.get("QUERY_STRING", ""),
        "copied_on": date.today() if getattr(request, EXPORTED, False) else None,
    }
    content = render_to_string(template, {**frame(request), **known, **more})
    return HttpResponse(content, status=status)


def tag_of(request: HttpRequest, place: Place) -> str:
    """Give what changes whenever an answer would: the catalogue, the program, the address."""
    return tag_of_parts(place.stamp, request.get_full_path())


def tag_of_parts(*parts: object) -> str:
    """Make a tag of all that an answer depends on besides the program."""
    said = repr((version("fanal"), style_version(), *parts))
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Answer 304, where the reader has it already.

    ``*`` stands for anything at all, and is not heard: whether there is anything, or it was withdrawn, only
    the view knows.
    """
    had = {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}
    return HttpResponseNotModified() if tag in had else None


def kept(response: HttpResponse, tag: str) -> HttpResponse:
    """Let everybody keep an answer for a while."""
    may_be_kept(response, KEPT_S, immutable=False)
    response["ETag"] = tag
    return response


def for_everybody(response: HttpResponse) -> HttpResponse:
    """Let programs of other sites read an answer."""
    response["Access-Control-Allow-Origin"] = "*"
    return with_headers(response, {"Cross-Origin-Resource-Policy": "cross-origin"})


def to_be_framed(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites show an answer in a frame."""
    # There is no value of X-Frame-Options for everybody; browsers that know the policy do not ask for it.
    headers = {"Content-Security-Policy": FRAMED, "X-Frame-Options": "ALLOWALL"}
    return for_everybody(with_headers(response, headers))


def bare(request: HttpRequest, template: str, **more: object) -> str:
    """Make a page that is of no hub."""
    return render_to_string(template, {**frame(request), "languages": (), **more})
