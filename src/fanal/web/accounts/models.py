"""People who sign in, how they come in, and what is kept of their browsers."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from fanal.web.keys.fields import HostSealedText
from fanal.web.organisations.tenancy import OrganisationModel

INVITATION_DAYS = 7
RENEWAL_HOURS = 24


class User(AbstractBaseUser):
    """Somebody who signs in. Name and address are sealed with a key of the host.

    Attributes
    ----------
    handle
        What the sign-in address is found by: a keyed hash of it, in hexadecimal.
    single_keys
        Whether one key by itself, as ``/``, does something on a page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handle = models.CharField(max_length=64, unique=True)
    name = HostSealedText(null=True)
    address = HostSealedText(null=True)
    is_host_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, default="en")
    single_keys = models.BooleanField(default=True)
    since = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager()

    def __str__(self) -> str:
        """Say nothing of the person: this reaches logs."""
        return str(self.pk)


def _expiry() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class InvitationBase(models.Model):
    """A way in for one person, once: whoever has the link chooses a password.

    Attributes
    ----------
    token_hash
        Of the secret in the link, which is shown once and kept nowhere.
    handle
        What the invited person will be found by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    handle = models.CharField(max_length=64)
    name = HostSealedText()
    address = HostSealedText()
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=_expiry)
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Invitation(InvitationBase, OrganisationModel):  # type: ignore[misc]
    """An invitation to work for an organisation."""

    roles = ArrayField(models.CharField(max_length=40), default=list)


class HostInvitation(InvitationBase):
    """An invitation to administer the host."""


def _renewal_expiry() -> datetime:
    return timezone.now() + timedelta(hours=RENEWAL_HOURS)


class Renewal(models.Model):
    """A way back in for somebody who lost what they sign in with: once, within a day.

    Attributes
    ----------
    token_hash
        Of the secret in the link, which is shown once and kept nowhere.
    made_by
        Who made it; nobody: it was made on the machine.
    in_name_of
        The organisation whose administrator made it; none: the host. The row is the host's, as accounts are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    in_name_of = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=_renewal_expiry)
    used_at = models.DateTimeField(null=True)


class SignIn(models.Model):
    """One browser that is signed in. A session without its row is over.

    Attributes
    ----------
    browser
        Its family, such as “Firefox, Linux”. No network address is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now)
    browser = models.CharField(max_length=40, blank=True)


class AttemptCount(models.Model):
    """How often somebody failed to prove who they are: see `slowing`. Its key is a keyed hash."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    blocked_until = models.DateTimeField(null=True)


class CacheEntry(models.Model):
    """One thing in the shared cache: see `cache`."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.BinaryField()
    expires_at = models.DateTimeField(null=True, db_index=True)
