"""Files of a release, as they were published; the scripts that draw; the list of hubs."""

from __future__ import annotations

import json
import mimetypes
from functools import cache
from pathlib import Path

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from fanal.exploring.dcat import catalogue_as_dcat
from fanal.web.access.views import public
from fanal.web.design.language import browser_language
from fanal.web.design.middleware import may_be_kept, with_headers
from fanal.web.portal import answers, reading
from fanal.web.portal.bundles import BESIDE
from fanal.web.portal.places import Place, placed

_FOR_EVER = 365 * 24 * 3600
_SHOWN = {".html", ".svg", ".png", ".txt"}
"""Files that a browser shows; others it keeps."""


@transaction.non_atomic_requests
@public
@require_safe
def hubs(request: HttpRequest) -> HttpResponse:
    """Choose a hub, where several publish here; where one does, lead on to it."""
    found = reading.hubs()
    language = browser_language(request)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("portal.home", args=[found[0].hub.slug, language]))
    shown = [(one.hub, language) for one in found]
    return HttpResponse(answers.bare(request, "portal/hubs.html", hubs=shown))


@transaction.non_atomic_requests
@public
@require_safe
def hub(request: HttpRequest, hub: str) -> HttpResponse:
    """Lead on to the hub in the language of the browser."""
    if reading.catalogue(hub) is None:
        raise Http404
    return HttpResponseRedirect(reverse("portal.home", args=[hub, browser_language(request)]))


@placed
def download(request: HttpRequest, place: Place, path: str) -> HttpResponse:
    """Give one file of a release."""
    assert place.release is not None  # noqa: S101 - the address names one
    folder = place.catalogue.folder_of(place.release.version)
    root = Path() if folder is None else (folder if path in BESIDE else folder / "bundle").resolve()
    if folder is None or not all(map(_may_be_named, path.split("/"))):
        raise Http404
    wanted = (root / path).resolve()
    if not wanted.is_relative_to(root) or not wanted.is_file():
        raise Http404
    kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
    response = FileResponse(
        wanted.open("rb"), content_type=kind, as_attachment=wanted.suffix not in _SHOWN, filename=wanted.name
    )
    if wanted.suffix == ".html":
        # A page of a bundle brings its own policy, which its pictures and scripts need.
        with_headers(response, {"Content-Security-Policy": _OF_A_BUNDLE})
    return answers.for_everybody(response)


def _may_be_named(name: str) -> bool:
    """Whether a part of a path can be the name of a file: none leads up, and none breaks the file system."""
    return name not in ("", ".", "..") and name.isprintable() and len(name.encode()) < 200


@placed
def dcat(request: HttpRequest, place: Place) -> HttpResponse:
    """Describe the hub and its releases for data portals."""
    said = json.dumps(catalogue_as_dcat(place.catalogue), ensure_ascii=False, indent=1)
    return answers.for_everybody(HttpResponse(said, content_type="application/ld+json"))


@placed
def catalogue(request: HttpRequest, place: Place) -> HttpResponse:
    """Give the catalogue: what exported copies of the portal ask, to learn of a withdrawal."""
    from fanal.exploring.catalogue import as_json

    said = json.dumps(as_json(place.catalogue), ensure_ascii=False)
    return answers.for_everybody(HttpResponse(said, content_type="application/json"))


@transaction.non_atomic_requests
@public
@require_safe
def drawing_library(request: HttpRequest, version: str) -> HttpResponse:
    """Give the drawing library, from our own origin."""
    return may_be_kept(HttpResponse(_library(), content_type="text/javascript; charset=utf-8"), _FOR_EVER)


@cache
def _library() -> bytes:
    try:
        import vl_convert
    except ImportError:
        raise Http404 from None
    # Its type stub asks for a snippet; the default puts vegaEmbed on the window.
    made: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    return made.encode()


_OF_A_BUNDLE = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
