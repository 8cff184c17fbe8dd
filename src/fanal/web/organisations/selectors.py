"""What is read of organisations and memberships."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import own_memberships


@dataclass(frozen=True)
class Belonging:
    """That a user works for an organisation."""

    organisation: Organisation
    membership: Membership


def belongings(user: uuid.UUID) -> list[Belonging]:
    """List the organisations that a user works for now, by name."""
    with own_memberships(user), scopes_disabled():
        found = (
            Membership.objects.filter(user_id=user, ended_at=None, organisation__closed_at=None)
            .select_related("organisation")
            .order_by("organisation__name")
        )
        return [Belonging(one.organisation, one) for one in found]


def belonging(user: uuid.UUID, slug: str) -> Belonging | None:
    """Find a user's membership of the organisation at an address; none: for this user it does not exist."""
    return next((one for one in belongings(user) if one.organisation.slug == slug), None)


def members() -> QuerySet[Membership]:
    """List who works for the organisation whose turn it is, the longest first."""
    return Membership.objects.filter(ended_at=None).order_by("since", "pk")


def member(user: uuid.UUID | None) -> Membership | None:
    """Find somebody among those who work for the organisation whose turn it is."""
    return members().filter(user_id=user).first() if user else None


def organisations() -> QuerySet[Organisation]:
    """List the organisations of this host, by name."""
    return Organisation.objects.order_by("name", "pk")
