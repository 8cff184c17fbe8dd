"""The form in which an organisation words a procedure."""

from __future__ import annotations

from django import forms

from fanal.web.casework.forms.seen import SeenForm


class Wording(SeenForm):
    """The text of a procedure."""

    labels = {"text": "web.casework.procedure-text"}
    hints = {"text": "web.casework.procedure-text-hint"}
    text = forms.CharField(max_length=60_000, widget=forms.Textarea(attrs={"rows": 28}))
