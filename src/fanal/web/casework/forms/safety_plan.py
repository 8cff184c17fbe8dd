"""Forms of a safety plan, and of children who are with the person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.forms.entry import EntryForm, listed, long_text
from fanal.web.design.forms import mistake
from fanal.web.design.language import say_in


class SafetyPlanForm(EntryForm):
    """One text for each question of the list; what is not asked is left empty."""

    labels = {"review_on": "web.casework.review-on"}
    review_on = forms.DateField(required=False)

    def prepare(self) -> None:
        """Ask every question before the day of review."""
        answers = (self.row.answers or {}) if self.row else {}
        asked: dict[str, forms.Field] = {}
        for question in lists.code_list("safety-questions").items:
            asked[question.code] = long_text()
            asked[question.code].label = say_in(question.label)
            asked[question.code].widget.attrs["rows"] = 3
            self.initial.setdefault(question.code, answers.get(question.code, ""))
        self.fields = {**asked, **self.fields}

    def held(self, row: Any) -> dict[str, Any]:
        """Give the day of review; answers come with their questions."""
        return {"review_on": row.review_on}

    def values(self) -> dict[str, Any]:
        """Give the answers by question; an answer to a question that is no longer asked stays."""
        said = super().values()
        review = said.pop("review_on")
        before = (self.row.answers or {}) if self.row else {}
        answers = {code: text for code, text in {**before, **said}.items() if text}
        return {"answers": answers, "review_on": review}


class AccompanyingForm(EntryForm):
    """A child who is with the person."""

    labels = {
        "name": "web.casework.child-name",
        "born": "web.casework.child-born",
        "relation": "web.casework.child-relation",
        "needs": "web.casework.child-needs",
    }
    hints = {"name": "web.casework.child-name-hint", "needs": "web.casework.child-needs-hint"}
    name = forms.CharField(max_length=200, required=False)
    born = forms.DateField(required=False)
    relation = listed("relations")
    needs = long_text()

    def clean_born(self) -> date | None:
        """Refuse a day that has not come."""
        born: date | None = self.cleaned_data["born"]
        if born and born > timezone.localdate():
            raise mistake("web.casework.not-yet")
        return born
