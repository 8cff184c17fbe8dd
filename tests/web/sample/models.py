"""A person's file and a note in it: what every part of the ground is tried on."""

from __future__ import annotations

from django.db import models

from fanal.web.access.levels import AccessControlled
from fanal.web.organisations.tenancy import OrganisationModel


class File(AccessControlled):
    """A file."""

    number = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"File {self.number}"


class Note(OrganisationModel):
    """A note in a file."""

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="notes")
    about = models.CharField(max_length=40)
