"""The form of a line of the record of processing."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.casework.forms.editing import EditingForm, held, without_row
from fanal.web.casework.models import Processing


def _lines(length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(required=required, max_length=length, widget=forms.Textarea(attrs={"rows": 3}))


class ProcessingForm(EditingForm):
    """What is done with data, why, and with whom."""

    labels = {
        "activity": "web.casework.processing-activity",
        "purpose": "web.casework.processing-purpose",
        "people": "web.casework.processing-people",
        "data": "web.casework.processing-data",
        "receivers": "web.casework.processing-receivers",
        "kept": "web.casework.processing-kept",
        "safeguards": "web.casework.processing-safeguards",
    }
    activity = forms.CharField(max_length=200)
    purpose = _lines(400, required=True)
    people = _lines(400)
    data = _lines(400)
    receivers = _lines(400)
    kept = forms.CharField(required=False, max_length=200)
    safeguards = _lines(400)

    def __init__(self, *args: Any, row: Processing | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=held(self, row), **kwargs)
        if row is None:
            without_row(self)
