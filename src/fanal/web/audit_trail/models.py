"""Entries of the audit trail, and where each chain ends.

An entry is never changed and never deleted: the site's role has no right to. Its details are sealed before
they are hashed, so that a chain verifies after the key of the details is destroyed.
"""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

from django.db import models

from fanal.web.organisations.tenancy import OrganisationModel

HASH_BYTES = 32


class Sealed(StrEnum):
    """With whose key the details of an entry are sealed."""

    NOTHING = ""
    """There are no details, or there were none that could be sealed."""
    PERSON = "person"
    ORGANISATION = "organisation"
    HOST = "host"


class Entry(models.Model):
    """One thing that happened.

    Attributes
    ----------
    sequence
        Its number in its chain: 1, 2, 3 without a gap.
    actor
        The user who did it; none: the host itself, or somebody not signed in.
    subject_model, subject_id
        What it was done to: ``casework.case`` and its id.
    person
        Whom it tells of, where it tells of a person.
    sealed_with
        Whose key opens `details`.
    previous, hash
        Of the entry before, and of this one: SHA-256 over all the columns (`encoding`).
    """

    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    event = models.CharField(max_length=80)
    actor = models.UUIDField(null=True)
    subject_model = models.CharField(max_length=80, blank=True)
    subject_id = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    sealed_with = models.CharField(max_length=12, blank=True)
    details = models.BinaryField()
    previous = models.BinaryField(max_length=HASH_BYTES)
    hash = models.BinaryField(max_length=HASH_BYTES)

    withheld: ClassVar[tuple[str, ...]] = ("update", "delete", "truncate")

    class Meta:
        abstract = True


class AuditEntry(Entry, OrganisationModel):
    """One thing that happened in an organisation."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="one_entry_a_number")
        ]
        indexes = [models.Index(fields=["organisation", "person", "-sequence"], name="entries_of_a_person")]


class HostEntry(Entry):
    """One thing that happened on the host, outside every organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sequence"], name="one_host_entry_a_number")]


class Head(models.Model):
    """The last entry of a chain. Its row is what appends to the chain wait for, one after the other."""

    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=HASH_BYTES)

    withheld: ClassVar[tuple[str, ...]] = ("delete", "truncate")

    class Meta:
        abstract = True


class AuditHead(Head, OrganisationModel):
    """The end of an organisation's chain."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_head_each")]


class HostHead(Head):
    """The end of the host's chain: one row."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
