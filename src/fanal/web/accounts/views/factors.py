"""Setting up second factors, and recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.views import signed_in
from fanal.web.accounts import policy
from fanal.web.accounts.models import User
from fanal.web.accounts.policy import SECOND_FACTORS, may_remove_second_factor
from fanal.web.accounts.proofs import AppForm, NewCodesForm, NewPasskeyForm
from fanal.web.accounts.selectors import second_factors
from fanal.web.accounts.step_up import View, needs_step_up, stepped_up
from fanal.web.accounts.views.marks import before_second_factor, in_organisation
from fanal.web.design.errors import Refused


def _unless_first(view: View) -> View:
    """Ask for the second factor before another is added; whoever has none yet could not give it."""
    asked = needs_step_up(view)

    def first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (asked if policy.has_second_factor(request.user) else view)(request, *args, **kwargs)

    return first  # type: ignore[return-value]


class AddAppView(ActivateTOTPView):
    """An authenticator app."""

    template_name = "accounts/add_app.html"
    form_class = AppForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Write the secret in groups that one can read aloud."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context | {"secret": groups, "first": not policy.has_second_factor(self.request.user)}

    def form_valid(self, form: AppForm) -> HttpResponse:
        """Add it; the code that showed that it works is used up."""
        response: HttpResponse = super().form_valid(form)
        app = second_factors(self.request.user).app
        if app:
            app.wrap().validate_code(form.cleaned_data["code"])
        return response


class AddPasskeyView(AddWebAuthnView):
    """A passkey."""

    template_name = "accounts/add_passkey.html"
    form_class = NewPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether it is the first."""
        return super().get_context_data(**kwargs) | {"first": not policy.has_second_factor(self.request.user)}


class RecoveryCodesView(ViewRecoveryCodesView):
    """Recovery codes: shown once, to print."""

    template_name = "accounts/recovery_codes.html"


class NewRecoveryCodesView(GenerateRecoveryCodesView):
    """New recovery codes; the old ones end."""

    template_name = "accounts/new_recovery_codes.html"
    form_class = NewCodesForm


@in_organisation
@before_second_factor
@signed_in
@require_safe
def factors(request: HttpRequest) -> HttpResponse:
    """Show the second factors of the person who asks; for whoever has none, the way to one."""
    found = second_factors(request.user)
    return render(request, "accounts/factors.html", {"factors": found, "stepped_up": stepped_up(request)})


@before_second_factor
@signed_in
@_unless_first
def add_app(request: HttpRequest) -> HttpResponseBase:
    """Set up an authenticator app; there is one at most."""
    if second_factors(request.user).app:
        return redirect("mfa_index")
    return AddAppView.as_view()(request)


add_passkey = before_second_factor(signed_in(_unless_first(AddPasskeyView.as_view())))
recovery_codes = signed_in(needs_step_up(RecoveryCodesView.as_view()))
new_recovery_codes = signed_in(needs_step_up(NewRecoveryCodesView.as_view()))


@signed_in
@needs_step_up
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a second factor away, unless it is the last."""
    if request.method == "POST":
        # Two that are taken away at the same moment: the second waits, and is refused.
        User.objects.select_for_update().get(pk=request.user.pk)
    factor = get_object_or_404(Authenticator, pk=pk, user=request.user, type__in=SECOND_FACTORS)
    decision = may_remove_second_factor(request.user)
    if not decision:
        raise Refused(
            decision.reason, status=403, way_on=(reverse("mfa_index"), "web.accounts.second-factors")
        )
    if request.method == "POST":
        delete_and_cleanup(request, factor)
        return HttpResponseRedirect(reverse("mfa_index"))
    return render(request, "accounts/remove_factor.html", {"factor": factor})
