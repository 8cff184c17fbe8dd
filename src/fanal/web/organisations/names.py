"""What rooms above know of people and roles, and this room needs: they say it when they start."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from fanal.web.organisations.models import Membership

_roles: set[str] = set()
_namers: list[Callable[[uuid.UUID], str]] = []


def roles_are(names: Iterable[str]) -> None:
    """Say which roles a membership can have; call it from `AppConfig.ready`."""
    _roles.clear()
    _roles.update(names)


def unknown_roles(names: Iterable[str]) -> list[str]:
    """List what is not a role of an organisation."""
    return sorted(set(names) - _roles)


def names_come_from(namer: Callable[[uuid.UUID], str]) -> None:
    """Say how the name of a user is found, no text where it is sealed; call it from `AppConfig.ready`."""
    _namers[:] = [namer]


def name_of(membership: Membership) -> str:
    """Name somebody to colleagues; the beginning of an id where no name can be opened."""
    found = _namers[0](membership.user_id) if _namers else ""
    return found or str(membership.user_id)[:8]
