"""Which organisation a request is about: the one in its address, and only for those who belong to it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from fanal.web.organisations.selectors import Belonging, belonging, belongings
from fanal.web.organisations.tenancy import acting, tenant

KEYWORD = "organisation"
"""The part of an address that names an organisation: ``o/<slug:organisation>/…``."""
KEPT = "organisation"
"""Where a session keeps the id of the organisation that was open last."""
KEEPS = "keeps_organisation"
"""The mark of a view that stands in the organisation that was open last, such as one's account."""


class OrganisationRequest(HttpRequest):
    """A request about an organisation."""

    belonging: Belonging


class OrganisationMiddleware:
    """Opens the organisation of an address for the whole request; 404 for whoever does not belong to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        user = request.user
        with acting(user.pk if user.is_authenticated else None):
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        (slug, keeps), user = _meant(request), request.user
        if slug is None:
            return self._outside(request) if keeps and user.is_authenticated else self.get_response(request)
        found = belonging(user.pk, slug) if user.is_authenticated else None
        request.belonging = found
        if found is None:
            # Whoever is not signed in is sent to sign in by the view; the address tells nothing either way.
            return self.get_response(request)
        if request.session.get(KEPT) != str(found.organisation.pk):
            request.session[KEPT] = str(found.organisation.pk)
        with tenant(found.organisation.pk):
            return self.get_response(request)

    def _outside(self, request: HttpRequest) -> HttpResponse:
        """Stand in the organisation that was open last, as long as the person belongs to it."""
        kept = request.session.get(KEPT)
        here = (
            [one for one in belongings(request.user.pk) if str(one.organisation.pk) == kept] if kept else []
        )
        if not here:
            return self.get_response(request)
        request.belonging = here[0]
        with tenant(here[0].organisation.pk):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> None:
        """Take the organisation out of what a view is given; an address of another one does not exist."""
        if kwargs.pop(KEYWORD, None) is None or not request.user.is_authenticated:
            return
        if getattr(request, "belonging", None) is None:
            raise Http404


def _meant(request: HttpRequest) -> tuple[str | None, bool]:
    """Say which organisation an address names, and whether its view stands in the one that was open last."""
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return None, False
    slug = found.kwargs.get(KEYWORD)
    return (None if slug is None else str(slug)), bool(getattr(found.func, KEEPS, False))
