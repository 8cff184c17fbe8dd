"""What is written of organisations and memberships. Whoever calls has asked the policy before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.names import unknown_roles
from fanal.web.organisations.signals import (
    membership_created,
    membership_ended,
    organisation_closed,
    organisation_created,
    roles_changed,
)
from fanal.web.organisations.tenancy import current_user


class UnknownRole(ValueError):
    """A membership was to have a role that there is not: a defect, since forms offer only those there are."""


@transaction.atomic
def organisation_create(*, name: str, slug: str) -> Organisation:
    """Create an organisation, without anybody in it.

    Raises
    ------
    django.core.exceptions.ValidationError
        The name or the address is missing, too long or taken.
    """
    made = Organisation(name=name, slug=slug)
    made.full_clean()
    made.save(force_insert=True)
    organisation_created.send(Organisation, organisation=made, by=current_user())
    return made


@transaction.atomic
def organisation_close(*, organisation: Organisation) -> None:
    """Close an organisation: it is nobody's any longer, and its rows stay where they are."""
    organisation.closed_at = timezone.now()
    organisation.save(update_fields=["closed_at"])
    organisation_closed.send(Organisation, organisation=organisation, by=current_user())


@transaction.atomic
def membership_create(*, user: uuid.UUID, roles: Iterable[str], pseudonym: str = "") -> Membership:
    """Let somebody work for the organisation whose turn it is; one who left comes back, with these roles."""
    held = _known(roles)
    made = Membership.objects.select_for_update().filter(user_id=user).first() or Membership(user_id=user)
    made.roles, made.pseudonym, made.since, made.ended_at = held, pseudonym, timezone.now(), None
    made.full_clean(validate_constraints=False)  # asks the database beyond the organisation
    made.save()
    membership_created.send(Membership, membership=made, by=current_user())
    return made


@transaction.atomic
def membership_change_roles(*, membership: Membership, roles: Iterable[str]) -> None:
    """Let somebody work as something else from now on."""
    before, membership.roles = list(membership.roles), _known(roles)
    membership.save(update_fields=["roles"])
    roles_changed.send(Membership, membership=membership, before=before, by=current_user())


@transaction.atomic
def membership_end(*, membership: Membership) -> None:
    """End somebody's work for the organisation; what they did stays theirs."""
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    membership_ended.send(Membership, membership=membership, by=current_user())


def _known(roles: Iterable[str]) -> list[str]:
    held = sorted(set(roles))
    if unknown := unknown_roles(held):
        raise UnknownRole(f"no such role of an organisation: {', '.join(unknown)}")
    return held
