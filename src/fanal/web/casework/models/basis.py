"""On what basis data are kept and passed on, and where they went."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.casework.models.documents import Kept, OfPerson, Unchanged
from fanal.web.casework.models.record import Case, Person
from fanal.web.keys.fields import SealedText


class Basis(Unchanged, OfPerson):
    """That, for one purpose, something was agreed to, refused, withdrawn, or rests on another ground.

    Rows are never changed: the last of a purpose holds.

    Attributes
    ----------
    duties
        The seven duties of HTCDS: name of the field to true, false, or absent where nobody said.
    decided_by
        Who decided: the person, a guardian, an authority, the organisation.
    guardian
        Which guardian decided for a child: once suspicion falls on them, their decision no longer holds.
    assent
        What a child said to it, by maturity: a code of the list ``assent``.
    """

    class Purpose(models.TextChoices):
        """What data are for."""

        CARE = "care"
        REFERRAL = "referral"
        STATISTICS = "statistics"
        LINKAGE = "linkage"
        RESEARCH = "research"
        PROSECUTION = "prosecution"

    class Ground(models.TextChoices):
        """On what it rests."""

        CONSENT = "consent"
        VITAL_INTEREST = "vital-interest"
        MANDATE = "mandate"
        LEGAL_OBLIGATION = "legal-obligation"

    class Answer(models.TextChoices):
        """What was said; a refusal or a withdrawal never blocks help."""

        GIVEN = "given"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    class Decider(models.TextChoices):
        """Who decided."""

        PERSON = "person"
        GUARDIAN = "guardian"
        AUTHORITY = "authority"
        ORGANISATION = "organisation"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bases")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    ground = models.CharField(max_length=16, choices=Ground.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    decided_by = models.CharField(max_length=12, choices=Decider.choices)
    decider = SealedText(default="", blank=True)
    guardian = models.ForeignKey(
        "casework.Guardian", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assent = models.CharField(max_length=10, blank=True)
    oral = models.BooleanField(default=True)
    language = models.CharField(max_length=3, blank=True)
    interpreter = models.BooleanField(default=False)
    duties = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)
    note = SealedText(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-at"], name="basis_by_purpose")]


class Copy(Kept, OfPerson):
    """That data of a person went somewhere: what one page shows the person.

    Attributes
    ----------
    recallable
        Whether it can be called back; if not, the person is told so.
    told_at
        When the receiver was told that consent was withdrawn.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="copies")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Basis.Purpose.choices)
    receiver = SealedText()
    what = SealedText()
    at = models.DateTimeField(default=timezone.now)
    recallable = models.BooleanField(default=False)
    recalled_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)


class Guardian(Kept, OfPerson):
    """Who may decide for a child: a parent, another guardian, a representative whom an authority appointed.

    Attributes
    ----------
    as_person
        The guardian's own record where there is one: whoever is alleged to be a perpetrator cannot consent.
    """

    class Kind(models.TextChoices):
        """What makes this person a guardian."""

        PARENT = "parent"
        RELATIVE = "relative"
        GUARDIAN = "guardian"
        REPRESENTATIVE = "representative"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardians")
    as_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = SealedText()
    appointed_by = SealedText(default="", blank=True)
    suspected = models.BooleanField(default=False)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)


class ChildDecision(Unchanged, OfPerson):
    """A decision on a child: on age by a named authority, on best interests, assent by maturity."""

    class Kind(models.TextChoices):
        """What was decided."""

        AGE = "age"
        ASSENT = "assent"
        BEST_INTERESTS = "best-interests"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="child_decisions")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    outcome = models.CharField(max_length=20)
    """For age: adult or child; for assent: given or refused; for best interests: a code of the lists."""
    authority = SealedText(default="", blank=True)
    reasons = SealedText(default="", blank=True)
    decided_on = models.DateField()
