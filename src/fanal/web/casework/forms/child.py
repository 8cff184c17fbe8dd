"""What is asked about a child: age, assent, best interests, and who may decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.forms.editing import EditingForm, asked, without_row
from fanal.web.casework.forms.said import fill, has_been, list_field
from fanal.web.casework.models import ChildDecision, Guardian, Person
from fanal.web.casework.selectors.person import name_of
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say


class OnADay(Form):
    """A decision, on a day that has been."""

    labels = {"decided_on": "web.casework.status-decided-on", "reasons": "web.casework.child-reasons"}
    decided_on = forms.DateField()
    reasons = forms.CharField(required=False, widget=forms.Textarea, max_length=5000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"decided_on": timezone.localdate()}})
        fill(self)

    def clean_decided_on(self) -> Any:
        """Let a day through that has been."""
        return has_been(self.cleaned_data["decided_on"])


class Age(OnADay):
    """What a named authority decided on an age."""

    labels = {
        **OnADay.labels,
        "outcome": "web.casework.child-age-outcome",
        "authority": "web.casework.child-authority",
    }
    hints = {"authority": "web.casework.child-authority-hint"}
    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    authority = forms.CharField(max_length=200)
    field_order = ["outcome", "authority", "decided_on", "reasons"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = (Person.Age.CHILD, Person.Age.ADULT)
        self.fields["outcome"].choices = [(one, lists.said("ages", one)) for one in outcomes]


class Dispute(OnADay):
    """Why an age is disputed."""

    labels = {
        "decided_on": "web.casework.child-disputed-since",
        "reasons": "web.casework.child-dispute-reasons",
    }
    hints = {"reasons": "web.casework.child-dispute-reasons-hint"}
    field_order = ["reasons", "decided_on"]


class Assent(OnADay):
    """What a child agrees to."""

    labels = {
        **OnADay.labels,
        "outcome": "web.casework.basis-assent",
        "reasons": "web.casework.child-assent-to",
    }
    hints = {"outcome": "web.casework.basis-assent-hint"}
    outcome = list_field("assent", few=True)
    reasons = forms.CharField(widget=forms.Textarea, max_length=5000)
    field_order = ["reasons", "outcome", "decided_on"]


class BestInterests(OnADay):
    """What was decided in the best interests of a child."""

    labels = {
        **OnADay.labels,
        "outcome": "web.casework.child-best-interests-about",
        "authority": "web.casework.child-who-decided",
        "reasons": "web.casework.child-best-interests-reasons",
    }
    hints = {"reasons": "web.casework.child-best-interests-reasons-hint"}
    outcome = list_field("best-interests")
    authority = forms.CharField(max_length=200)
    reasons = forms.CharField(widget=forms.Textarea, max_length=5000)
    field_order = ["outcome", "reasons", "authority", "decided_on"]


FORMS: dict[str, type[OnADay]] = {
    "dispute": Dispute,
    ChildDecision.Kind.AGE: Age,
    ChildDecision.Kind.ASSENT: Assent,
    ChildDecision.Kind.BEST_INTERESTS: BestInterests,
}
"""By the last part of the address."""


class GuardianForm(EditingForm):
    """Who may decide for a child."""

    labels = {
        "kind": "web.casework.guardian-kind",
        "name": "web.casework.guardian-name",
        "appointed_by": "web.casework.guardian-appointed-by",
        "as_person": "web.casework.guardian-as-person",
        "suspected": "web.casework.guardian-is-suspected",
        "since": "web.casework.guardian-since",
        "until": "web.casework.guardian-until",
    }
    hints = {
        "appointed_by": "web.casework.guardian-appointed-by-hint",
        "as_person": "web.casework.guardian-as-person-hint",
        "suspected": "web.casework.guardian-is-suspected-hint",
    }
    kind = list_field("guardian-kinds", few=True)
    name = forms.CharField(max_length=200)
    appointed_by = forms.CharField(required=False, max_length=200)
    as_person = forms.ChoiceField(required=False, widget=forms.Select(attrs={"translate": "no"}))
    suspected = forms.BooleanField(required=False)
    since = forms.DateField()
    until = forms.DateField(required=False)

    def __init__(
        self, *args: Any, persons: Iterable[Person], row: Guardian | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_held(row), **kwargs)
        fill(self)
        if row is None:
            without_row(self)
        self.persons = {str(one.pk): one for one in persons}
        named = [
            (key, name_of(one) or say("web.casework.guardian-nameless")) for key, one in self.persons.items()
        ]
        self.fields["as_person"].choices = [("", say("web.casework.guardian-no-record")), *named]
        # Somebody linked whom this person may not see stays linked.
        if row and row.as_person_id and str(row.as_person_id) not in self.persons:
            del self.fields["as_person"]

    def clean(self) -> dict[str, Any]:
        """Ask who appointed a representative, and for days in their order."""
        given = super().clean() or {}
        if given.get("kind") == Guardian.Kind.REPRESENTATIVE and not given.get("appointed_by"):
            self.add_error("appointed_by", mistake("web.casework.guardian-say-who-appointed"))
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", mistake("web.casework.stage-ends-before"))
        return given

    def said(self) -> dict[str, Any]:
        """Give attributes of `Guardian`."""
        given = {name: self.cleaned_data[name] for name in asked(self)}
        if "as_person" in given:
            given["as_person"] = self.persons.get(given["as_person"])
        return given


def _held(row: Guardian | None) -> dict[str, Any]:
    if row is None:
        return {"since": timezone.localdate()}
    names = ("kind", "name", "appointed_by", "suspected", "since", "until")
    return {name: getattr(row, name) for name in names} | {"as_person": str(row.as_person_id or "")}
