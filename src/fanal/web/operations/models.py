"""What waits for somebody: that there is something, and never what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from fanal.web.organisations.tenancy import OrganisationModel


class Notice(OrganisationModel):
    """That something waits for somebody.

    Attributes
    ----------
    kind
        What kind of thing: one of `notices.KINDS`.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "to", "kind"],
                condition=models.Q(seen_at=None),
                name="one_notice_of_a_kind",
            )
        ]
