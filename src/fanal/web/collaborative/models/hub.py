"""A hub, and who contributes to it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.keys.fields import SealedText
from fanal.web.organisations.tenancy import ORGANISATION, OWN, OrganisationModel

_CURRENT = f"(select nullif(current_setting('{ORGANISATION}', true), '')::uuid)"

_CONTRIBUTES = f"from collaborative_contributor c where c.member_id = {_CURRENT}"


class Hub(OrganisationModel):
    """That an organisation runs a collaborative: it receives contributions, and publishes.

    Attributes
    ----------
    slug
        In addresses of the portal, ``data/<slug>/``; never changed once something was published.
    title, about
        In both languages, ``{"en": …, "fr": …}``; `about` in Markdown.
    address
        Where the portal is reached from outside, for citations and exported copies; may be empty.
    k
        The fewest people who must look alike, unless a release says more.
    review_days
        How long contributors have to look at a release before it is signed.
    recipient, identity
        The age key pair to which packages are sealed.
    """

    slug = models.SlugField(max_length=40, unique=True)
    title = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    publisher = models.CharField(max_length=200)
    contact = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=40, default="CC-BY-4.0")
    address = models.URLField(blank=True)
    k = models.PositiveSmallIntegerField(default=11)
    review_days = models.PositiveSmallIntegerField(default=14)
    recipient = models.CharField(max_length=100)
    identity = SealedText()
    founded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_hub_each")]

    @classmethod
    def row_rule(cls) -> str:
        """Show it to organisations that contribute to it too."""
        contributes = f"organisation_id in (select c.organisation_id {_CONTRIBUTES})"
        return f"({OWN} or {contributes})"


class Contributor(OrganisationModel):
    """An organisation that contributes to the hub.

    Attributes
    ----------
    member
        The organisation, where it is one of this site; none: it sends files, or uses a token.
    token
        The prefix of the API token by which another site of Fanal contributes.
    """

    name = models.CharField(max_length=200)
    member = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    token = models.CharField(max_length=20, blank=True)
    contact = SealedText(default="", blank=True)
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_contributor_of_a_name"),
            models.UniqueConstraint(fields=["organisation", "member"], name="one_contributor_of_a_member"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def row_rule(cls) -> str:
        """Show the organisation its own row, and nobody else's."""
        return f"({OWN} or member_id = {_CURRENT})"


class OfContributor(OrganisationModel):
    """A row of the hub that one contributor also sees. Only the hub's tenant writes it."""

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    @classmethod
    def row_rule(cls) -> str:
        """Show it to the one who contributes, and to no other contributor."""
        own = f"contributor_id in (select c.id {_CONTRIBUTES})"
        return f"({OWN} or {own})"
