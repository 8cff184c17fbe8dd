"""Which key opens what: an organisation's keys from the keyring, those of persons unwrapped by them.

::

    passphrase or host  >  organisation key (one for each version)
                             >  data key           rows without a person, keys of persons and files
                                  >  person key    rows of a person, keys of the person's files
                                  >  lasting secret   blind indexes, audit trail: the same through rotations

No key is kept longer than its use. Inside `remembered` (a request) the *wrapped* keys of persons are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction

from fanal.web.installation import derived
from fanal.web.keys.agent import Versions
from fanal.web.keys.errors import KeyDestroyed, KeysLocked, KeyUnavailable, NoKeys
from fanal.web.keys.keyring import keyring
from fanal.web.keys.sealing import KEY_BYTES, NOBODY, Place, header_of, open_sealed
from fanal.web.keys.signals import key_used
from fanal.web.organisations.tenancy import current_organisation


@dataclass(frozen=True, slots=True)
class Key:
    """A key, which version of it, and whose it is."""

    secret: bytes = field(repr=False)
    version: int
    owner: UUID = NOBODY


@dataclass(slots=True)
class _Seen:
    """What a request has read already."""

    wrapped: dict[UUID, tuple[bytes, int]] = field(default_factory=dict)
    told: set[UUID] = field(default_factory=set)


_seen: ContextVar[_Seen | None] = ContextVar("keys_seen", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Read the wrapped key of each person once in this block, and tell of its use once."""
    token = _seen.set(_Seen())
    try:
        yield
    finally:
        _seen.reset(token)


def load_persons(persons: Iterable[UUID]) -> None:
    """Read the wrapped keys of many persons with one query, before a list of them is shown."""
    from fanal.web.keys.models import PersonKey

    seen = _seen.get()
    if seen is None:
        return
    wanted = set(persons) - set(seen.wrapped)
    for person, wrapped, version in PersonKey.objects.filter(pk__in=wanted, destroyed_at=None).values_list(
        "pk", "wrapped", "version"
    ):
        seen.wrapped[person] = (wrapped, version)


def forget_person(person: UUID) -> None:
    """Forget what was read of a person: the key was changed or destroyed."""
    if (seen := _seen.get()) is not None:
        seen.wrapped.pop(person, None)


def open_versions() -> Versions:
    """Give the open keys of the organisation whose turn it is, by version.

    Raises
    ------
    KeyUnavailable
        If it has no key, or none that is open.
    """
    from fanal.web.keys.models import OrganisationKey

    if found := keyring().get(current_organisation()):
        return found
    raise KeysLocked if OrganisationKey.objects.exists() else NoKeys


def data_key(version: int | None = None) -> Key:
    """Give the key of what belongs to no person.

    Parameters
    ----------
    version
        Of the organisation's key; none: the newest.
    """
    found = open_versions()
    version = max(found) if version is None else version
    if version not in found:
        raise _why_missing(version)
    return data_key_of(found[version], version)


def data_key_of(organisation_key: bytes, version: int) -> Key:
    """Derive the data key of one version."""
    return Key(derived(organisation_key, "organisation/data"), version)


def person_key(person: UUID, *, opens: bool = False) -> Key:
    """Give the key of a person.

    Parameters
    ----------
    person
        Whose.
    opens
        Whether something is read with it: then `signals.key_used` tells so, once in a request.
    """
    wrapped, version = _wrapped(person)
    place = person_place(person)
    by, _ = header_of(wrapped, place)
    secret = open_sealed(data_key(by).secret, wrapped, place)
    if opens:
        _tell(person)
    return Key(secret, version, person)


def owner_key(owner: UUID | None, version: int | None = None, *, opens: bool = False) -> Key:
    """Give the key of a person, or of the organisation where there is none."""
    if owner is None or owner == NOBODY:
        return data_key(version)
    return person_key(owner, opens=opens)


def lasting_key(purpose: str) -> bytes:
    """Derive a key that stays the same when the organisation's key is renewed.

    Parameters
    ----------
    purpose
        What for; two purposes never share a key.
    """
    import os

    from fanal.web.keys.models import LastingSecret

    data_key()  # Locked or never had: told as such, whether the secret is there or not.
    found = LastingSecret.objects.first()
    if found is None:
        try:
            with transaction.atomic():
                found = LastingSecret.objects.create(secret=os.urandom(KEY_BYTES))
        except IntegrityError:
            found = LastingSecret.objects.get()
    return derived(found.secret, f"organisation/lasting/{purpose}")


def person_place(person: UUID) -> Place:
    """Say where the wrapped key of a person stands: as the field of `PersonKey` binds it."""
    return Place(
        organisation=str(current_organisation()), model="keys.personkey", row=str(person), field="wrapped"
    )


def _wrapped(person: UUID) -> tuple[bytes, int]:
    from fanal.web.keys.models import PersonKey

    seen = _seen.get()
    if seen is not None and person in seen.wrapped:
        return seen.wrapped[person]
    row = PersonKey.objects.filter(pk=person).values_list("wrapped", "version", "destroyed_at").first()
    if row is None:
        raise NoKeys
    if row[2] is not None:
        raise KeyDestroyed(person)
    if seen is not None:
        seen.wrapped[person] = (row[0], row[1])
    return row[0], row[1]


def _why_missing(version: int) -> KeyUnavailable:
    from fanal.web.keys.models import OrganisationKey

    alive = OrganisationKey.objects.filter(version=version).exclude(state=OrganisationKey.State.DESTROYED)
    return KeysLocked() if alive.exists() else KeyDestroyed()


def _tell(person: UUID) -> None:
    seen = _seen.get()
    if seen is not None and person in seen.told:
        return
    key_used.send(sender="keys", what="opened", person=person)
    if seen is not None:
        seen.told.add(person)
