"""What is to be done, by whom, and where; what is half typed; views and imports."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from fanal.web.casework.models.care import OfCase
from fanal.web.casework.models.documents import Kept
from fanal.web.casework.models.record import Case
from fanal.web.keys.fields import SealedJSON, SealedText
from fanal.web.organisations.tenancy import OrganisationModel


class Task(OfCase):
    """Something to do for a case.

    Attributes
    ----------
    copy
        The copy whose receiver is to be told that consent was withdrawn.
    """

    what = SealedText()
    copy = models.ForeignKey(
        "casework.Copy", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    due_on = models.DateField(null=True, blank=True)
    to = models.ForeignKey("organisations.Membership", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "to", "done_at", "due_on"], name="task_waiting")]


class Appointment(OfCase):
    """When somebody meets the person, and where it is safe to."""

    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = SealedText(default="", blank=True)
    what = SealedText(default="", blank=True)
    by = models.ForeignKey("organisations.Membership", on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)


class Bed(Kept):
    """A bed of a shelter, by a name that tells no place."""

    name = models.CharField(max_length=40)
    room = models.CharField(max_length=40, blank=True)
    out_of_use = models.BooleanField(default=False)


class Stay(OfCase):
    """That somebody sleeps in a bed, from a day to a day."""

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="stays")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)


class Draft(OrganisationModel):
    """A half-filled form, sealed, of whoever types it; gone when the form is saved.

    Attributes
    ----------
    form, about
        Which form, and what it is about: ids, never names.
    place, case
        The address where it is taken up again; of which case, where it is of one.
    person
        Whose key seals it; none: the organisation's.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    about = models.UUIDField(null=True, blank=True)
    person = models.UUIDField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    case = models.UUIDField(null=True, blank=True)
    typed = SealedJSON(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "form", "about"],
                name="one_draft_of_a_form",
                nulls_distinct=False,
            )
        ]

    @property
    def key_person(self) -> uuid.UUID | None:
        """Whose key seals it."""
        return self.person


class SavedView(OrganisationModel):
    """A list with its filters, kept under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)
    order = models.PositiveSmallIntegerField(default=0)


class HiddenHit(OrganisationModel):
    """That somebody searched for a person and found one whom they may not know of; for a supervisor alone.

    Attributes
    ----------
    case
        Whose person was found.
    by, to
        Who searched; who is told.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("organisations.Membership", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey("organisations.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)


class Import(Kept):
    """A file that was brought in: how far, by whom, and what came of it; undone as a whole.

    Attributes
    ----------
    file
        The sealed file as it was given; deleted once its cases are here: who is erased is not left in it.
    settings
        Choices of the preview, codes only.
    fixes
        What the texts of the file mean, as somebody said: they may be names, so they are sealed.
    """

    class State(models.TextChoices):
        """How far it is."""

        LOOKED_AT = "looked-at"
        RUNNING = "running"
        DONE = "done"
        UNDONE = "undone"

    file = models.ForeignKey("keys.SealedFile", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOOKED_AT)
    settings = models.JSONField(default=dict)
    fixes = SealedJSON(default=dict)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)

    @property
    def key_person(self) -> None:
        """The organisation's key seals it."""
        return


class Imported(OrganisationModel):
    """That a case came with an import, and in which version: undone only where nobody changed it since.

    Attributes
    ----------
    at
        When all of the case was there: a row that is later is a change.
    known
        Whether its person was here before the import: who stays when it is undone.
    """

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    known = models.BooleanField(default=False)


class OwnFields(Kept):
    """The organisation's own fields and codes, and what it hides: an extension of the standard, as data.

    Attributes
    ----------
    hidden, hidden_codes
        Names of fields; of each list, codes. What is stored of them stays.
    """

    fields = models.JSONField(default=list, blank=True)
    lists = models.JSONField(default=list, blank=True)
    hidden = models.JSONField(default=list, blank=True)
    hidden_codes = models.JSONField(default=dict, blank=True)
