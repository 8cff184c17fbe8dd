"""What an organisation sent, or is about to send: its own row, in its own tenant."""

from __future__ import annotations

from django.conf import settings as site
from django.db import models
from django.utils import timezone

from fanal.web.collaborative.models.destination import Destination
from fanal.web.keys.fields import SealedJSON
from fanal.web.keys.models import SealedFile
from fanal.web.organisations.tenancy import OrganisationModel


class Submission(OrganisationModel):
    """A package that an organisation made of its cases, as it leaves.

    Attributes
    ----------
    hub
        The organisation that runs the hub, on this site.
    destination
        The hub on another site, to which the package is sent or carried.
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
    settings
        What was chosen: ``coarsen`` by field; of counts the method with k or epsilon.
    inside
        Sealed: ``rows`` by name of row with the person and the case; ``stays`` by case, why; ``removed``,
        names of rows taken back; ``noted``, names of rows for which a copy was noted; ``counted``, until
        counts were sent, person and case of everybody in them. It never leaves.
    leaving_since
        When sending began first: from then on the package may have arrived.
    ticket
        The job that makes or sends it.
    problem
        The key of why it could not be made or sent.
    """

    class State(models.TextChoices):
        """Nothing leaves before somebody looked at it."""

        PREPARING = "preparing"
        PREPARED = "prepared"
        SENDING = "sending"
        SENT = "sent"
        CARRIED = "carried"
        DISCARDED = "discarded"

    hub = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    destination = models.ForeignKey(
        Destination, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions"
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
    made_by = models.ForeignKey(site.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    contribution = models.UUIDField(null=True, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    inside = SealedJSON(default=dict)
    leaving_since = models.DateTimeField(null=True, blank=True)
    ticket = models.UUIDField(null=True, blank=True)
    problem = models.CharField(max_length=80, blank=True)
