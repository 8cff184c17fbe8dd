"""What the ground of the site costs: a sealed field, an entry of the audit trail, row-level security."""

from __future__ import annotations

from typing import Any


def run(*, quick: bool) -> dict[str, Any]:
    """See `costs`, which runs as a program too."""
    from benchmarks.ground import costs

    return costs.run(quick=quick)
