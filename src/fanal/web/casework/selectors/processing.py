"""The record of processing."""

from __future__ import annotations

from fanal.web.casework.models import Processing


def processing() -> list[Processing]:
    """List the lines, in the order in which they were made."""
    return list(Processing.objects.order_by("made_at", "pk"))
