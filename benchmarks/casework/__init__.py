"""Thirty people at work on 200,000 cases: how long each page takes them, beside the same rows by bare SQL."""

from __future__ import annotations

from typing import Any


def run(*, quick: bool) -> dict[str, Any]:
    """See `load`."""
    from benchmarks.casework import load

    return load.run(quick=quick)
