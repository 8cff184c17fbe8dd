"""What accounts hear: somebody signed in or out, a second factor came or went, keys were locked."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from fanal.web.accounts.models import User
from fanal.web.accounts.policy import SECOND_FACTORS
from fanal.web.accounts.services import language_choose, sessions_end_of_organisation
from fanal.web.accounts.sessions import KEY, session_begin, session_end
from fanal.web.accounts.telling import tell
from fanal.web.design.signals import language_chosen
from fanal.web.keys.signals import locked


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    session_begin(request, user)
    request.remember_device = user.handle


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None and (said := request.session.get(KEY)):
        session_end(user.pk, uuid.UUID(said))


@receiver(authenticator_added)
def _added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type in SECOND_FACTORS:
        # It was used just now, to set it up.
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        tell("accounts.second-factor-added", user=user.pk, details={"kind": authenticator.type})


@receiver(authenticator_removed)
def _removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    tell("accounts.second-factor-removed", user=user.pk, details={"kind": authenticator.type})


@receiver(authenticator_reset)
def _reset(user: User, **_: Any) -> None:
    tell("accounts.recovery-codes-renewed", user=user.pk)


@receiver(authentication_failed)
def _failed(user: User, authenticator: Authenticator, **_: Any) -> None:
    tell("accounts.second-factor-failed", user=user.pk, details={"kind": authenticator.type})


@receiver(locked)
def _locked(organisation: uuid.UUID, **_: Any) -> None:
    sessions_end_of_organisation(organisation)


@receiver(language_chosen)
def _language_chosen(user: User, language: str, **_: Any) -> None:
    language_choose(user, language)
