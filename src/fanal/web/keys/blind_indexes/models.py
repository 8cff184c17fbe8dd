"""Entries of blind indexes, and the searches that were made in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from fanal.web.organisations.tenancy import OrganisationModel


class BlindEntry(OrganisationModel):
    """That a person can be found by one form of one value.

    Attributes
    ----------
    token
        The keyed hash of that form, 16 bytes.
    """

    person = models.UUIDField()
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=10)
    token = models.BinaryField()

    withheld: ClassVar[tuple[str, ...]] = ("update",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "token", "person", "kind", "form"], name="one_entry_each"
            )
        ]
        indexes = [models.Index(fields=["organisation", "person"], name="blind_entry_person")]


class BlindSearch(OrganisationModel):
    """That somebody searched: what limits and the alert of fishing count; deleted after a day.

    Attributes
    ----------
    token
        The keyed hash of what was searched for: the same search twice is one.
    followed
        Whether a person was opened from it.
    """

    user = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    token = models.BinaryField()
    followed = models.BooleanField(default=False)
    told = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "user", "at"], name="blind_search_user")]
