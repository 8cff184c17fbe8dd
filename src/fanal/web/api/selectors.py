"""What is read of tokens."""

from __future__ import annotations

from typing import Any

from fanal.web.api.models import ApiToken


def tokens() -> Any:
    """Query the tokens of the organisation whose turn it is: the newest first."""
    return ApiToken.objects.select_related("maker").order_by("-made_at")
