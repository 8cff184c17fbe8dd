"""Signing in and out, and proving it again."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fanal.web.access.views import public, signed_in
from fanal.web.accounts.middleware import ENDED
from fanal.web.accounts.proofs import (
    CodeForm,
    PasskeyAloneForm,
    PasskeyForm,
    SignInForm,
    StepUpCodeForm,
    StepUpPasskeyForm,
)
from fanal.web.accounts.selectors import second_factors
from fanal.web.accounts.step_up import return_address

FAILED_SECONDS = 0.6
"""A failed sign-in is answered after this time, whether there is such an account or not."""


class SignInView(LoginView):
    """Address and password, or a passkey alone."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check; when it fails, the answer waits."""
        began = time.monotonic()
        response = super().post(request, *args, **kwargs)
        if not isinstance(response, HttpResponseRedirect):
            request.not_before = began + FAILED_SECONDS
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say why somebody is here again."""
        return super().get_context_data(**kwargs) | {"ended": self.request.session.pop(ENDED, False)}


class SignOutView(LogoutView):
    """Signing out."""

    template_name = "accounts/sign_out.html"


class SecondFactorView(AuthenticateView):
    """The second factor, after the password."""

    template_name = "accounts/second_factor.html"
    form_class = CodeForm
    webauthn_form_class = PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what this person has."""
        return super().get_context_data(**kwargs) | {"factors": second_factors(self.stage.login.user)}


sign_in = public(SignInView.as_view())
sign_out = public(SignOutView.as_view())
second_factor = public(SecondFactorView.as_view())
sign_in_by_passkey = public(LoginWebAuthnView.as_view(form_class=PasskeyAloneForm))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step_up(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor again, and go back to what needed it."""
    factors = second_factors(request.user)
    posted = request.POST if request.method == "POST" else None
    by_passkey = posted is not None and "credential" in posted
    code = StepUpCodeForm(None if by_passkey else posted, user=request.user)
    passkey = StepUpPasskeyForm(posted if by_passkey else None, user=request.user)
    form = passkey if by_passkey else code
    if posted is not None and form.is_valid():
        form.save()
        return HttpResponseRedirect(return_address(request))
    context = {"form": code, "webauthn_form": passkey, "factors": factors}
    if factors.passkeys:
        context["js_data"] = {"request_options": begin_authentication(request.user)}
    return render(request, "accounts/step_up.html", context)
