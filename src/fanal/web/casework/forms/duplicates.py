"""The form that asks of rows of a file who their person is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from fanal.web.casework.selectors.duplicates import Asked
from fanal.web.design.forms import Form
from fanal.web.design.language import say

_WHO = "who-"


class DecideForm(Form):
    """Who the persons of some rows are."""

    base_fields: dict[str, forms.Field]

    def __init__(self, *args: Any, asked: Sequence[Asked], **kwargs: Any) -> None:
        self.base_fields = {
            f"{_WHO}{one.mark}": forms.ChoiceField(
                required=False,
                label=say("web.casework.import-who", row=one.number, who=one.who),
                choices=one.choices,
                initial=one.said,
                widget=forms.RadioSelect,
            )
            for one in asked
        }
        super().__init__(*args, **kwargs)

    def decided(self) -> dict[str, str]:
        """Give what was said, by the marks of rows."""
        return {name.removeprefix(_WHO): said for name, said in self.cleaned_data.items() if said}
