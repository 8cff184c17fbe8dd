"""What the main navigation leads to: each app adds its own entries when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

Where = Literal["site", "host", "organisation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place that the navigation leads to."""

    key: str
    """Its word, as ``web.keys.keys``."""
    view: str
    """The name of its address."""
    icon: str
    """An icon of Lucide, beside the word."""
    where: Where = "organisation"
    """Shown inside an organisation, to administrators of the host, or to whoever is signed in."""
    shown: Callable[[HttpRequest], bool] = lambda request: True
    """Whether this person may go there."""
    order: int = 50


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with the address it has on one page."""

    key: str
    icon: str
    address: str
    here: bool


_ENTRIES: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry; call it from `AppConfig.ready`."""
    _ENTRIES[entry.view] = entry


def links(request: HttpRequest) -> list[Link]:
    """List what the person who asks may be led to."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    belonging = getattr(request, "belonging", None)
    shown = {"site"} | ({"organisation"} if belonging else set())
    shown |= {"host"} if getattr(user, "is_host_administrator", False) else set()
    kwargs = {"organisation": belonging.organisation.slug} if belonging else {}
    found = []
    for entry in sorted(_ENTRIES.values(), key=lambda one: one.order):
        if entry.where in shown and entry.shown(request):
            address = reverse(entry.view, kwargs=kwargs if entry.where == "organisation" else {})
            here = address == request.path or (address != "/" and request.path.startswith(address))
            found.append(Link(entry.key, entry.icon, address, here))
    return found


def address_or_none(name: str) -> str | None:
    """Give an address by its name, where a room above has one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
