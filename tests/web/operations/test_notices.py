"""Something waits for somebody: told once, seen by that person alone, mailed without saying what."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.services import assignment_add, emergency_open
from fanal.web.accounts.models import User
from fanal.web.accounts.waiting import Asking
from fanal.web.audit_trail.signals import alert
from fanal.web.operations.models import Notice
from fanal.web.operations.notices import KINDS, notice_see, notices_found, unseen
from fanal.web.operations.tasks import mail_notice
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import acting, tenant
from web.sample.models import File

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour() -> Organisation:
    return Organisation.objects.create(name="Harbour House", slug="harbour")


def member(organisation: Organisation, role: str, language: str = "en") -> User:
    user = User.objects.create(
        handle=f"{role}-{language}", name="Planted Name", address=f"{role}@harbour.example", language=language
    )
    with tenant(organisation.pk):
        Membership.objects.create(user=user, roles=[role])
    return user


def test_an_alert_waits_for_auditors_once_until_they_looked(harbour: Organisation) -> None:
    auditor, other = member(harbour, "auditor"), member(harbour, "caseworker")
    with tenant(harbour.pk):
        for _ in range(3):
            alert.send(sender="test", organisation=harbour.pk, event="keys.fishing")
        assert unseen(auditor.pk).count() == 1
        assert not unseen(other.pk).exists()
        (one,) = unseen(auditor.pk)
        notice_see(notice=one.pk, by=other.pk)
        assert unseen(auditor.pk).count() == 1
        notice_see(notice=one.pk, by=auditor.pk)
        assert not unseen(auditor.pk).exists()
        alert.send(sender="test", organisation=harbour.pk, event="keys.fishing")
        assert unseen(auditor.pk).count() == 1


def test_owners_are_told_of_an_emergency(harbour: Organisation) -> None:
    owner, asks = member(harbour, "caseworker"), member(harbour, "caseworker", "fr")
    with tenant(harbour.pk), acting(asks.pk):
        file = File.objects.create(number="1", level="restricted")
        assignment_add(subject=file, to=Membership.objects.get(user=owner))
        by = Actor(user_id=asks.pk, organisation_id=harbour.pk, roles=frozenset({"caseworker"}))
        emergency_open(subject=file, reason="Planted Reason", by=by)
        assert [one.kind for one in unseen(owner.pk)] == ["emergency"]


@override_settings(EMAIL_HOST="localhost", PUBLIC_ADDRESS="https://cases.example.org")
@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Something waits for you"), ("fr", "Quelque chose vous attend")]
)
def test_the_mail_says_that_something_waits_and_nothing_else(
    harbour: Organisation, language: str, subject: str
) -> None:
    auditor = member(harbour, "auditor", language)
    with tenant(harbour.pk):
        mail_notice.function(user=auditor.pk)
    (sent,) = mail.outbox
    assert sent.to == ["auditor@harbour.example"]
    assert sent.subject == subject
    for told in ("Harbour", "Planted", "audit", "alert", "alerte", "/o/"):
        assert told not in sent.subject + sent.body


@override_settings(EMAIL_HOST="localhost")
def test_a_sign_in_name_that_is_no_address_gets_no_mail(harbour: Organisation) -> None:
    user = User.objects.create(handle="h", name="x", address="night-shift")
    with tenant(harbour.pk):
        mail_notice.function(user=user.pk)
    assert mail.outbox == []


def test_notices_of_another_organisation_do_not_exist(harbour: Organisation) -> None:
    other = Organisation.objects.create(name="Other", slug="other")
    auditor = member(harbour, "auditor")
    with tenant(other.pk):
        Membership.objects.create(user=auditor, roles=["auditor"])
        Notice.objects.create(to=auditor, kind="alert")
    with tenant(harbour.pk):
        assert not unseen(auditor.pk).exists()
    with tenant(other.pk):
        assert unseen(auditor.pk).count() == 1


def test_health_tells_the_public_one_word(client: Client) -> None:
    answer = client.get("/health")
    assert answer.json() == {"status": "ok"}
    assert answer["Content-Type"] == "application/json"


def test_every_kind_of_notice_leads_somewhere(harbour: Organisation) -> None:
    user = member(harbour, "auditor")
    with tenant(harbour.pk):
        for kind in KINDS:
            Notice.objects.create(to=user, kind=kind)
        actor = Actor(user_id=user.pk, organisation_id=harbour.pk, roles=frozenset({"auditor"}))
        today = timezone.localdate()
        found = notices_found(Asking(actor, Membership.objects.get(), "harbour", today, today))
        shown = found.shown(list(found.rows))
        assert len(shown) == len(KINDS)
        assert all(one.address.startswith("/o/harbour/") and one.seen for one in shown)
