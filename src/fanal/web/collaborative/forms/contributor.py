"""Forms about a contributor: who it is, what it agrees to, what could go wrong."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from fanal.web.collaborative import lists
from fanal.web.collaborative.assessing import questions
from fanal.web.collaborative.sharing import offered_fields
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_in
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.selectors import organisations
from fanal.web.organisations.tenancy import current_organisation


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ContributorForm(Form):
    """Who contributes."""

    labels: ClassVar = {
        "name": "web.collaborative.contributor-name",
        "member": "web.collaborative.contributor-member",
        "contact": "web.collaborative.contributor-contact",
    }
    hints: ClassVar = {
        "name": "web.collaborative.contributor-name-hint",
        "member": "web.collaborative.contributor-member-hint",
    }
    name = forms.CharField(max_length=200)
    member = forms.SlugField(max_length=60, required=False)
    contact = forms.CharField(max_length=400, required=False)

    def clean_member(self) -> Organisation | None:
        """Find the organisation by its name in addresses: no list of all of them is shown to a hub."""
        slug = self.cleaned_data["member"]
        if not slug:
            return None
        found = organisations().filter(slug=slug, closed_at=None).exclude(pk=current_organisation()).first()
        if found is None:
            raise mistake("web.collaborative.contributor-member-unknown")
        return found


class AgreementForm(Form):
    """What may be shared, for what, until when."""

    labels: ClassVar = {
        "purpose": "web.collaborative.agreement-purpose",
        "kinds": "web.collaborative.agreement-kinds",
        "fields_": "web.collaborative.agreement-fields",
        "valid_from": "web.collaborative.agreement-from",
        "valid_until": "web.collaborative.agreement-until",
        "language": "web.collaborative.agreement-language",
        "text": "web.collaborative.agreement-text",
    }
    hints: ClassVar = {
        "fields_": "web.collaborative.agreement-fields-hint",
        "valid_until": "web.collaborative.agreement-until-hint",
        "text": "web.collaborative.agreement-text-hint",
    }
    purpose = forms.ChoiceField()
    kinds = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    fields_ = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    valid_from = forms.DateField(widget=_day(), initial=timezone.localdate)
    valid_until = forms.DateField(widget=_day(), required=False)
    language = forms.ChoiceField(choices=(("en", "English"), ("fr", "Français")))
    text = forms.CharField(max_length=40_000, required=False, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = lists.choices("sharing-purposes")
        self.fields["kinds"].choices = lists.choices("contribution-kinds")
        self.fields["fields_"].choices = [(one.name, say_in(one.label)) for one in offered_fields()]

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        given = super().clean() or {}
        begins, ends = given.get("valid_from"), given.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", mistake("web.collaborative.agreement-ends-before"))
        return given

    def said(self) -> dict[str, Any]:
        """Give what is said, as `services.agreement` takes it."""
        given = dict(self.cleaned_data)
        given["fields"] = given.pop("fields_")
        return given


class SignForm(Form):
    """Who signs."""

    labels: ClassVar = {
        "name": "web.collaborative.sign-name",
        "read": "web.collaborative.sign-read",
    }
    hints: ClassVar = {"name": "web.collaborative.sign-name-hint"}
    name = forms.CharField(max_length=200)
    read = forms.BooleanField()


class PaperForm(Form):
    """Who signed on paper."""

    labels: ClassVar = {"name": "web.collaborative.sign-name"}
    hints: ClassVar = {"name": "web.collaborative.sign-paper-hint"}
    name = forms.CharField(max_length=200)


class AssessmentForm(Form):
    """The questions of an impact assessment."""

    labels: ClassVar = {"review_on": "web.collaborative.assessment-review-on"}
    hints: ClassVar = {"review_on": "web.collaborative.assessment-review-on-hint"}
    review_on = forms.DateField(widget=_day(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in questions():
            self.fields[one.code] = forms.CharField(
                label=say_in(one.question),
                help_text=say_in(one.hint),
                required=False,
                max_length=8000,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": say("web.collaborative.assessment-unanswered")},
            )
        self.order_fields([one.code for one in questions()])

    def answers(self) -> dict[str, str]:
        """Give the answers by question."""
        return {one.code: self.cleaned_data[one.code] for one in questions()}
