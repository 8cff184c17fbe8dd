"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Give what the frame of a page shows."""
    return {"belonging": getattr(request, "belonging", None)}
