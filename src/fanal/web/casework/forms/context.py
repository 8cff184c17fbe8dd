"""Forms of a context: as what a person is in a case."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.casework.fields import DocumentForm
from fanal.web.casework.forms.editing import EditingForm
from fanal.web.casework.models import Context
from fanal.web.design.forms import Form
from fanal.web.design.language import say

ROLES = {
    Context.Role.VICTIM: "web.casework.role-victim",
    Context.Role.PERPETRATOR: "web.casework.role-perpetrator",
    Context.Role.OTHER: "web.casework.role-other",
}


class ContextForm(EditingForm, DocumentForm):
    """What is recorded of a person in a case, by the table of the role."""

    labels = {"source": "web.casework.alleged-source", "shared": "web.casework.context-shared"}
    hints = {"source": "web.casework.alleged-source-hint", "shared": "web.casework.context-shared-hint"}
    field_order = ["source"]
    source = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    shared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        self.role = Context.Role(context.role)
        tables = {
            Context.Role.VICTIM: ("victim context",),
            Context.Role.PERPETRATOR: ("perpetrator context",),
        }
        self.tables = tables.get(self.role, ())  # type: ignore[misc]
        initial = {"source": context.source, "shared": context.shared}
        super().__init__(*args, values=context.values, initial=initial, **kwargs)
        if self.role != Context.Role.PERPETRATOR:
            del self.fields["source"]

    def context_values(self, context: Context) -> dict[str, Any]:
        """Give the attributes of `Context` that were said."""
        values: dict[str, Any] = self.merged(context.coded, context.told)
        values["shared"] = self.cleaned_data["shared"]
        if "source" in self.cleaned_data:
            values["source"] = self.cleaned_data["source"]
        return values


class AddPerson(Form):
    """Another person of a case: as what, and who."""

    labels = {
        "role": "web.casework.role",
        "first": "web.casework.first-name",
        "second": "web.casework.second-name",
        "source": "web.casework.alleged-source",
    }
    hints = {"source": "web.casework.alleged-source-hint"}
    role = forms.ChoiceField(widget=forms.RadioSelect)
    first = forms.CharField(required=False, max_length=200)
    second = forms.CharField(required=False, max_length=200)
    source = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    person = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, alleged: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [role for role in ROLES if alleged or role != Context.Role.PERPETRATOR]
        self.fields["role"].choices = [(role.value, say(ROLES[role])) for role in roles]  # type: ignore[attr-defined]
        if not alleged:
            del self.fields["source"]

    def clean(self) -> dict[str, Any]:
        """Ask for the source of what is alleged, and for a name."""
        given = super().clean() or {}
        if given.get("role") == Context.Role.PERPETRATOR and not (given.get("source") or "").strip():
            self.add_error("source", say("web.casework.source-missing"))
        if not given.get("person") and not given.get("first") and not given.get("second"):
            self.add_error("first", say("web.casework.name-missing"))
        return given
