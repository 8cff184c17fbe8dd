"""One organisation at a time: what a transaction may see, in Django and in PostgreSQL under it.

Every table of an organisation is a subclass of `OrganisationModel`. Its queries raise outside `tenant`
(django-scopes); and where somebody forgets or switches that off, row-level security still shows no row of
another organisation.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.db import connection, models, transaction
from django.dispatch import Signal
from django_scopes import ScopedManager, scope

ORGANISATION, USER = "fanal.organisation", "fanal.user"
"""Settings of a transaction that row-level security asks."""

OWN = f"organisation_id = (select nullif(current_setting('{ORGANISATION}', true), '')::uuid)"
"""The rule of row-level security: the row is of the organisation whose turn it is."""

leaving = Signal()
"""Sent with `organisation` before a `tenant` ends, inside its transaction: what waited for the end is written
now. A receiver that raises undoes the transaction."""

_current: ContextVar[uuid.UUID | None] = ContextVar("organisation", default=None)


class NoOrganisation(RuntimeError):
    """Something of an organisation was asked for outside `tenant`: a defect, never bad input."""


_acting: ContextVar[uuid.UUID | None] = ContextVar("acting", default=None)


@contextmanager
def acting(user: uuid.UUID | None) -> Iterator[None]:
    """Say who acts: the user of a request, or of whom a job was begun; nobody: the host itself."""
    token = _acting.set(user)
    try:
        yield
    finally:
        _acting.reset(token)


def current_user() -> uuid.UUID | None:
    """Give the id of whoever acts; none where the host itself does."""
    return _acting.get()


def current_organisation() -> uuid.UUID:
    """Give the organisation whose turn it is.

    Raises
    ------
    NoOrganisation
        Outside `tenant`.
    """
    found = _current.get()
    if found is None:
        raise NoOrganisation("no organisation: this belongs inside tenant(...)")
    return found


@contextmanager
def tenant(organisation: uuid.UUID) -> Iterator[None]:
    """Let a transaction see one organisation, and nothing of any other.

    Parameters
    ----------
    organisation
        Its id.
    """
    token = _current.set(organisation)
    try:
        with transaction.atomic(), scope(organisation=organisation):
            before = _setting(ORGANISATION)
            _set(ORGANISATION, str(organisation))
            yield
            leaving.send(sender=None, organisation=organisation)
            # Not in a finally: a rollback puts it back by itself.
            _set(ORGANISATION, before)
    finally:
        _current.reset(token)


@contextmanager
def own_memberships(user: uuid.UUID) -> Iterator[None]:
    """Let a transaction see to which organisations a user belongs, before it is known which one is meant."""
    with transaction.atomic():
        before = _setting(USER)
        _set(USER, str(user))
        yield
        _set(USER, before)


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [name, value])


class OrganisationModel(models.Model):
    """A row of one organisation.

    Its id is drawn before it is written, so that what is sealed can be bound to its row. `organisation` is
    filled by itself from `tenant`. A reference to another row of an organisation can only be to one of the
    same (`row_security`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        default=current_organisation,
        editable=False,
        related_name="+",
    )

    objects = ScopedManager(organisation="organisation")

    withheld: ClassVar[tuple[str, ...]] = ()
    """Rights in SQL that the site does not have on this table, such as ``update``."""

    class Meta:
        abstract = True

    @classmethod
    def row_rule(cls) -> str:
        """Give the condition, in SQL, under which the site sees a row. It writes under `OWN` only."""
        return OWN


def organisation_models() -> list[type[OrganisationModel]]:
    """List all tables of organisations."""
    from django.apps import apps

    return [
        model for model in apps.get_models() if issubclass(model, OrganisationModel) and not model._meta.proxy
    ]


def scoped(**also: Any) -> ScopedManager:
    """Make the manager of a model that adds methods of its own: `objects = scoped(_manager_class=…)`."""
    return ScopedManager(organisation="organisation", **also)
