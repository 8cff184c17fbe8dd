"""Forms of retention: how long a category is kept, and what is decided at a review."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.forms.editing import EditingForm, held
from fanal.web.casework.models import RetentionReview, RetentionRule
from fanal.web.design.forms import mistake


class Rule(EditingForm):
    """How long, and why."""

    labels = {"months": "web.casework.retention-months", "legal_ground": "web.casework.retention-ground"}
    hints = {
        "months": "web.casework.retention-months-hint",
        "legal_ground": "web.casework.retention-ground-hint",
    }
    months = forms.IntegerField(min_value=1, max_value=600)
    legal_ground = forms.CharField(max_length=200)

    def __init__(self, *args: Any, row: RetentionRule | None, months: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"months": months, **held(self, row)}, **kwargs)


class Review(EditingForm):
    """Kept until another day with a reason, or erased."""

    labels = {
        "decision": "web.casework.retention-decision",
        "until": "web.casework.retention-until",
        "reason": "web.casework.retention-reason",
        "sure": "web.casework.retention-sure",
    }
    hints = {
        "until": "web.casework.retention-until-hint",
        "reason": "web.casework.retention-reason-hint",
    }
    decision = forms.ChoiceField(widget=forms.RadioSelect)
    until = forms.DateField(required=False)
    reason = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = lists.choices("retention-decisions")

    @property
    def erases(self) -> bool:
        """Whether the data are to be erased."""
        return bool(self.cleaned_data.get("decision") == RetentionReview.Decision.ERASED)

    def clean(self) -> dict[str, Any]:
        """Ask for what the decision needs."""
        said = super().clean() or self.cleaned_data
        if said.get("decision") == RetentionReview.Decision.KEPT:
            self._for_keeping(said.get("until"), said.get("reason", ""))
        if self.erases and not said.get("sure"):
            self.add_error("sure", mistake("web.casework.retention-say-sure"))
        return said

    def _for_keeping(self, until: date | None, reason: str) -> None:
        if "until" not in self.errors and (until is None or until <= timezone.localdate()):
            self.add_error("until", mistake("web.casework.retention-until-later"))
        if not reason:
            self.add_error("reason", mistake("web.casework.retention-say-why"))
