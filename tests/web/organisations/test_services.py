"""Organisations and memberships are made, changed and ended, and what is above is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from fanal.web.accounts.models import User
from fanal.web.organisations import signals
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.selectors import belongings, member, members, organisations
from fanal.web.organisations.services import (
    UnknownRole,
    membership_change_roles,
    membership_create,
    membership_end,
    organisation_close,
    organisation_create,
)
from fanal.web.organisations.tenancy import acting, tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour() -> Organisation:
    return organisation_create(name="Harbour", slug="harbour")


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []
    every = [one for name, one in vars(signals).items() if name.islower() and hasattr(one, "send")]

    def hear(sender: object, **said: Any) -> None:
        heard.append(said)

    for one in every:
        one.connect(hear)
    yield heard
    for one in every:
        one.disconnect(hear)


def test_an_address_is_taken_once(harbour: Organisation) -> None:
    with pytest.raises(ValidationError):
        organisation_create(name="Another", slug="harbour")
    with pytest.raises(ValidationError):
        organisation_create(name="", slug="empty")
    assert list(organisations()) == [harbour]


def test_somebody_comes_changes_leaves_and_comes_back(
    harbour: Organisation, told: list[dict[str, Any]]
) -> None:
    user, chief = (User.objects.create(handle=name) for name in ("one", "chief"))
    with tenant(harbour.pk), acting(chief.pk):
        made = membership_create(user=user.pk, roles=["caseworker"], pseudonym="M.")
        membership_change_roles(membership=made, roles=["supervisor", "auditor", "auditor"])
        membership_end(membership=made)
        assert (member(user.pk), list(members())) == (None, [])
        again = membership_create(user=user.pk, roles=[])
        assert (again.pk, again.roles, again.pseudonym, member(user.pk)) == (made.pk, [], "", again)
    assert [one.get("before") for one in told] == [None, ["caseworker"], None, None]
    assert {one["by"] for one in told} == {chief.pk}


@pytest.mark.parametrize("role", ["pirate", "host-administrator", ""])
def test_a_role_that_there_is_not_is_refused(harbour: Organisation, role: str) -> None:
    user = User.objects.create(handle="one")
    with tenant(harbour.pk):
        with pytest.raises(UnknownRole):
            membership_create(user=user.pk, roles=["caseworker", role])
        made = membership_create(user=user.pk, roles=["caseworker"])
        with pytest.raises(UnknownRole):
            membership_change_roles(membership=made, roles=[role])
        made.refresh_from_db()
        assert made.roles == ["caseworker"]


def test_a_closed_organisation_is_nobodys(harbour: Organisation, told: list[dict[str, Any]]) -> None:
    user = User.objects.create(handle="one")
    with tenant(harbour.pk):
        membership_create(user=user.pk, roles=["caseworker"])
    assert len(belongings(user.pk)) == 1
    organisation_close(organisation=harbour)
    assert belongings(user.pk) == []
    assert told[-1]["organisation"] == harbour
