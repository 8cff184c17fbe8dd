"""Browsers that signed in before: a cookie that tells them apart from strangers, and nothing else.

After OWASP's device cookies. The cookie holds random numbers, each with a keyed hash that only this host can
make for one account; whoever takes it learns no account and is not signed in by it.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "fanal_device"
_AGE = 400 * 24 * 3600
_ACCOUNTS = 6
"""How many accounts one browser is remembered for: a shared computer has a few."""


def known_device(request: HttpRequest, handle: str) -> str | None:
    """Say as which device a browser is known to an account; none: as a stranger."""
    for mark in _marks(request):
        number, _, proof = mark.partition(":")
        if constant_time_compare(proof, _proof(number, handle)):
            return number
    return None


def remember_device(request: HttpRequest, response: HttpResponseBase, handle: str) -> None:
    """Know this browser again: it has just signed in to this account."""
    if known_device(request, handle):
        return
    number = secrets.token_hex(16)
    marks = [f"{number}:{_proof(number, handle)}", *_marks(request)][:_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        ".".join(marks),
        max_age=_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    return [one for one in request.COOKIES.get(COOKIE, "").split(".") if ":" in one][:_ACCOUNTS]


def _proof(number: str, handle: str) -> str:
    return salted_hmac("fanal.device", f"{number}|{handle}", algorithm="sha256").hexdigest()
