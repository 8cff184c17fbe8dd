"""What an organisation agreed to share, for what, until when; and what was thought of harm beforehand."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from fanal.web.collaborative.models.hub import OfContributor
from fanal.web.keys.fields import SealedJSON, SealedText


class Agreement(OfContributor):
    """A data-sharing agreement; what it does not allow is refused at the door.

    Attributes
    ----------
    purpose
        A code of the list ``sharing-purposes`` (`data/collaborative.toml`): a contribution and a release
        are for one.
    kinds
        ``rows``, ``aggregates``: what may be sent.
    fields
        Names of HTCDS fields that may leave; nothing else does.
    text
        As it was signed, in Markdown, in `language`.
    signed_by
        Name and office, as on the paper; `signed_user` where it was signed here.
    """

    class State(models.TextChoices):
        """From an offer to its end."""

        OFFERED = "offered"
        SIGNED = "signed"
        DECLINED = "declined"
        ENDED = "ended"

    purpose = models.CharField(max_length=30)
    kinds = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    language = models.CharField(max_length=2, default="en")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    offered_at = models.DateTimeField(default=timezone.now, editable=False)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = SealedText(default="", blank=True)
    signed_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    def holds(self, on: date) -> bool:
        """Say whether it allows something on a day."""
        begun = self.state == self.State.SIGNED and self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)


class ImpactAssessment(OfContributor):
    """What could go wrong for whom, and what is done about it, before the first contribution.

    Attributes
    ----------
    answers
        By question of `data/impact-assessment.toml`.
    """

    answers = SealedJSON(default=dict)
    made_on = models.DateField(default=timezone.localdate)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
