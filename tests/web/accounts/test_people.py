"""An organisation's administrator manages its people, the host's administrator its organisations."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from fanal.web.accounts.models import Invitation, User
from fanal.web.accounts.selectors import shown_to_partners
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.services import organisation_create
from fanal.web.organisations.tenancy import tenant
from web.accounts.people import ADMINISTRATOR, harbour, person, signed_in, step_up_forgotten

pytestmark = pytest.mark.django_db
COLLEAGUE = "colleague@harbour.example"


@pytest.fixture
def organisation() -> Organisation:
    return harbour()


@pytest.fixture
def administrator(client: Client, organisation: Organisation) -> Client:
    person(of=organisation, roles=(ADMINISTRATOR,))
    signed_in(client)
    return client


def _membership(organisation: Organisation, user: User) -> Membership:
    with tenant(organisation.pk):
        return Membership.objects.get(user=user)


def _of(organisation: Organisation, address: str = COLLEAGUE) -> tuple[User, UUID]:
    user = person(address, of=organisation)
    return user, _membership(organisation, user).pk


def test_roles_change_after_step_up_only(administrator: Client, organisation: Organisation) -> None:
    user, membership = _of(organisation)
    path = f"/o/harbour/people/{membership}/roles/"
    step_up_forgotten(administrator)
    assert administrator.post(path, {"roles": ["auditor"]}).headers["Location"] == "/confirm/"
    assert _membership(organisation, user).roles == ["caseworker"]


def test_roles_change(administrator: Client, organisation: Organisation) -> None:
    user, membership = _of(organisation)
    path = f"/o/harbour/people/{membership}/roles/"
    assert administrator.post(path, {"roles": ["auditor", "supervisor"]}).status_code == 302
    assert _membership(organisation, user).roles == ["auditor", "supervisor"]
    for wrong in ("host-administrator", "made-up"):
        assert administrator.post(path, {"roles": [wrong]}).status_code == 200
    assert _membership(organisation, user).roles == ["auditor", "supervisor"]


def test_the_last_administrator_stays(administrator: Client, organisation: Organisation) -> None:
    own = _membership(organisation, User.objects.get())
    for path, sent in (("roles", {"roles": ["caseworker"]}), ("end", {})):
        answer = administrator.post(f"/o/harbour/people/{own.pk}/{path}/", sent)
        assert answer.status_code == 403 and "only administrator" in answer.content.decode()
    assert _membership(organisation, User.objects.get()).ended_at is None
    _of(organisation)
    person("second@harbour.example", of=organisation, roles=(ADMINISTRATOR,))
    assert (
        administrator.post(f"/o/harbour/people/{own.pk}/roles/", {"roles": ["caseworker"]}).status_code == 302
    )


def test_an_ended_membership_ends_the_sessions(administrator: Client, organisation: Organisation) -> None:
    _, membership = _of(organisation)
    theirs = Client()
    signed_in(theirs, COLLEAGUE)
    assert theirs.get("/o/harbour/").status_code == 200
    assert administrator.post(f"/o/harbour/people/{membership}/end/").status_code == 302
    assert theirs.get("/account/").status_code == 302
    signed_in(theirs, COLLEAGUE, ahead=1)
    assert theirs.get("/o/harbour/").status_code == 404


def test_the_pseudonym_goes_to_partners_and_the_name_does_not(
    administrator: Client, organisation: Organisation
) -> None:
    user, membership = _of(organisation)
    with tenant(organisation.pk):
        assert shown_to_partners(_membership(organisation, user)) == "Harbour"
    administrator.post(f"/o/harbour/people/{membership}/pseudonym/", {"pseudonym": "Lantern 4"})
    with tenant(organisation.pk):
        assert shown_to_partners(_membership(organisation, user)) == "Lantern 4"


def test_somebody_who_works_here_is_not_invited_again(
    administrator: Client, organisation: Organisation
) -> None:
    _of(organisation)
    answer = administrator.post(
        "/o/harbour/people/invite/", {"name": "x", "address": COLLEAGUE.upper(), "roles": ["auditor"]}
    )
    assert "works here already" in answer.content.decode()
    with tenant(organisation.pk):
        assert not Invitation.objects.exists()


def test_an_invitation_is_withdrawn(administrator: Client, organisation: Organisation) -> None:
    sent = {"name": "Odile Tremblay", "address": "o@harbour.example", "roles": ["auditor"]}
    administrator.post("/o/harbour/people/invite/", sent)
    assert "Odile Tremblay" in administrator.get("/o/harbour/people/").content.decode()
    with tenant(organisation.pk):
        waiting = Invitation.objects.get()
    administrator.post(f"/o/harbour/people/invitations/{waiting.pk}/withdraw/")
    assert "Odile Tremblay" not in administrator.get("/o/harbour/people/").content.decode()


def test_people_of_another_organisation_do_not_exist(administrator: Client) -> None:
    other = organisation_create(name="Shelter", slug="shelter")
    user, membership = _of(other)
    for path, sent in (("roles", {"roles": ["auditor"]}), ("end", {}), ("pseudonym", {"pseudonym": "x"})):
        assert administrator.post(f"/o/harbour/people/{membership}/{path}/", sent).status_code == 404
        assert administrator.post(f"/o/shelter/people/{membership}/{path}/", sent).status_code == 404
    assert _membership(other, user).roles == ["caseworker"] and _membership(other, user).ended_at is None


# The host


@pytest.fixture
def host(client: Client) -> Client:
    person(is_host_administrator=True)
    signed_in(client)
    return client


def test_an_organisation_begins_with_its_administrator(host: Client) -> None:
    sent = {
        "name": "Harbour House",
        "slug": "Harbour House",
        "administrator": "Odile",
        "address": "o@h.example",
    }
    answer = host.post("/host/organisations/new/", sent)
    assert "/invitation/" in answer.content.decode()
    made = Organisation.objects.get()
    assert made.slug == "harbour-house"
    with tenant(made.pk):
        assert Invitation.objects.get().roles == [ADMINISTRATOR]
    assert (
        "Another organisation has this short name"
        in host.post("/host/organisations/new/", sent).content.decode()
    )


def test_the_host_administrator_sees_no_organisation_s_people(
    host: Client, organisation: Organisation
) -> None:
    person(COLLEAGUE, of=organisation)
    assert "Harbour" in host.get("/host/organisations/").content.decode()
    for path in ("", "people/", "people/invite/"):
        assert host.get(f"/o/harbour/{path}").status_code == 404


def test_a_closed_organisation_is_entered_no_more(host: Client, organisation: Organisation) -> None:
    person(COLLEAGUE, of=organisation)
    theirs = Client()
    signed_in(theirs, COLLEAGUE)
    assert host.post(f"/host/organisations/{organisation.pk}/close/").status_code == 302
    assert theirs.get("/account/").status_code == 302
    signed_in(theirs, COLLEAGUE, ahead=1)
    assert theirs.get("/o/harbour/").status_code == 404


def test_closing_needs_step_up(host: Client, organisation: Organisation) -> None:
    step_up_forgotten(host)
    host.post(f"/host/organisations/{organisation.pk}/close/")
    assert Organisation.objects.get().closed_at is None


def test_what_is_done_to_people_is_told(administrator: Client, organisation: Organisation) -> None:
    from fanal.web.audit_trail.models import AuditEntry

    _, membership = _of(organisation)
    administrator.post(f"/o/harbour/people/{membership}/roles/", {"roles": ["auditor"]})
    administrator.post(f"/o/harbour/people/{membership}/end/")
    with tenant(organisation.pk):
        told = set(AuditEntry.objects.values_list("event", flat=True))
    assert {"accounts.roles-changed", "accounts.membership-ended", "accounts.signed-in"} <= told


@pytest.mark.parametrize(
    "address", ["a@b.example\nBcc: c@d.example", "\u200b", "a\u200b@b.example", "a\u202e@b"]
)
def test_an_address_with_what_is_not_seen_is_refused(
    administrator: Client, organisation: Organisation, address: str
) -> None:
    """Two would look the same, and a mail would have a line more."""
    said = {"name": "Odile", "address": address, "roles": ["caseworker"]}
    answer = administrator.post("/o/harbour/people/invite/", said)
    assert answer.status_code == 200 and "cannot be kept" in answer.content.decode()
    with tenant(organisation.pk):
        assert not Invitation.objects.exists()
