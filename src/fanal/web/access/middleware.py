"""Tells the audit trail what was refused."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import Hidden, NotAllowed
from fanal.web.access.signals import refused


class RefusalMiddleware:
    """Sends `refused` after what the view had written is undone, so that the record of it stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Tell of a refusal; the answer to it is made elsewhere."""
        if isinstance(exception, Hidden | NotAllowed):
            refused.send(
                RefusalMiddleware,
                actor=actor_of(request),
                action=exception.action,
                reason=exception.decision.reason,
                hidden=exception.decision.hidden,
            )
