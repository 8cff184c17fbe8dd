"""What is asked for a new token."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.access.roles import roles
from fanal.web.api.services import LONGEST_DAYS, possible_scopes
from fanal.web.design.forms import Form
from fanal.web.design.language import current_language


class NewToken(Form):
    """A token to be made."""

    labels = {"name": "web.api.name", "scopes": "web.api.scopes", "days": "web.api.days"}
    hints = {"name": "web.api.name-hint", "scopes": "web.api.scopes-hint", "days": "web.api.days-hint"}
    name = forms.CharField(max_length=80)
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(min_value=1, max_value=LONGEST_DAYS, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions, language = roles().actions, current_language()
        choices = [(name, actions[name].in_(language)) for name in sorted(possible_scopes())]
        self.fields["scopes"].choices = choices
