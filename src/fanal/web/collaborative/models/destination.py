"""A hub on another site, as an organisation that contributes to it knows it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.keys.fields import SealedText
from fanal.web.organisations.tenancy import OrganisationModel


class Destination(OrganisationModel):
    """Where packages go that do not stay on this site.

    Attributes
    ----------
    purpose, fields
        What was agreed with the hub.
    agreement
        The id that the hub gave the agreement.
    recipient
        The hub's age key: what is carried, or sent, is sealed to it.
    address, token
        Of its site, where packages are sent by its API; empty: they are carried.
    """

    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=30)
    fields = models.JSONField(default=list)
    agreement = models.CharField(max_length=64, blank=True)
    recipient = models.CharField(max_length=100)
    address = models.CharField(max_length=300, blank=True)
    token = SealedText(default="", blank=True)
    valid_until = models.DateField(null=True, blank=True)
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
