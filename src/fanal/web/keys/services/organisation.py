"""Create, unlock and lock the keys of the organisation whose turn it is."""

from __future__ import annotations

import os
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fanal.presentation import Refusal
from fanal.web.keys.agent import Versions
from fanal.web.keys.errors import NoKeys, WrongPassphrase
from fanal.web.keys.keyring import keyring
from fanal.web.keys.models import OrganisationKey
from fanal.web.keys.passphrases import check_strength
from fanal.web.keys.sealing import KEY_BYTES
from fanal.web.keys.services.openings import (
    add_host,
    add_passphrase,
    living,
    opened_by_host,
    opened_by_passphrase,
)
from fanal.web.keys.sessions import end_sessions
from fanal.web.keys.signals import locked, unlock_failed, unlocked
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import current_organisation, tenant


@transaction.atomic
def keys_create(*, passphrase: str | None = None, host: bool = False) -> OrganisationKey:
    """Make the organisation's key; it is open once this is committed.

    Never before: what a key that was undone had sealed could not be read again.

    Parameters
    ----------
    passphrase
        What opens it.
    host
        Whether the host's root key opens it too, or alone.

    Raises
    ------
    Refusal
        If there are keys, or nothing would open them.
    WeakPassphrase
        If the passphrase is too easy to guess.
    """
    if passphrase is None and not host:
        raise Refusal("web.keys.no-opening-left")
    if passphrase is not None:
        check_strength(passphrase)
    if OrganisationKey.objects.exists():
        raise Refusal("web.keys.keys-exist")
    key, secret = OrganisationKey.objects.create(version=1), os.urandom(KEY_BYTES)
    if passphrase is not None:
        add_passphrase(key, secret, passphrase)
    if host:
        add_host(key, secret)
    organisation = current_organisation()
    transaction.on_commit(lambda: keyring().put(organisation, {1: secret}))
    unlocked.send(sender="keys", organisation=organisation, by="created")
    return key


def unlock(passphrase: str) -> None:
    """Open the organisation's keys for every process, until they are locked or the site stops.

    Never in the transaction that creates them: see `keys_create`.

    Raises
    ------
    NoKeys
        If there are none.
    WrongPassphrase
        If the passphrase opens nothing.
    """
    try:
        found = opened_by_passphrase(passphrase)
    except WrongPassphrase:
        unlock_failed.send(sender="keys", organisation=current_organisation())
        raise
    _open(found, "passphrase")


def unlock_by_host() -> None:
    """Open the organisation's keys with the host's root key.

    Raises
    ------
    Refusal
        If the organisation did not choose so.
    """
    found = opened_by_host()
    if found is None:
        raise Refusal("web.keys.host-not-allowed")
    _open(found, "host")


def unlock_all_by_host() -> list[UUID]:
    """At a start: open the keys of every organisation that chose the host's root key and did not lock since.

    Returns
    -------
    list
        Whose keys were opened.
    """
    done = []
    for organisation in Organisation.objects.filter(closed_at=None).values_list("pk", flat=True):
        with tenant(organisation):
            try:
                found = None if any(key.locked_at for key in living()) else opened_by_host()
            except NoKeys:
                continue
            if found is not None:
                _open(found, "host")
                done.append(organisation)
    return done


def lock() -> int:
    """Forget the organisation's keys in every process at once, and end the sessions of all who belong to it.

    Returns
    -------
    int
        How many sessions were ended.
    """
    organisation = current_organisation()
    # First of all: whatever else fails, the keys are gone.
    keyring().forget(organisation)
    OrganisationKey.objects.exclude(state=OrganisationKey.State.DESTROYED).update(locked_at=timezone.now())
    # Whoever left works elsewhere, perhaps, and nobody here signs them out.
    belonging = Membership.objects.filter(ended_at=None)
    ended = end_sessions(set(belonging.values_list("user_id", flat=True)))
    locked.send(sender="keys", organisation=organisation, sessions=ended)
    return ended


def _open(found: Versions, by: str) -> None:
    OrganisationKey.objects.exclude(locked_at=None).update(locked_at=None)
    unlocked.send(sender="keys", organisation=current_organisation(), by=by)
    keyring().put(current_organisation(), found)
