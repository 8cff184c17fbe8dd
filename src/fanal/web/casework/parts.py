"""The parts of casework: what each does when the site starts."""

from __future__ import annotations

from importlib import import_module

PARTS: tuple[str, ...] = (
    "fanal.web.casework.starts.record",
    "fanal.web.casework.starts.care",
    "fanal.web.casework.starts.basis",
    "fanal.web.casework.starts.governance",
    "fanal.web.casework.starts.summary",
    "fanal.web.casework.starts.transfer",
)
"""One module a line, with a function ``start``: it registers tabs, navigation, words of events, receivers."""


def start() -> None:
    """Start every part; called once, when Django is ready."""
    for part in PARTS:
        import_module(part).start()
