"""Forms speak our words: labels, hints, and every error that Django knows."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

import pytest
from django import forms
from django.contrib.auth import password_validation
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import fields as model_fields
from django.template import engines
from django.utils.translation import override

from fanal.web.design.errors_of_fields import said_again
from fanal.web.design.forms import Form, ModelForm, Spoken
from fanal.web.design.living import ExampleForm
from fanal.web.organisations.models import Organisation


class Everything(Form):
    labels: ClassVar = dict.fromkeys(
        ("text", "number", "day", "mail", "one", "some"), "web.design.example-code"
    )
    text = forms.CharField(max_length=3, min_length=2)
    number = forms.IntegerField(max_value=9)
    day = forms.DateField()
    mail = forms.EmailField()
    one = forms.ChoiceField(choices=[("a", "A")])
    some = forms.MultipleChoiceField(choices=[("a", "A")])


def errors(language: str, **data: Any) -> dict[str, list[str]]:
    with override(language):
        form = Everything(data)
        return {name: list(form.errors.get(name, [])) for name in form.fields}


@pytest.mark.parametrize(
    ("language", "name", "value", "said"),
    [
        ("en", "text", "", "“Case number” is missing: fill it in."),
        ("fr", "text", "", "« Numéro de dossier » n’est pas rempli : renseignez ce champ."),
        ("en", "text", "abcd", "“Case number” holds 4 characters: shorten it to 3."),
        ("en", "text", "a", "“Case number” holds 1 character: it needs 2 or more."),
        ("en", "number", "x", "“Case number”: enter a whole number."),
        ("en", "number", "10", "“Case number”: enter 9 or less."),
        ("fr", "day", "32", "« Numéro de dossier » : saisissez une date qui existe."),
        ("en", "mail", "x", "“Case number”: enter an address such as name@example.org."),
        ("en", "one", "", "“Case number”: choose an answer."),
        ("en", "one", "b", "“Case number”: choose from the list. What was chosen is no longer in it."),
        ("en", "some", "", "“Case number”: choose at least one answer."),
    ],
)
def test_an_error_says_how_to_mend_it_with_the_words_of_the_label(
    language: str, name: str, value: str, said: str
) -> None:
    assert errors(language, **{name: value})[name] == [
        said.replace("« ", "«\xa0").replace(" »", "\xa0»").replace(" :", "\xa0:")
    ]


def test_the_value_is_not_said_back() -> None:
    said = errors("en", text="Amina", number="Amina", mail="Amina", one="Amina")
    assert "Amina" not in str(said)


COMPOSITE = (forms.Field, forms.MultiValueField)
FIELDS = [
    kind
    for kind in vars(forms).values()
    if inspect.isclass(kind) and issubclass(kind, forms.Field) and kind not in COMPOSITE
]


def codes() -> set[str]:
    """Every code that a field, a validator or a column of Django refuses with."""
    found = {
        code
        for kind in FIELDS
        for base in kind.__mro__
        for code in getattr(base, "default_error_messages", {})
    }
    columns = [
        kind
        for kind in vars(model_fields).values()
        if inspect.isclass(kind) and issubclass(kind, models.Field)
    ]
    found |= {
        code
        for kind in columns
        for base in kind.__mro__
        for code in getattr(base, "default_error_messages", {})
    }
    checks = [kind for kind in vars(validators).values() if inspect.isclass(kind) and hasattr(kind, "code")]
    found |= {kind.code for kind in checks if isinstance(kind.code, str)}
    found |= {code for kind in checks for code in getattr(kind, "messages", {})}
    return found


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_error_of_django_is_said_in_our_words(code: str) -> None:
    django = ValidationError(
        "Django says %(limit_value)s", code=code, params={"limit_value": 3, "show_value": 4}
    )
    assert said_again(django, "Name", forms.CharField()).messages[0] != "Django says 3"


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_field_says_what_it_wants(kind: type[forms.Field]) -> None:
    """An unreadable value is told in words that fit the kind of field, not by the last resort."""
    if "invalid" in getattr(kind, "default_error_messages", {}):
        said = said_again(ValidationError("x", code="invalid"), "Name", kind.__new__(kind)).messages[0]
        assert "was not understood" not in said


@pytest.mark.parametrize(
    ("validator", "password", "begins"),
    [
        (password_validation.MinimumLengthValidator(12), "short", "The password is short: use 12"),
        (password_validation.CommonPasswordValidator(), "password", "Many people use this password"),
        (password_validation.NumericPasswordValidator(), "93847561", "The password holds figures only"),
    ],
)
def test_passwords_are_refused_in_our_words(validator: Any, password: str, begins: str) -> None:
    class Password(Form):
        password = forms.CharField()

        def clean_password(self) -> None:
            validator.validate(self.cleaned_data["password"])

    assert Password({"password": password}).errors["password"][0].startswith(begins)


@pytest.mark.django_db
def test_a_form_of_a_model_and_of_a_library_speak_too() -> None:
    class OfModel(ModelForm):
        labels: ClassVar = {"slug": "web.design.example-code"}

        class Meta:
            model = Organisation
            fields = ("name", "slug")

    Organisation.objects.create(name="Harbour", slug="harbour")
    form = OfModel({"name": "Harbour", "slug": "harbour"})
    assert form.errors["slug"] == ["“Case number” is used already: choose another."]

    class Foreign(forms.Form):
        name = forms.CharField()

    class Ours(Spoken, Foreign):
        labels: ClassVar = {"name": "web.design.example-name"}

    assert Ours({}).errors["name"] == ["“Name” is missing: fill it in."]


def test_a_label_is_looked_up_when_the_form_is_shown() -> None:
    for language, label in (("en", "Case number"), ("fr", "Numéro de dossier")):
        with override(language):
            assert ExampleForm()["code"].label == label


def test_a_field_is_tied_to_its_hint_and_its_error() -> None:
    form = ExampleForm({"code": "24-0000"})
    drawn = engines["django"].from_string("{% field form.code %}").render({"form": form})
    assert 'aria-describedby="id_code_hint id_code_error"' in drawn
    assert 'id="id_code_hint"' in drawn and 'id="id_code_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'value="24-0000"' in drawn, "never clear a field"


def test_what_somebody_typed_is_escaped() -> None:
    form = ExampleForm({"code": "<script>"})
    drawn = engines["django"].from_string("{% form_body form %}").render({"form": form})
    assert "<script>" not in drawn and "&lt;script&gt;" in drawn


def test_a_list_does_not_answer_by_itself() -> None:
    drawn = engines["django"].from_string("{% field form.role %}").render({"form": ExampleForm()})
    assert drawn.index('<option value="" selected>Choose…</option>') < drawn.index('value="yes"')
