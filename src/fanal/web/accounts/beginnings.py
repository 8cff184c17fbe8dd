"""Where to begin in an organisation, by what one may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from fanal.web.access.actor import Actor
from fanal.web.access.policy import may
from fanal.web.access.roles import roles
from fanal.web.keys.selectors import State, organisation_keys


@dataclass(frozen=True)
class Place:
    """One thing to do, in words, and where."""

    key: str
    address: str


_KEYS = {
    State.NEVER: ("keys.create", "web.accounts.begin-create-keys"),
    State.LOCKED: ("keys.unlock", "web.accounts.begin-unlock"),
}
_PLACES = (
    ("cases.change", "casework.search", "web.accounts.begin-search"),
    ("cases.read", "casework.case-list", "web.accounts.begin-cases"),
    ("people.invite", "accounts.people", "web.accounts.begin-people"),
    ("cases.count", "casework.dashboard-show", "web.accounts.begin-dashboard"),
    ("audit.read", "audit_trail.entries", "web.accounts.begin-audit"),
    ("governance.read", "casework.governance-show", "web.accounts.begin-governance"),
)
"""An action, the address for whoever may do it, and its words; the first are for most people."""


def beginnings(actor: Actor, slug: str) -> list[Place]:
    """List where somebody may begin: keys first, since nothing opens without."""
    action, key = _KEYS.get(organisation_keys().state, ("", ""))
    found = [Place(key, reverse("keys.page", args=[slug]))] if action and _may(actor, action) else []
    return found + [
        Place(key, address)
        for action, view, key in _PLACES
        if _may(actor, action) and (address := _address(view, slug))
    ]


def _may(actor: Actor, action: str) -> bool:
    return action in roles().actions and may(actor, action).allowed


def _address(view: str, slug: str) -> str | None:
    """Give an address of a room above, where that room is installed."""
    try:
        return reverse(view, args=[slug])
    except NoReverseMatch:
        return None
