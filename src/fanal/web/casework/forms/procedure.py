"""The form in which an organisation words a procedure."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.casework.forms.editing import EditingForm


class Wording(EditingForm):
    """The text of a procedure."""

    labels = {"text": "web.casework.procedure-text"}
    hints = {"text": "web.casework.procedure-text-hint"}
    text = forms.CharField(max_length=60_000, widget=forms.Textarea(attrs={"rows": 28}))

    def __init__(self, *args: Any, text: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": text}, **kwargs)
