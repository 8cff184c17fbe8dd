"""The words of events. A room above adds its own when it starts; an event without words shows its name."""

from __future__ import annotations

from collections.abc import Mapping

from fanal.standard.spelling import fold
from fanal.web.design.language import say

_NAMES: dict[str, str] = {
    "access.emergency-opened": "web.audit_trail.event-emergency-opened",
    "access.emergency-ended": "web.audit_trail.event-emergency-ended",
    "access.assignment-changed": "web.audit_trail.event-assignment-changed",
    "access.level-changed": "web.audit_trail.event-level-changed",
    "access.refused": "web.audit_trail.event-refused",
    "accounts.signed-in": "web.audit_trail.event-signed-in",
    "accounts.signed-out": "web.audit_trail.event-signed-out",
    "accounts.sign-in-failed": "web.audit_trail.event-sign-in-failed",
    "audit.read": "web.audit_trail.event-audit-read",
    "audit.verified": "web.audit_trail.event-audit-verified",
    "keys.used": "web.audit_trail.event-key-used",
    "keys.unlocked": "web.audit_trail.event-keys-unlocked",
    "keys.unlock-failed": "web.audit_trail.event-unlock-failed",
    "keys.locked": "web.audit_trail.event-keys-locked",
    "keys.rotated": "web.audit_trail.event-keys-rotated",
    "keys.openings-changed": "web.audit_trail.event-openings-changed",
    "keys.person-erased": "web.audit_trail.event-person-erased",
    "keys.hold-changed": "web.audit_trail.event-hold-changed",
    "keys.searched": "web.audit_trail.event-searched",
    "keys.fishing": "web.audit_trail.event-fishing",
}


def register(names: Mapping[str, str]) -> None:
    """Add words to events; call it from `AppConfig.ready`.

    Parameters
    ----------
    names
        The key of its text by event: ``{"cases.opened": "web.casework.event-opened"}``.
    """
    _NAMES.update(names)


def name(event: str) -> str:
    """Say an event in the language of the page."""
    return say(_NAMES[event]) if event in _NAMES else event


def known() -> list[tuple[str, str]]:
    """List events and their words, by words."""
    return sorted(((event, name(event)) for event in _NAMES), key=lambda one: fold(one[1]))
