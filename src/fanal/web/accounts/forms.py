"""What people fill in about themselves and each other."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from fanal.web.access.roles import roles
from fanal.web.accounts.identity import handle_of
from fanal.web.accounts.models import User
from fanal.web.accounts.passwords import LENGTH, check_password_rule
from fanal.web.accounts.selectors import people
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_in, spoken
from fanal.web.organisations.models import Organisation

_NAME, _ADDRESS = 120, 254
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
"""Categories of Unicode."""


def _plain(value: str) -> None:
    """Refuse what is not seen: two addresses would look the same, or a mail have a second line."""
    if any(unicodedata.category(one) in _UNSEEN for one in value):
        raise ValidationError("", code="null_characters_not_allowed")


def _address() -> forms.CharField:
    return forms.CharField(
        max_length=_ADDRESS, validators=[_plain], widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def _new_password() -> forms.CharField:
    return forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPassword(Form):
    """A new password, twice."""

    labels = {"password": "web.accounts.new-password", "again": "web.accounts.password-again"}
    password = _new_password()
    again = _new_password()

    def __init__(self, *args: Any, known: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["password"].help_text = say("web.accounts.password-hint", n=LENGTH)

    def clean_password(self) -> str:
        """Check the rule."""
        password = str(self.cleaned_data["password"])
        check_password_rule(password, *self.known)
        return password

    def clean_again(self) -> str:
        """Compare the two."""
        if "password" in self.cleaned_data and self.cleaned_data["again"] != self.cleaned_data["password"]:
            raise mistake("web.accounts.passwords-differ")
        return str(self.cleaned_data["again"])


class AcceptForm(NewPassword):
    """What somebody who was invited chooses."""

    labels = {**NewPassword.labels, "language": "web.accounts.language"}
    language = forms.ChoiceField()
    field_order = ("language", "password", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(spoken().items())


class PasswordForm(NewPassword):
    """The password there is, and a new one."""

    labels = {**NewPassword.labels, "current": "web.accounts.current-password"}
    current = forms.CharField(
        max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("current", "password", "again")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, known=(user.address or "", user.name or ""), **kwargs)
        self.user = user

    def clean_current(self) -> str:
        """Check the password there is."""
        if not self.user.check_password(self.cleaned_data["current"]):
            raise mistake("web.accounts.current-password-wrong")
        return str(self.cleaned_data["current"])


class ProfileForm(Form):
    """What a person is called, and their language."""

    labels = {"name": "web.accounts.name", "language": "web.accounts.language"}
    hints = {"name": "web.accounts.name-hint"}
    name = forms.CharField(max_length=_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(spoken().items())


class RolesForm(Form):
    """What somebody is in an organisation."""

    labels = {"roles": "web.accounts.roles"}
    roles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.name, say_in(role)) for role in roles().of_organisations()]


class InviteForm(RolesForm):
    """Whom to invite, and as what."""

    labels = {**RolesForm.labels, "name": "web.accounts.name", "address": "web.accounts.address"}
    hints = {"address": "web.accounts.address-hint"}
    name = forms.CharField(max_length=_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    address = _address()
    field_order = ("name", "address", "roles")

    def clean_address(self) -> str:
        """Invite nobody who is here."""
        address = str(self.cleaned_data["address"])
        handle = handle_of(address)
        if any(one.user.handle == handle and one.membership.ended_at is None for one in people()):
            raise mistake("web.accounts.works-here-already")
        return address


class PseudonymForm(Form):
    """How partners see somebody."""

    labels = {"pseudonym": "web.accounts.pseudonym"}
    hints = {"pseudonym": "web.accounts.pseudonym-hint"}
    pseudonym = forms.CharField(max_length=80, required=False)


class AdministratorForm(Form):
    """Who will administer an organisation."""

    labels = {"administrator": "web.accounts.first-administrator", "address": "web.accounts.address"}
    hints = {"address": "web.accounts.address-hint"}
    administrator = forms.CharField(max_length=_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    address = _address()


class OrganisationForm(AdministratorForm):
    """A new organisation, and who will administer it."""

    labels = {
        **AdministratorForm.labels,
        "name": "web.accounts.organisation-name",
        "slug": "web.accounts.organisation-slug",
    }
    hints = {**AdministratorForm.hints, "slug": "web.accounts.organisation-slug-hint"}
    name = forms.CharField(max_length=200)
    slug = forms.CharField(max_length=60)
    field_order = ("name", "slug", "administrator", "address")

    def clean_slug(self) -> str:
        """Take letters, figures and hyphens, once on this host."""
        slug = slugify(self.cleaned_data["slug"])
        if not slug:
            raise mistake("web.accounts.organisation-slug-empty")
        if Organisation.objects.filter(slug=slug).exists():
            raise mistake("web.accounts.organisation-slug-taken")
        return slug


class RenewForm(Form):
    """Whose access is renewed."""

    labels = {"address": "web.accounts.address"}
    address = _address()
