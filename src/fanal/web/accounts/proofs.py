"""What people prove themselves with: allauth's forms in our words, each attempt counted."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms

from fanal.web.accounts.identity import handle_of
from fanal.web.accounts.models import User
from fanal.web.accounts.slowing import attempt
from fanal.web.design.forms import Spoken


def _code() -> forms.CharField:
    return forms.CharField(
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


class SignInForm(Spoken, LoginForm):
    """Address and password. The address becomes a handle here, and goes no further."""

    labels = {"login": "web.accounts.address", "password": "web.accounts.password"}
    password = forms.CharField(
        max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            max_length=254,
            label=self.fields["login"].label,
            widget=forms.TextInput(
                attrs={"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, str]:
        """Say who it is by handle."""
        return {
            "username": handle_of(self.cleaned_data["login"]),
            "password": self.cleaned_data["password"],
        }

    def clean(self) -> dict[str, Any]:
        """Check both, and count the attempt."""
        if self.errors:
            return self.cleaned_data
        trying = attempt(self.request, "password", self.user_credentials()["username"])
        cleaned: dict[str, Any] = super().clean()
        trying.succeeded()
        return cleaned


class _Counted:
    """Counts attempts with a code."""

    user: User

    def clean_code(self) -> str:
        """Check the code."""
        trying = attempt(context.request, "code", self.user.handle)
        code = str(super().clean_code())  # type: ignore[misc]
        trying.succeeded()
        return code


class CodeForm(_Counted, Spoken, AuthenticateForm):
    """A code at sign-in: of an app, or a recovery code."""

    labels = {"code": "web.accounts.code"}
    hints = {"code": "web.accounts.code-hint"}
    code = _code()


class StepUpCodeForm(_Counted, Spoken, ReauthenticateForm):
    """A code before something that needs one."""

    labels = {"code": "web.accounts.code"}
    hints = {"code": "web.accounts.code-hint"}
    code = _code()


class PasskeyForm(Spoken, AuthenticateWebAuthnForm):
    """A passkey at sign-in, after the password."""


class StepUpPasskeyForm(Spoken, ReauthenticateWebAuthnForm):
    """A passkey before something that needs one."""


class AppForm(_Counted, Spoken, ActivateTOTPForm):
    """The first code of an authenticator app."""

    labels = {"code": "web.accounts.first-code"}
    hints = {"code": "web.accounts.first-code-hint"}
    code = _code()


class NewPasskeyForm(Spoken, AddWebAuthnForm):
    """A new passkey: always one that proves by finger, face or PIN who holds it."""

    passwordless = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)
    name = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_passwordless(self) -> bool:
        """Accept no other kind, whatever was sent."""
        return True

    def clean_name(self) -> str:
        """Keep no words of the person."""
        return str(Authenticator.Type.WEBAUTHN)


class NewCodesForm(Spoken, GenerateRecoveryCodesForm):
    """Asks for nothing."""
