"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fanal.web.design.language import direction, marked, page_language, spoken
from fanal.web.design.navigation import address_or_none, navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give what every frame shows, also where nothing else works: no database is asked."""
    return {
        "page_language": page_language(),
        "page_marked": marked(page_language()),
        "page_direction": direction(),
        "languages": [(tag, marked(tag), name) for tag, name in spoken().items()],
        "here": request.get_full_path() if request.method in ("GET", "HEAD") else request.path,
        "preview": {},
    }


def page(request: HttpRequest) -> dict[str, Any]:
    """Give what the frame of a page shows."""
    user = getattr(request, "user", None)
    return {
        **frame(request),
        "belonging": getattr(request, "belonging", None),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "signed_in": user is not None and user.is_authenticated,
        "sign_out": address_or_none("account_logout"),
        "keys_address": address_or_none("accounts.keys"),
    }
