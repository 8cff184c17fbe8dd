"""Who is assigned to what, and who has emergency access to what."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.organisations.models import Membership
from fanal.web.organisations.tenancy import OrganisationModel, scoped


def kind_of(model: type[models.Model]) -> str:
    """Name the kind of a row: ``casework.case``."""
    return str(model._meta.concrete_model._meta.label_lower)


class Assignment(OrganisationModel):
    """That somebody is assigned to a row.

    One table for rows of every kind, so that an app gets it by its base class. What is named here is found
    again only among the rows of the same organisation.

    Attributes
    ----------
    kind, subject
        What is meant: the kind of row, and its id.
    """

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    subject = models.UUIDField()
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind", "member"], name="assigned_once"),
        ]


class EmergencyQuerySet(models.QuerySet["EmergencyAccess"]):
    """Emergency accesses."""

    def now(self) -> EmergencyQuerySet:
        """Keep those that are open now."""
        return self.filter(ended_at=None, ends_at__gt=timezone.now())


class EmergencyAccess(OrganisationModel):
    """That somebody opened a row for reading, for a fixed time, and gave a reason.

    The reason is not here: it may tell of a person, and this room cannot seal. It goes by a signal to the
    audit trail, which seals it. The site can end such an access and never delete one.
    """

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    subject = models.UUIDField()
    begins_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")

    objects = scoped(_manager_class=models.Manager.from_queryset(EmergencyQuerySet))
    withheld = ("delete",)

    class Meta:
        indexes = [models.Index(fields=["subject", "kind"], name="emergency_subject")]
