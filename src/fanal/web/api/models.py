"""Tokens of the API, and how often it was asked."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from fanal.web.organisations.models import Membership
from fanal.web.organisations.tenancy import OrganisationModel


class ApiToken(OrganisationModel):
    """What a program signs in with: for one organisation, in the name of whoever made it.

    Attributes
    ----------
    prefix
        What it is recognised by, and found by; no secret.
    secret_hash
        SHA-256 of its secret. That is 256 random bits, so nothing slower is needed.
    scopes
        Actions that it may do, as far as its maker may.
    """

    maker = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=80))
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "prefix"], name="one_token_a_prefix")]

    @property
    def state(self) -> str:
        """``revoked``, ``expired`` or ``valid``."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "valid"


class RateWindow(models.Model):
    """How often somebody asked within a minute. Who: a keyed hash, never an address or a token."""

    who = models.CharField(max_length=64)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "minute"], name="one_window_a_minute")]
        indexes = [models.Index(fields=["minute"], name="windows_by_minute")]
