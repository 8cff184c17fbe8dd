"""The same row three times: sealed, plain, and under no organisation at all."""

from __future__ import annotations

import uuid

from django.db import models

from fanal.web.keys.fields import SealedText
from fanal.web.organisations.tenancy import OrganisationModel


class SealedRow(OrganisationModel):
    """A row with a sealed text of a person."""

    person = models.UUIDField(null=True)
    said = SealedText()

    class Meta:
        app_label = "ground"

    @property
    def key_person(self) -> uuid.UUID | None:
        """Whose key seals it."""
        return self.person


class PlainRow(OrganisationModel):
    """The same in the clear."""

    person = models.UUIDField(null=True)
    said = models.TextField()

    class Meta:
        app_label = "ground"


class OpenRow(models.Model):
    """The same under no row-level security."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation_id = models.UUIDField(db_index=True)
    person = models.UUIDField(null=True)
    said = models.TextField()

    class Meta:
        app_label = "ground"
