"""What is read of keys: their state, how they open, certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fanal.web.keys.keyring import AgentMissing, keyring
from fanal.web.keys.models import Erasure, Opening, OrganisationKey
from fanal.web.organisations.tenancy import current_organisation


class State(StrEnum):
    """Whether the keys of an organisation are open."""

    NEVER = "never"
    LOCKED = "locked"
    OPEN = "open"


@dataclass(frozen=True)
class Keys:
    """The keys of an organisation.

    Attributes
    ----------
    by_passphrase, by_host
        What opens them.
    renewing
        Whether a renewal was begun and is not finished.
    since
        Since when the newest version seals.
    """

    state: State
    by_passphrase: bool = False
    by_host: bool = False
    renewing: bool = False
    version: int = 0
    since: datetime | None = None


def organisation_keys() -> Keys:
    """Describe the keys of the organisation whose turn it is."""
    living = list(OrganisationKey.objects.exclude(state=OrganisationKey.State.DESTROYED).order_by("version"))
    if not living:
        return Keys(State.NEVER)
    kinds = set(Opening.objects.filter(key=living[-1]).values_list("kind", flat=True))
    return Keys(
        state=State.OPEN if _open() else State.LOCKED,
        by_passphrase=Opening.Kind.PASSPHRASE in kinds,
        by_host=Opening.Kind.HOST in kinds,
        renewing=len(living) > 1,
        version=living[-1].version,
        since=living[-1].created_at,
    )


def certificates() -> list[Erasure]:
    """List who was erased, the latest first."""
    return list(Erasure.objects.order_by("-at"))


def _open() -> bool:
    try:
        return bool(keyring().get(current_organisation()))
    except AgentMissing:
        return False
