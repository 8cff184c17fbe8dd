"""The parts of a case that its page leads to: each part of casework adds its own when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from fanal.web.casework.models import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One part of a case."""

    key: str
    """Its word, as ``web.casework.plan``."""
    view: str
    """The name of its address, which takes the id of the case."""
    icon: str
    order: int = 50
    shown: Callable[[Case], bool] = lambda case: True
    """Whether this case has it."""


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab with its address for one case."""

    key: str
    icon: str
    address: str
    here: bool


_TABS: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    """Add a part; call it from `AppConfig.ready`."""
    _TABS[tab.view] = tab


def links(case: Case, slug: str, here: str) -> list[TabLink]:
    """List the parts of a case.

    Parameters
    ----------
    case, slug
        Of which, in which organisation.
    here
        The name of the address that is shown now.
    """
    return [
        TabLink(one.key, one.icon, reverse(one.view, args=[slug, case.pk]), one.view == here)
        for one in sorted(_TABS.values(), key=lambda tab: tab.order)
        if one.view == here or one.shown(case)
    ]
