"""What an organisation sent, or is about to send: its own row, in its own tenant."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from fanal.web.keys.models import SealedFile
from fanal.web.organisations.tenancy import OrganisationModel


class Submission(OrganisationModel):
    """A package that an organisation made of its cases, as it leaves.

    Attributes
    ----------
    hub
        The organisation that runs the hub, on this site; none: the package is downloaded and carried.
    agreement
        The id of the agreement that it was made under.
    package
        The package, sealed with the organisation's own key: exactly what leaves.
    held_back
        How many people stay out, by reason: codes of `data/collaborative.toml`.
    coarsened
        By field, how it is told less exactly.
    taken_back
        How many rows sent before are taken back with this one.
    contribution
        The id that the hub gave it.
    """

    class State(models.TextChoices):
        """Nothing leaves before somebody looked at it."""

        PREPARING = "preparing"
        PREPARED = "prepared"
        SENT = "sent"
        CARRIED = "carried"
        DISCARDED = "discarded"

    hub = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hub_name = models.CharField(max_length=200)
    agreement = models.UUIDField(null=True, blank=True)
    purpose = models.CharField(max_length=30)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    package = models.ForeignKey(
        SealedFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    fields = models.JSONField(default=list)
    rows = models.PositiveIntegerField(null=True, blank=True)
    held_back = models.JSONField(default=dict, blank=True)
    coarsened = models.JSONField(default=dict, blank=True)
    taken_back = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    contribution = models.UUIDField(null=True, blank=True)
