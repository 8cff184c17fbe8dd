"""What happened, what is planned, what was done."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.casework.models.documents import Document, Kept, OfPerson
from fanal.web.casework.models.record import Case, Person
from fanal.web.keys.fields import SealedDate, SealedJSON, SealedText
from fanal.web.keys.models import SealedFile


class Entered(Kept, OfPerson):
    """A row that may turn out to be entered by mistake: it then counts nowhere, and nothing is lost.

    Attributes
    ----------
    mistaken_at
        Since when it is marked so.
    """

    mistaken_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class OfCase(Entered):
    """A row of a case, sealed with the key of its person."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="%(class)ss")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Event(Document, OfCase):
    """A historic trafficking event of HTCDS, with place and point; where and when lie sealed."""


class SafetyPlan(OfCase):
    """What the person does when in danger: one text for each question of `data/lists.toml`."""

    answers = SealedJSON(default=dict)
    review_on = models.DateField(null=True, blank=True)


class SupportPlan(Document, OfCase):
    """A support plan of HTCDS."""

    ended_on = models.DateField(null=True, blank=True)


class PlanStep(Entered):
    """One step of a support plan."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="steps")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = SealedText()
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        "organisations.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=0)


class Service(OfCase):
    """A service that was given, and what came of it: codes of `data/lists.toml`."""

    kind = models.CharField(max_length=40)
    given_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(
        "organisations.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = SealedText(default="", blank=True)


class Assessment(OfCase):
    """Risk and protective factors of the individual, the household, the community; repeated over time.

    Attributes
    ----------
    answers
        Factor (code of `data/lists.toml`) to present, absent or unknown, and a note.
    """

    on = models.DateField(default=timezone.localdate)
    answers = SealedJSON(default=dict)
    risk = models.CharField(max_length=10, blank=True)
    """What the assessor concludes: low, medium, high; never computed."""
    next_on = models.DateField(null=True, blank=True)


class Accompanying(OfCase):
    """A child who is with the person; with a record of its own where there is one."""

    child = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = SealedText(default="", blank=True)
    born = SealedDate(null=True, blank=True)
    relation = models.CharField(max_length=20, blank=True)
    needs = SealedText(default="", blank=True)


class Comment(OfCase):
    """A comment on a case."""

    text = SealedText()


class Attachment(OfCase):
    """A file of a case, sealed.

    Attributes
    ----------
    content
        What its bytes are, whatever its name says: a name of `services.file_types`.
    evidence
        Whether it may be needed as evidence: nobody destroys it, until whoever lifts holds says not.
    """

    file = models.ForeignKey(SealedFile, on_delete=models.CASCADE, related_name="+")
    """Erasing a person deletes the file, here and after a restore; what names it goes with it."""
    kind = models.CharField(max_length=30, blank=True)
    content = models.CharField(max_length=20, blank=True)
    size = models.BigIntegerField(default=0)
    evidence = models.BooleanField(default=False)
