"""What the main navigation leads to: each app adds its own entries, and groups, when it starts.

What most people need stands in the row itself; the rest lies in groups, each under one word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

Where = Literal["site", "host", "organisation"]
TOOLS = "tools"
"""The group that has no word of its own: its entries stand beside the languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One word of the row, under which entries lie."""

    name: str
    key: str
    icon: str
    order: int = 50


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
    count: Callable[[HttpRequest], int] | None = None
    """How many things wait there."""
    group: str = ""
    """Under which word it lies: the name of a `Group`, or `TOOLS`; empty: it stands in the row itself."""
    search: bool = False
    """Whether one searches there: the key ``/`` leads to it."""
    order: int = 50


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with the address it has on one page.

    Attributes
    ----------
    here
        ``page``: it is this page; ``true``: this page lies below it; else empty.
    """

    key: str
    icon: str
    address: str
    here: str
    count: int
    search: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One word of the row: with a link of its own, or with those that lie under it."""

    key: str
    icon: str
    links: list[Link]
    alone: bool

    @property
    def here(self) -> bool:
        """Say whether this page is one of those."""
        return any(link.here for link in self.links)


@dataclass(frozen=True, slots=True)
class Navigation:
    """What somebody may be led to: the row, and what stands beside the languages."""

    row: list[Part]
    tools: list[Link]


_ENTRIES: dict[str, Entry] = {}
_GROUPS: dict[str, Group] = {
    one.name: one
    for one in (
        Group(name="governance", key="web.design.group-governance", icon="scale", order=60),
        Group(name="organisation", key="web.design.group-organisation", icon="building-2", order=70),
        Group(name="host", key="web.design.group-host", icon="server", order=80),
    )
}
"""Those that entries of several apps lie in."""


def register(entry: Entry) -> None:
    """Add an entry; call it from `AppConfig.ready`."""
    _ENTRIES[entry.view] = entry


def register_group(group: Group) -> None:
    """Add a group for the entries of one app; call it from `AppConfig.ready`."""
    _GROUPS[group.name] = group


def navigation(request: HttpRequest) -> Navigation:
    """List what the person who asks may be led to."""
    entries = _shown(request)
    addresses = {entry.view: _address(request, entry) for entry in entries}
    above = [one for one in addresses.values() if one != "/" and request.path.startswith(one)]
    nearest = max(above, key=len, default=request.path)
    row: dict[str, Part] = {}
    tools: list[Link] = []
    for entry in entries:
        address = addresses[entry.view]
        here = "" if address != nearest else "page" if address == request.path else "true"
        count = entry.count(request) if entry.count else 0
        link = Link(entry.key, entry.icon, address, here, count, entry.search)
        if entry.group == TOOLS:
            tools.append(link)
        elif entry.group:
            group = _GROUPS[entry.group]
            row.setdefault(group.name, Part(group.key, group.icon, [], alone=False)).links.append(link)
        else:
            row[entry.view] = Part(entry.key, entry.icon, [link], alone=False)
    return Navigation([_alone(part) for part in row.values()], tools)


def address_or_none(name: str) -> str | None:
    """Give an address by its name, where a room above has one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _shown(request: HttpRequest) -> list[Entry]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    places = {"site"}
    places |= {"organisation"} if getattr(request, "belonging", None) else set()
    places |= {"host"} if getattr(user, "is_host_administrator", False) else set()
    found = [one for one in _ENTRIES.values() if one.where in places and one.shown(request)]
    return sorted(found, key=_place)


def _place(entry: Entry) -> tuple[int, int]:
    """Sort by the word of the row, then within it."""
    group = _GROUPS.get(entry.group)
    return group.order if group else entry.order, entry.order


def _address(request: HttpRequest, entry: Entry) -> str:
    belonging = getattr(request, "belonging", None)
    if entry.where != "organisation" or belonging is None:
        return reverse(entry.view)
    return reverse(entry.view, kwargs={"organisation": belonging.organisation.slug})


def _alone(part: Part) -> Part:
    """Let the word of a group of one lead there."""
    if len(part.links) != 1:
        return part
    return Part(part.key, part.icon, [replace(part.links[0], key=part.key, icon=part.icon)], alone=True)
