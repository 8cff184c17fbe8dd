"""What allauth asks of us: its words are ours, its secrets are sealed, and nobody signs up alone."""

from __future__ import annotations

import base64
import re
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fanal.web.accounts.models import User
from fanal.web.accounts.passwords import check_password_rule
from fanal.web.design.language import say
from fanal.web.keys.host import host_open, host_seal

_PURPOSE = "second-factor"


def _mistake(code: str) -> ValidationError:
    said = {
        "username_password_mismatch": "web.accounts.sign-in-wrong",
        "incorrect_code": "web.accounts.code-wrong",
        "cannot_generate_recovery_codes": "web.accounts.second-factor-first",
    }
    return ValidationError(say(said.get(code, "web.accounts.not-done")), code=code)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: whoever comes was invited."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Say what is wrong in our words."""
        return _mistake(code)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Do nothing here: `slowing` counts, by handle and device, and before the password is looked at."""

    def clean_password(self, password: str, user: Any = None) -> str:
        """Check a new password."""
        check_password_rule(password, *((user.address or "", user.name or "") if user else ()))
        return password

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done, where we have words for it; signing in and out say nothing."""
        said = {
            "mfa/messages/totp_activated.txt": "web.accounts.app-added",
            "mfa/messages/webauthn_added.txt": "web.accounts.passkey-added",
        }.get(message_template or "")
        if said or message:
            messages.add_message(request, level, say(said) if said else str(message))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Answer an account that is closed as one that does not exist."""
        return HttpResponseRedirect(reverse("account_login"))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Offer our own step-up, where a password is never enough."""
        return [{"id": "mfa_reauthenticate", "url": reverse("mfa_reauthenticate")}]

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: mail says that something waits, and operations sends it."""


class MfaAdapter(DefaultMFAAdapter):
    """Second factors."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Say what is wrong in our words."""
        return _mistake(code)

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key of the host."""
        return base64.b64encode(host_seal(_PURPOSE, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return host_open(_PURPOSE, base64.b64decode(encrypted_text)).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Name it by its kind: a name in a person's own words would stand in the clear."""
        return str(type)

    def get_totp_issuer(self) -> str:
        """Say little on a telephone that others may look at."""
        return "Fanal"

    def get_totp_label(self, user: User) -> str:
        """Neither name nor address: the telephone and its copies keep this."""
        return user.pk.hex[:6]

    def build_totp_svg(self, url: str) -> str:
        """Draw the code on white: cameras cannot read black on a dark page."""
        drawn = str(super().build_totp_svg(url))
        return re.sub(r"(<svg[^>]*>)", r'\1<rect width="100%" height="100%" fill="#fff"/>', drawn, count=1)

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Name the account of a passkey so that its keeper, often a cloud, learns no name."""
        label = f"Fanal {user.pk.hex[:6]}"
        return {"id": user.pk.hex.encode(), "display_name": label, "name": label}
