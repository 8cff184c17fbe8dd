"""Pages of this room: the style sheet, the mark, the countries, the language switch, the way out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from fanal.geography.sent import as_json
from fanal.web.design.language import PARAMETER, spoken
from fanal.web.design.middleware import may_be_kept
from fanal.web.design.signals import language_chosen
from fanal.web.design.stylesheet import lantern, stylesheet

FOR_EVER = 365 * 24 * 3600


@transaction.non_atomic_requests
@require_GET
def style(request: HttpRequest, version: str) -> HttpResponse:
    """Give the style sheet; its address changes with it, so that a browser may keep it."""
    sheet = stylesheet(request.GET.get("scheme", ""), request.GET.get("media", ""))
    return may_be_kept(HttpResponse(sheet, content_type="text/css; charset=utf-8"), FOR_EVER)


@transaction.non_atomic_requests
@require_GET
def mark(request: HttpRequest, version: str) -> HttpResponse:
    """Give the lantern, for the tab of the browser."""
    return may_be_kept(HttpResponse(lantern(), content_type="image/svg+xml"), FOR_EVER)


@transaction.non_atomic_requests
@require_GET
@gzip_page
def world(request: HttpRequest, version: str) -> HttpResponse:
    """Give the countries of the world, to draw maps from."""
    return may_be_kept(HttpResponse(as_json(), content_type="application/json"), FOR_EVER)


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language, and go back to the page.

    Without a token, which would set a cookie on every public page. The form of a stranger's page does not
    bring the cookie of who is signed in, and the answer would put one of nobody in its place: it is
    refused, where the browser says whose form it is.
    """
    chosen = request.POST.get(PARAMETER, "")
    if chosen not in spoken() or request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise Http404
    if request.user.is_authenticated:
        language_chosen.send(sender=None, user=request.user, language=chosen)
    else:
        request.session[PARAMETER] = chosen
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if safe else "/")


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """End the session, and open a site that says nothing of this one.

    A link, not a form: it must work without script, and the policy of our pages would keep a form from
    leading to another site. A stranger's page could at worst sign somebody out.
    """
    logout(request)
    gone = HttpResponseRedirect(settings.LEAVE_TO)
    gone["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return gone
