"""Organisations, and who belongs to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from fanal.web.organisations.tenancy import USER, OrganisationModel


class Organisation(models.Model):
    """An organisation that records cases. Its name is public within the installation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Membership(OrganisationModel):
    """That somebody works for an organisation, and as what.

    Attributes
    ----------
    roles
        Names of roles (`access/data/roles.toml`).
    pseudonym
        How partners see this person, where not by name.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    pseudonym = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_each")]

    @classmethod
    def row_rule(cls) -> str:
        """Whoever signs in sees their own memberships before it is known which organisation is meant."""
        own = f"user_id = (select nullif(current_setting('{USER}', true), '')::uuid)"
        return f"({super().row_rule()} or {own})"
