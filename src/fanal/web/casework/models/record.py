"""Persons, cases, and as what a person is in a case."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils import timezone

from fanal.web.access.levels import AccessControlled
from fanal.web.casework.models.documents import Document, Kept, OfPerson, Unchanged
from fanal.web.keys.fields import SealedText


class Person(Document, Kept):
    """Somebody whom a case is about. Seen by whoever may see one of the cases.

    Attributes
    ----------
    told
        Besides the fields of the standard: ``names``, a list of {script, first, middle, second, use}.
    birth
        How well the date of birth is known; estimated ones are a year or an age on a day, in `told`.
    age
        As what this person was taken when it was saved; `selectors.age` says as what today.
    grown_year, grown_day
        Of a child who will be an adult by the birth date alone: the year, and a keyed hash of the day. By
        them lists and counts know who is a child today, and open no birth date.
    reach
        How and when to reach this person safely; on top of every page.
    danger_since
        Since when this person is in immediate danger; empty: not known to be.
    """

    class Birth(models.TextChoices):
        """How well the date of birth is known."""

        KNOWN = "known"
        ESTIMATED = "estimated"
        UNKNOWN = "unknown"

    class Age(models.TextChoices):
        """Child under 18; disputed is treated as a child until a named authority decides."""

        ADULT = "adult"
        CHILD = "child"
        DISPUTED = "disputed"
        UNKNOWN = "unknown"

    birth = models.CharField(max_length=10, choices=Birth.choices, default=Birth.UNKNOWN)
    age = models.CharField(max_length=10, choices=Age.choices, default=Age.UNKNOWN)
    grown_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    grown_day = models.BinaryField(null=True, blank=True, editable=False)
    reach = SealedText(default="", blank=True)
    danger_since = models.DateTimeField(null=True, blank=True)
    interview_language = models.CharField(max_length=3, blank=True)
    record_language = models.CharField(max_length=3, blank=True)
    interpreter = models.BooleanField(null=True, blank=True)

    class Meta:
        indexes = [GinIndex(fields=["coded"], name="person_coded")]

    @property
    def key_person(self) -> uuid.UUID:
        """A person's own key seals what is told of the person."""
        return self.pk


class Case(Document, AccessControlled, Kept, OfPerson):
    """A case: of one person, with others in it as contexts.

    Attributes
    ----------
    number
        As ``26-0173``: the year it was opened, and a number of the organisation.
    owner
        The membership of whoever works on it first; `access` knows who else is assigned.
    supervisor
        Who is told when somebody without a right to it searches for its person; none: all supervisors.
    """

    class Status(models.TextChoices):
        """Open until it is closed with a reason."""

        OPEN = "open"
        CLOSED = "closed"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    owner = models.ForeignKey("organisations.Membership", on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(
        "organisations.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_on = models.DateField(default=timezone.localdate)
    closed_on = models.DateField(null=True, blank=True)
    closure = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=30, blank=True)
    """How the case came: a code of `data/lists.toml`."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_case_of_a_number")
        ]
        indexes = [
            models.Index(fields=["organisation", "status", "-opened_on"], name="case_by_status"),
            models.Index(fields=["organisation", "owner", "status"], name="case_by_owner"),
            GinIndex(fields=["coded"], name="case_coded"),
        ]

    def __str__(self) -> str:
        return self.number

    def page(self, organisation: str) -> str:
        """Give the address of its page."""
        return reverse("casework.case-show", args=[organisation, self.pk])

    def not_now(self, action: str) -> str | None:
        """Let a closed case be read only; what is done all the same has actions of its own."""
        closed = self.status == self.Status.CLOSED
        return "web.casework.case-closed-only-read" if closed and action == "cases.change" else None


class Context(Document, Kept, OfPerson):
    """As what a person is in a case, with the fields of HTCDS of that context.

    Attributes
    ----------
    source
        Where a statement that somebody is a perpetrator comes from; always alleged, never without it.
    shared
        Whether it may leave with the case; never by default for a perpetrator.
    """

    class Role(models.TextChoices):
        """A perpetrator is always an alleged one."""

        VICTIM = "victim"
        PERPETRATOR = "perpetrator"
        OTHER = "other"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contexts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contexts")
    role = models.CharField(max_length=12, choices=Role.choices)
    source = SealedText(default="", blank=True)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "role"], name="one_context_of_a_role")
        ]
        indexes = [GinIndex(fields=["coded"], name="context_coded")]


class StatusDecision(Unchanged, OfPerson):
    """That somebody decided on a person's status as a victim of trafficking. Never computed; never changed.

    Attributes
    ----------
    status
        A code of HTCDS ``trafficking-status``.
    context
        None: its case was taken back with the import that brought it, and the person erased.
    decided_by
        A code of HTCDS ``decision-making-organisation``; `authority` names it.
    """

    context = models.ForeignKey(Context, null=True, on_delete=models.SET_NULL, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=60)
    decided_by = models.CharField(max_length=60)
    authority = SealedText(default="", blank=True)
    decided_on = models.DateField()


class Stage(Kept, OfPerson):
    """A stage of identification and referral that a person is in, or was.

    Attributes
    ----------
    kind
        A code of the list ``stages`` in `data/lists.toml`.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stages")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stages")
    kind = models.CharField(max_length=30)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    note = SealedText(default="", blank=True)
