"""Whoever reads the portal is nobody: no cookie is read there, and none is set."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PREFIX = "/data/"


class PortalMiddleware:
    """Takes cookies off what is asked of the portal, before anything looks at them, and off what it answers.

    So a page of the portal is the same for everybody, and may be kept; no session is looked up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        del response["Vary"]
        return response
