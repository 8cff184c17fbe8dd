"""How colleagues are named, and which roles there are: what only rooms above this one know."""

from __future__ import annotations

from collections.abc import Iterable

from fanal.web.organisations.models import Membership

_roles: set[str] = set()


def roles_are(names: Iterable[str]) -> None:
    """Say which roles a membership can have; call it from `AppConfig.ready`."""
    _roles.clear()
    _roles.update(names)


def unknown_roles(names: Iterable[str]) -> list[str]:
    """List what is not a role of an organisation."""
    return sorted(set(names) - _roles)


def name_of(membership: Membership) -> str:
    """Name somebody to colleagues; the beginning of an id, for a user who has no name."""
    return getattr(membership.user, "name", None) or str(membership.user_id)[:8]
