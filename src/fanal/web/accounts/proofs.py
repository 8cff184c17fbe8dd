"""What people prove themselves with: allauth's forms in our words, each attempt counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
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


class _CredentialField(forms.JSONField):
    """What a browser says of a passkey: JSON, of which anybody may send any."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Read it; what is nested without end is no answer of a passkey."""
        try:
            return super().to_python(value)
        except RecursionError:
            raise get_adapter().validation_error("incorrect_code") from None

    def bound_data(self, data: Any, initial: Any) -> None:
        """Show nothing of it again."""


@contextmanager
def _as_wrong() -> Iterator[None]:
    """Take what is no answer of a passkey for a wrong one: what reads it raises anything."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise get_adapter().validation_error("incorrect_code") from None


class _Shown(Spoken):
    """Shows a passkey that there is."""

    def clean_credential(self) -> Any:
        """Check it."""
        with _as_wrong():
            return super().clean_credential()  # type: ignore[misc]


class PasskeyForm(_Shown, AuthenticateWebAuthnForm):
    """A passkey at sign-in, after the password."""

    credential = _CredentialField()


class PasskeyAloneForm(_Shown, LoginWebAuthnForm):
    """A passkey at sign-in, instead of address and password."""

    credential = _CredentialField()


class StepUpPasskeyForm(_Shown, ReauthenticateWebAuthnForm):
    """A passkey before something that needs one."""

    credential = _CredentialField()


class AppForm(_Counted, Spoken, ActivateTOTPForm):
    """The first code of an authenticator app."""

    labels = {"code": "web.accounts.first-code"}
    hints = {"code": "web.accounts.first-code-hint"}
    code = _code()


class NewPasskeyForm(Spoken, AddWebAuthnForm):
    """A new passkey: always one that proves by finger, face or PIN who holds it."""

    passwordless = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)
    name = forms.CharField(required=False, widget=forms.HiddenInput)
    credential = _CredentialField()

    def clean(self) -> dict[str, Any]:
        """Check it."""
        with _as_wrong():
            return dict(super().clean())

    def clean_passwordless(self) -> bool:
        """Accept no other kind, whatever was sent."""
        return True

    def clean_name(self) -> str:
        """Keep no words of the person."""
        return str(Authenticator.Type.WEBAUTHN)


class NewCodesForm(Spoken, GenerateRecoveryCodesForm):
    """Asks for nothing."""
