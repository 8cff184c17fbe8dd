"""How an organisation's key opens: with its passphrase, with the host's root key, or with either."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from fanal.presentation import Refusal
from fanal.web.installation import derived
from fanal.web.keys import passphrases
from fanal.web.keys.agent import Versions
from fanal.web.keys.errors import NoKeys, SealBroken, WrongPassphrase
from fanal.web.keys.hierarchy import open_versions
from fanal.web.keys.models import Opening, OrganisationKey
from fanal.web.keys.passphrases import Cost
from fanal.web.keys.sealing import Place, open_sealed, seal
from fanal.web.keys.signals import openings_changed
from fanal.web.organisations.tenancy import current_organisation

PASSPHRASE, HOST = Opening.Kind.PASSPHRASE, Opening.Kind.HOST


def living() -> list[OrganisationKey]:
    """List the versions of the organisation's key that were not destroyed, oldest first.

    Raises
    ------
    NoKeys
        If it never had one.
    """
    found = list(OrganisationKey.objects.exclude(state=OrganisationKey.State.DESTROYED).order_by("version"))
    if not found:
        raise NoKeys
    return found


def add_passphrase(key: OrganisationKey, secret: bytes, passphrase: str) -> None:
    """Let a passphrase open a version of the key, and no other passphrase."""
    cost, salt = passphrases.COST, passphrases.new_salt()
    wrapped = seal(passphrases.derive(passphrase, salt, cost), key.version, secret, _place(key, PASSPHRASE))
    key.openings.filter(kind=PASSPHRASE).delete()
    Opening.objects.create(key=key, kind=PASSPHRASE, salt=salt, cost=cost.as_json(), wrapped=wrapped)


def add_host(key: OrganisationKey, secret: bytes) -> None:
    """Let the host's root key open a version of the key."""
    wrapped = seal(_host_key(), key.version, secret, _place(key, HOST))
    key.openings.filter(kind=HOST).delete()
    Opening.objects.create(key=key, kind=HOST, wrapped=wrapped)


def opened_by_passphrase(passphrase: str) -> Versions:
    """Open every living version with a passphrase.

    Raises
    ------
    WrongPassphrase
        If it opens nothing.
    """
    found: Versions = {}
    for key in living():
        opening = key.openings.filter(kind=PASSPHRASE).first()
        if opening is None:
            raise WrongPassphrase
        derived_key = passphrases.derive(passphrase, bytes(opening.salt), Cost(**opening.cost))
        try:
            found[key.version] = open_sealed(derived_key, bytes(opening.wrapped), _place(key, PASSPHRASE))
        except SealBroken:
            raise WrongPassphrase from None
    return found


def opened_by_host() -> Versions | None:
    """Open every living version with the host's root key; None where the organisation did not choose so."""
    found: Versions = {}
    for key in living():
        opening = key.openings.filter(kind=HOST).first()
        if opening is None:
            return None
        found[key.version] = open_sealed(_host_key(), bytes(opening.wrapped), _place(key, HOST))
    return found


@transaction.atomic
def change_passphrase(*, old: str | None, new: str) -> None:
    """Let a new passphrase open the organisation's key instead of the old one.

    Older backups still open with the old one: where it leaked, `rotate` as well.

    Parameters
    ----------
    old
        The one that opens it now; none where there is none yet, and the keys are open.
    new
        The one that shall.

    Raises
    ------
    WrongPassphrase
        If the old one opens nothing.
    WeakPassphrase
        If the new one is too easy to guess.
    """
    passphrases.check_strength(new)
    if old is None and Opening.objects.filter(kind=PASSPHRASE).exists():
        raise WrongPassphrase
    found = open_versions() if old is None else opened_by_passphrase(old)
    for key in living():
        add_passphrase(key, found[key.version], new)
    _tell("passphrase-changed")


@transaction.atomic
def host_opening_set(*, allowed: bool) -> None:
    """Let the host's root key open the organisation's key, or no longer.

    Older backups keep what they were made with.

    Raises
    ------
    Refusal
        If nothing would be left that opens it.
    """
    found = open_versions()
    for key in living():
        if allowed:
            add_host(key, found[key.version])
            continue
        if not key.openings.filter(kind=PASSPHRASE).exists():
            raise Refusal("web.keys.no-opening-left")
        key.openings.filter(kind=HOST).delete()
    _tell("host-allowed" if allowed else "host-refused")


def _tell(what: str) -> None:
    openings_changed.send(sender="keys", organisation=current_organisation(), what=what)


def _host_key() -> bytes:
    return derived(settings.ROOT_KEY, "organisation-key")


def _place(key: OrganisationKey, kind: str) -> Place:
    return Place(organisation=str(key.organisation_id), model="keys.opening", row=str(key.pk), field=kind)
