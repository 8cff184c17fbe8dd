"""What is asked of whoever needs emergency access."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from fanal.web.design.forms import Form


class EmergencyForm(Form):
    """Why somebody must read now what they are not assigned to."""

    labels: ClassVar = {"reason": "web.access.reason"}
    hints: ClassVar = {"reason": "web.access.reason-hint"}

    reason = forms.CharField(min_length=10, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
