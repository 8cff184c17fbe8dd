"""A person's file and a note in it: what every part of the ground is tried on."""

from __future__ import annotations

import uuid

from django.db import models

from fanal.web.access.levels import AccessControlled
from fanal.web.keys.fields import SealedDate, SealedJSON, SealedText
from fanal.web.organisations.tenancy import OrganisationModel


class File(AccessControlled):
    """A file."""

    number = models.CharField(max_length=20)
    person = models.UUIDField(null=True, blank=True)
    name = SealedText(null=True, blank=True, max_length=200)
    born = SealedDate(null=True, blank=True)
    narrative = SealedText(null=True, blank=True)
    contacts = SealedJSON(null=True, blank=True)

    @property
    def key_person(self) -> uuid.UUID | None:
        """Whose key seals this row."""
        return self.person

    def __str__(self) -> str:
        return f"File {self.number}"


class Note(OrganisationModel):
    """A note in a file."""

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="notes")
    about = models.CharField(max_length=40)
