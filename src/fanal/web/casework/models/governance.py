"""What an organisation answers for: retention, requests, breaches, processing, its own procedures."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.casework.models.documents import Kept, OfPerson
from fanal.web.casework.models.record import Case, Person
from fanal.web.keys.fields import SealedText


class RetentionRule(Kept):
    """How long data of a category are kept after closure; months."""

    category = models.CharField(max_length=30)
    months = models.PositiveSmallIntegerField()
    legal_ground = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "category"], name="one_rule_of_a_category")
        ]


class RetentionReview(Kept, OfPerson):
    """That somebody's data in a closed case are looked at again: kept on, or erased.

    Attributes
    ----------
    person
        Whose data: the person of the case, or another who is in it as something.
    reason
        Why it was decided so; gone with the person.
    """

    class Decision(models.TextChoices):
        """What was decided; kept until another day is another review."""

        KEPT = "kept"
        ERASED = "erased"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=30)
    due_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=20, blank=True, choices=Decision.choices)
    reason = SealedText(default="", blank=True)
    decided_by = models.ForeignKey(
        "organisations.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["organisation", "decided_on", "due_on"], name="review_waiting")]


class PersonRequest(Kept, OfPerson):
    """That a person asks for access, correction or erasure, and what was answered."""

    class Kind(models.TextChoices):
        """What is asked for."""

        ACCESS = "access"
        CORRECTION = "correction"
        ERASURE = "erasure"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="person_requests")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    asked_on = models.DateField(default=timezone.localdate)
    due_on = models.DateField()
    what = SealedText(default="", blank=True)
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    answer = SealedText(default="", blank=True)


class AuthorityRequest(Kept, OfPerson):
    """That an authority asks for data: who, on what legal basis, how much, what was given, whether told."""

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="authority_requests"
    )
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="authority_requests"
    )
    authority = SealedText()
    legal_basis = SealedText()
    scope = SealedText()
    asked_on = models.DateField(default=timezone.localdate)
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    """Refused, in part, in full: a code of `data/lists.toml`."""
    given = SealedText(default="", blank=True)
    person_told_on = models.DateField(null=True, blank=True)
    why_not_told = SealedText(default="", blank=True)
    non_punishment_noted = models.BooleanField(default=False)


class Breach(Kept):
    """A breach of data protection: what happened, who is touched, who was told."""

    happened_on = models.DateField()
    found_at = models.DateTimeField(default=timezone.now)
    """From here on the hours run within which the authority is to be told."""
    what = SealedText()
    touched = SealedText(default="", blank=True)
    measures = SealedText(default="", blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    risk = models.CharField(max_length=10, blank=True)
    authority_told_at = models.DateTimeField(null=True, blank=True)
    people_told_at = models.DateTimeField(null=True, blank=True)
    why_not_told = SealedText(default="", blank=True)
    closed_on = models.DateField(null=True, blank=True)

    @property
    def key_person(self) -> None:
        """The organisation's key seals it."""
        return


class Processing(Kept):
    """A line of the record of processing: what is done with data, why, and with whom."""

    activity = models.CharField(max_length=200)
    purpose = models.CharField(max_length=400)
    people = models.CharField(max_length=400, blank=True)
    data = models.CharField(max_length=400, blank=True)
    receivers = models.CharField(max_length=400, blank=True)
    kept = models.CharField(max_length=200, blank=True)
    safeguards = models.CharField(max_length=400, blank=True)


class Procedure(Kept):
    """A procedure that the organisation accepted as its own, before its first case.

    Attributes
    ----------
    name
        Of the template in `data/procedures/`; `text` is the organisation's own wording of it.
    """

    name = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    text = models.TextField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "organisations.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "language", "accepted_at"],
                name="one_text_of_a_procedure",
                nulls_distinct=False,
            )
        ]
