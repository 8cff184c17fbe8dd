"""When a form was saved, what was kept of it is forgotten; at sign-out, so is all that the device kept.

A form that keeps drafts says so in hidden fields (`templates/casework/keeps_draft.html`); so no view of
such a form has to think of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

from fanal.web.casework.services.draft import draft_drop

FORM, ABOUT, TOKEN = "draft_form", "draft_about", "draft_token"
"""Names of the hidden fields."""
_SENT = "casework_forms_sent"
_REMEMBERED = 20
_NOT_SAVED = ("keys.page",)
"""Where a form leads that could not be saved."""


class DraftMiddleware:
    """Comes last of all: it sees what the view itself answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        if request.method != "POST":
            return self.get_response(request)
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if getattr(request, "belonging", None) is not None and _saved(request, response):
            _forget(request)
        if signed_in and request.path == reverse("account_logout"):
            response["Clear-Site-Data"] = '"storage"'
        return response


def sent_already(request: HttpRequest, token: str) -> bool:
    """Say whether a form was saved that a page still shows, or a device still keeps."""
    return bool(token) and token in request.session.get(_SENT, [])


def _saved(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether a form was saved: it leads on, to another page of the organisation."""
    if response.status_code not in (302, 303) or FORM not in request.POST:
        return False
    path = response.headers["Location"].partition("?")[0]
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return (
        found.kwargs.get("organisation") == request.belonging.organisation.slug
        and found.view_name not in _NOT_SAVED
    )


def _forget(request: HttpRequest) -> None:
    about = request.POST.get(ABOUT, "")
    try:
        draft_drop(request.POST[FORM], about=uuid.UUID(about) if about else None)
    except ValueError:
        return
    if token := request.POST.get(TOKEN, "")[:40]:
        request.session[_SENT] = [*request.session.get(_SENT, []), token][-_REMEMBERED:]
