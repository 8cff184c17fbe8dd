"""Asking for the second factor again before some actions: the data says which, a room above says how."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

Ask = Callable[[HttpRequest], HttpResponseBase | None]
"""Gives where to prove oneself first; nothing where that was done a moment ago."""


def _nobody(request: HttpRequest) -> HttpResponseBase | None:
    raise RuntimeError("nobody asks for the second factor: `ask_with` was not called")


_ask: list[Ask] = [_nobody]


def ask_with(ask: Ask) -> None:
    """Say who asks; called once, when the room that knows starts."""
    _ask[0] = ask


def ask(request: HttpRequest) -> HttpResponseBase | None:
    """Ask for the second factor, where it was not used a moment ago."""
    return _ask[0](request)
