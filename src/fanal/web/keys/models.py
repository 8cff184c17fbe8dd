"""Keys as they lie in the database, every one of them wrapped; tombstones, certificates, blind indexes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fanal.web.keys.blind_indexes.models import BlindEntry, BlindSearch
from fanal.web.keys.fields import SealedBytes, SealedText
from fanal.web.organisations.tenancy import OrganisationModel

__all__ = [
    "BlindEntry",
    "BlindSearch",
    "Erasure",
    "LastingSecret",
    "Opening",
    "OrganisationKey",
    "PersonKey",
    "SealedFile",
]


class OrganisationKey(OrganisationModel):
    """One version of an organisation's key. The key itself lies in its openings, wrapped.

    Attributes
    ----------
    locked_at
        When it was locked on purpose: then a start does not open it with the host's key by itself.
    """

    class State(models.TextChoices):
        """What a version is good for."""

        CURRENT = "current"
        RETIRING = "retiring"
        DESTROYED = "destroyed"

    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.CURRENT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    destroyed_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="one_key_each_version"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="current"), name="one_current_key"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="retiring"), name="one_retiring_key"
            ),
        ]


class Opening(OrganisationModel):
    """One way to open a version of an organisation's key.

    Attributes
    ----------
    salt, cost
        Of Argon2id, for a passphrase.
    wrapped
        The organisation's key, sealed with what the passphrase or the host's root key gives.
    """

    class Kind(models.TextChoices):
        """What opens it."""

        PASSPHRASE = "passphrase"  # noqa: S105 - a name
        HOST = "host"

    key = models.ForeignKey(OrganisationKey, on_delete=models.CASCADE, related_name="openings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    salt = models.BinaryField(default=bytes)
    cost = models.JSONField(default=dict)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "kind"], name="one_opening_each_kind")]


class LastingSecret(OrganisationModel):
    """A secret that stays the same when the organisation's key is renewed.

    For blind indexes and the audit trail, whose contents cannot be made anew.
    """

    secret = SealedBytes()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_lasting_secret")]


class PersonKey(OrganisationModel):
    """The key of a person, wrapped by the organisation's; its row stays as a tombstone when it is destroyed.

    `id` is the person's: so the wrapped key is bound to the person.
    """

    wrapped = SealedBytes(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    destroyed_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True)
    hold_until = models.DateField(null=True)
    hold_reason = SealedText(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | Q(wrapped__isnull=True, destroyed_at__isnull=False),
                name="destroyed_means_no_key",
            )
        ]

    @property
    def held(self) -> bool:
        """Whether a legal hold blocks erasure today."""
        return self.held_since is not None and (
            self.hold_until is None or self.hold_until >= timezone.localdate()
        )


class Erasure(OrganisationModel):
    """That a person was erased: the certificate. It names nobody, only ids.

    Attributes
    ----------
    reason
        A code: see `Reason`.
    readable_until
        Until when a backup made before could still be opened, by what is known of how long backups are kept.
    by
        The user who did it; none: a restore.
    """

    class Reason(models.TextChoices):
        """Why."""

        ASKED = "asked"
        RETENTION = "retention"
        MISTAKE = "mistake"
        COURT = "court"
        RESTORED = "restored"

    person = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    readable_until = models.DateField(null=True)
    by = models.UUIDField(null=True)

    withheld: ClassVar[tuple[str, ...]] = ("update", "delete")


class SealedFile(OrganisationModel):
    """A sealed file: its own key, wrapped by the person's or the organisation's.

    Attributes
    ----------
    person
        Whose key wraps it; none: the organisation's.
    name
        What it was called, sealed.
    """

    person = models.UUIDField(null=True, db_index=True)
    wrapped = SealedBytes()
    name = SealedText(default="")
    length = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    @property
    def key_person(self) -> uuid.UUID | None:
        """Whose key seals this row."""
        return self.person
