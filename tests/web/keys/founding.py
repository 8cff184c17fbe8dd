"""Organisations with keys, for tests of any room."""

from __future__ import annotations

from uuid import UUID, uuid4

from fanal.web.keys.services import keys_create, person_key_create, unlock, unlock_by_host
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant

PASSPHRASE = "nine grey herons by the lock"


def found(slug: str, *, passphrase: str | None = None, host: bool = False) -> Organisation:
    """Found an organisation, and open its keys."""
    organisation = Organisation.objects.create(name=slug, slug=slug)
    with tenant(organisation.pk):
        keys_create(passphrase=passphrase, host=host or passphrase is None)
    with tenant(organisation.pk):
        unlock(passphrase) if passphrase else unlock_by_host()
    return organisation


def somebody() -> UUID:
    """Make the key of a new person of the organisation whose turn it is."""
    person = uuid4()
    person_key_create(person)
    return person
