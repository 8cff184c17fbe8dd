"""A release on its way: draft, assessed, reviewed, signed, published; superseded or withdrawn."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.collaborative.models.hub import OfContributor
from fanal.web.keys.fields import SealedJSON, SealedText
from fanal.web.keys.models import SealedFile
from fanal.web.organisations.tenancy import OrganisationModel


class Release(OrganisationModel):
    """One release of a hub.

    Attributes
    ----------
    version
        As ``2026.1``; in its address, never used again.
    title, population, changes, citation, reason
        Texts in both languages that are published with it (`reason`: of a withdrawal).
    settings
        Method, k or epsilon, fields, conditions: all that makes it, with the seed where one was drawn.
    inputs
        Of each contribution: its id, version, rows, SHA-256 of its records; aggregates apart.
    assessment
        Risk beside utility, comparison with earlier releases, attacks: exact numbers, so sealed.
    harm
        The answer to: which group could this harm?
    bundle
        The bundle as a zip, sealed until it is published; `digest` is what is signed.
    """

    class State(models.TextChoices):
        """In this order; withdrawn from any after published."""

        DRAFT = "draft"
        ASSESSED = "assessed"
        REVIEWED = "reviewed"
        SIGNED = "signed"
        PUBLISHED = "published"
        SUPERSEDED = "superseded"
        WITHDRAWN = "withdrawn"

    version = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    purpose = models.CharField(max_length=30)
    title = models.JSONField(default=dict)
    population = models.JSONField(default=dict)
    changes = models.JSONField(default=dict, blank=True)
    breaks = models.JSONField(default=list, blank=True)
    citation = models.JSONField(default=dict, blank=True)
    settings = models.JSONField(default=dict)
    inputs = models.JSONField(default=list, blank=True)
    assessment = SealedJSON(null=True, blank=True)
    harm = SealedText(default="", blank=True)
    bundle = models.ForeignKey(SealedFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        "organisations.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.JSONField(default=dict, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="one_release_of_a_version")
        ]

    def __str__(self) -> str:
        return self.version


class Signature(OrganisationModel):
    """That somebody signed the publication of a release, or its withdrawal. Never changed.

    Attributes
    ----------
    digest
        Of the bundle that was signed: another bundle asks for other signatures.
    """

    class Act(models.TextChoices):
        """What was signed."""

        PUBLISH = "publish"
        WITHDRAW = "withdraw"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey("organisations.Membership", on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    withheld = ("update", "delete")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "by", "act", "digest"], name="one_signature_each")
        ]


class Review(OfContributor):
    """What a contributor says of a release before it is signed; a veto takes its own part out.

    Attributes
    ----------
    shown
        What it is shown of its own part: counts and settings, no other contributor's.
    """

    class Answer(models.TextChoices):
        """Silence until the end of the review agrees."""

        AGREED = "agreed"
        VETOED = "vetoed"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="reviews")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    shown = models.JSONField(default=dict)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = SealedText(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "contributor"], name="one_review_of_a_contributor")
        ]
