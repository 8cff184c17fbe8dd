"""A form for a row that somebody else may change meanwhile: what both wrote is shown, and nothing is lost."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.casework.models.documents import Kept
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say_date


class SeenForm(Form):
    """Carries the version that was shown.

    Attributes
    ----------
    now
        Label and value of what stands there now and differs from what was typed, after `changed_meanwhile`.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    now: list[tuple[str, str]]
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = []

    @property
    def version(self) -> int:
        """Give the version that was shown; 0: there was no row."""
        return self.cleaned_data["seen"] or 0

    @property
    def said(self) -> dict[str, Any]:
        """Give what was filled in, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def changed_meanwhile(self, row: Kept) -> None:
        """Show what stands there now; sent once more, what was typed takes its place."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(row.version)
        typed = self.said
        for name, field in self.fields.items():
            there = getattr(row, name, None)
            if name in typed and there != typed[name] and there not in (None, ""):
                self.now.append((str(field.label), say_date(there) if not isinstance(there, str) else there))
        self.add_error(None, mistake("web.casework.governance-changed-meanwhile"))
