"""What was contributed: versions of one contributor's data, how they were read, what was taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from fanal.web.collaborative.models.agreement import Agreement
from fanal.web.collaborative.models.hub import OfContributor
from fanal.web.keys.models import SealedFile


class Mapping(OfContributor):
    """How one contributor's columns become fields of the standard: a version, never changed."""

    version = models.PositiveIntegerField()
    text = models.TextField()
    """TOML, as `fanal map` writes it."""
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contributor", "version"], name="one_mapping_of_a_version")
        ]


class Contribution(OfContributor):
    """One version of what an organisation contributes for one purpose; it replaces the one before.

    Attributes
    ----------
    received
        The package as it came, sealed.
    records
        Harmonised rows (Parquet) with ``row``, the contributor's own keyed name of a row, the same in each
        version; sealed.
    findings, quality, changes
        Codes and counts only, never a value of a row: what the contributor is shown.
    released_in
        Versions of releases it is in: such a file is kept as long as they can be made again.
    """

    class Kind(models.TextChoices):
        """Rows, or counts that were protected where the rows are."""

        ROWS = "rows"
        AGGREGATES = "aggregates"

    class State(models.TextChoices):
        """From arrival on."""

        RECEIVED = "received"
        CHECKED = "checked"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        SUPERSEDED = "superseded"
        WITHDRAWN = "withdrawn"

    class Way(models.TextChoices):
        """How it came."""

        SITE = "site"
        API = "api"
        FILE = "file"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="contributions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    received = models.ForeignKey(
        SealedFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    records = models.ForeignKey(
        SealedFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    mapping = models.ForeignKey(
        Mapping, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    rows = models.PositiveIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    """SHA-256 of the package: the same twice is the same version."""
    findings = models.JSONField(default=list, blank=True)
    quality = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    released_in = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contributor", "version"], name="one_contribution_of_a_version")
        ]


class Removal(OfContributor):
    """That a row was taken back by its contributor: it is in no later release, whatever file it stands in.

    Attributes
    ----------
    row
        The contributor's keyed name of the row.
    """

    row = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contributor", "row"], name="one_removal_of_a_row")]
