"""Forms of services that were given, and of stays in a bed."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.casework.forms.editing import EditingForm, held, without_row
from fanal.web.casework.forms.entry import EntryForm, WorkerField, listed, long_text
from fanal.web.casework.models import Bed
from fanal.web.design.forms import mistake
from fanal.web.design.language import say


class ServiceForm(EntryForm):
    """A service that was given."""

    labels = {
        "kind": "web.casework.service-kind",
        "given_on": "web.casework.service-from",
        "until": "web.casework.service-until",
        "quantity": "web.casework.service-quantity",
        "outcome": "web.casework.service-outcome",
        "by": "web.casework.done-by",
        "note": "web.casework.note",
    }
    hints = {"quantity": "web.casework.service-quantity-hint"}
    kind = listed("services")
    given_on = forms.DateField()
    until = forms.DateField(required=False)
    quantity = forms.DecimalField(max_digits=8, decimal_places=2, min_value=0, required=False)
    outcome = listed("outcomes", required=False)
    by = WorkerField(required=False)
    note = long_text()

    def prepare(self) -> None:
        """Offer whoever may read the case."""
        self.fields["by"].offer(self.case)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        said = super().clean() or self.cleaned_data
        begins, ends = said.get("given_on"), said.get("until")
        if begins and ends and ends < begins:
            self.add_error("until", mistake("web.casework.ends-before"))
        return said


class StayForm(EntryForm):
    """Who sleeps in a bed from when to when."""

    labels = {
        "bed": "web.casework.stay-bed",
        "begins_on": "web.casework.stay-from",
        "ends_on": "web.casework.stay-until",
    }
    hints = {"ends_on": "web.casework.stay-until-hint"}
    bed = forms.ChoiceField()
    begins_on = forms.DateField()
    ends_on = forms.DateField(required=False)

    def prepare(self) -> None:
        """Offer the beds that are in use, and the one that is held."""
        own = self.row.bed_id if self.row else None
        beds = [one for one in Bed.objects.order_by("room", "name") if not one.out_of_use or one.pk == own]
        self.beds = {str(one.pk): one for one in beds}
        labels = [(key, bed_words(one)) for key, one in self.beds.items()]
        self.fields["bed"].choices = [("", say("web.design.choose")), *labels]

    def held(self, row: Any) -> dict[str, Any]:
        """Give the bed by its id."""
        return {"bed": str(row.bed_id), "begins_on": row.begins_on, "ends_on": row.ends_on}

    def clean_bed(self) -> Bed:
        """Give the bed."""
        return self.beds[self.cleaned_data["bed"]]

    def clean(self) -> dict[str, Any]:
        """Refuse a stay without a night."""
        said = super().clean() or self.cleaned_data
        begins, ends = said.get("begins_on"), said.get("ends_on")
        if begins and ends and ends <= begins:
            self.add_error("ends_on", mistake("web.casework.stay-no-night"))
        return said


class BedForm(EditingForm):
    """A bed."""

    labels = {
        "name": "web.casework.bed-name",
        "room": "web.casework.bed-room",
        "out_of_use": "web.casework.bed-not-used",
    }
    hints = {"name": "web.casework.bed-name-hint"}
    name = forms.CharField(max_length=40)
    room = forms.CharField(max_length=40, required=False)
    out_of_use = forms.BooleanField(required=False)

    def __init__(self, *args: Any, bed: Bed | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=held(self, bed), **kwargs)
        if bed is None:
            without_row(self)


def bed_words(bed: Bed) -> str:
    """Name a bed with its room."""
    return f"{bed.room} · {bed.name}" if bed.room else bed.name
