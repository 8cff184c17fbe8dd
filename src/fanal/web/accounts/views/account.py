"""One's own account: name, language, password, where one is signed in; and where to go from here."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.views import signed_in
from fanal.web.accounts import beginnings
from fanal.web.accounts.forms import PasswordForm, ProfileForm
from fanal.web.accounts.selectors import roles_named, second_factors
from fanal.web.accounts.services import (
    own_session_end,
    own_sessions_end_others,
    password_change,
    profile_change,
    single_keys_choose,
)
from fanal.web.accounts.sessions import KEY, own_sessions, sessions_end_others
from fanal.web.accounts.slowing import attempt
from fanal.web.accounts.step_up import needs_step_up
from fanal.web.accounts.views.marks import in_organisation
from fanal.web.accounts.waiting import count_anew
from fanal.web.design.language import say
from fanal.web.organisations.selectors import belongings


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead into the one organisation of a person, or let them choose."""
    found = belongings(request.user.pk)
    host = request.user.is_host_administrator
    if len(found) == 1 and not host:
        return redirect("accounts.organisation", organisation=found[0].organisation.slug)
    if not found and host:
        return redirect("accounts.organisations")
    return render(request, "accounts/home.html", {"belongings": found, "host": host})


@signed_in
@require_safe
def organisation_home(request: HttpRequest) -> HttpResponse:
    """Show where one is and as what, what waits, and where to begin."""
    context = {
        "roles": roles_named(request.belonging.membership.roles),
        "waiting": count_anew(request),
        "beginnings": beginnings.beginnings(actor_of(request), request.belonging.organisation.slug),
    }
    return render(request, "accounts/organisation.html", context)


@in_organisation
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show and change one's own account."""
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        profile_change(user, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
        messages.success(request, say("web.accounts.saved"))
        return redirect("accounts.account")
    context = {
        "form": form,
        "address": user.address,
        "belongings": belongings(user.pk),
        "factors": second_factors(user),
    }
    return render(request, "accounts/account.html", context)


@signed_in
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Turn the keys that work by themselves on or off, and go back to the page."""
    single_keys_choose(request.user, request.POST.get("single") == "on")
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("accounts.account")


@in_organisation
@signed_in
@needs_step_up
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; all other browsers are signed out."""
    trying = attempt(request, "password-change", request.user.handle) if request.method == "POST" else None
    form = PasswordForm(request.POST or None, user=request.user)
    if trying and form.is_valid():
        trying.succeeded()
        password_change(request.user, form.cleaned_data["password"])
        update_session_auth_hash(request, request.user)
        sessions_end_others(request.user.pk, request.session.get(KEY))
        messages.success(request, say("web.accounts.password-changed"))
        return redirect("accounts.account")
    return render(request, "accounts/password.html", {"form": form, "address": request.user.address})


@in_organisation
@signed_in
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List where one is signed in."""
    context = {"sessions": own_sessions(request.user.pk), "own": request.session.get(KEY)}
    return render(request, "accounts/sessions.html", context)


@signed_in
@require_POST
def session_end_one(request: HttpRequest, sign_in: uuid.UUID) -> HttpResponse:
    """Sign one browser out."""
    own_session_end(request.user.pk, sign_in)
    return redirect("accounts.sessions")


@signed_in
@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign all other browsers out."""
    own_sessions_end_others(request.user.pk, request.session.get(KEY))
    return redirect("accounts.sessions")
