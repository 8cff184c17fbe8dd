"""Following the link of an invitation."""

from __future__ import annotations

import uuid
from contextlib import nullcontext

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fanal.web.access.views import public
from fanal.web.accounts import policy
from fanal.web.accounts.forms import AcceptForm
from fanal.web.accounts.invitations import account_exists, invitation_accept, invitation_find, invitation_join
from fanal.web.accounts.models import InvitationBase
from fanal.web.design.errors import Refused
from fanal.web.design.language import page_language
from fanal.web.organisations.tenancy import tenant


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str, of: uuid.UUID | None = None) -> HttpResponse:
    """Let an invited person in: with a new account, or with the one they have.

    Parameters
    ----------
    request
        What was asked.
    secret
        From the link.
    of
        The organisation that the link names; none: to administer the host.
    """
    with tenant(of) if of else nullcontext():
        found = invitation_find(secret, of)
        if found is None:
            raise Refused("web.accounts.invitation-over", status=404)
        return _with_account(request, found) if account_exists(found) else _without(request, found)


def _without(request: HttpRequest, found: InvitationBase) -> HttpResponse:
    known = (found.address or "", found.name or "")
    form = AcceptForm(request.POST or None, known=known, initial={"language": page_language()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        # Where somebody else was signed in, the invited person begins with nothing of theirs.
        logout(request)
        user = invitation_accept(found, password=said["password"], language=said["language"])
        record_authentication(request, user, method="password")
        return perform_login(request, Login(user=user, redirect_url="/"))
    return render(request, "accounts/invitation.html", {"form": form, "invitation": found})


def _with_account(request: HttpRequest, found: InvitationBase) -> HttpResponse:
    user = request.user
    own = user.is_authenticated and user.handle == found.handle
    if own and policy.has_second_factor(user) and request.method == "POST":
        invitation_join(found, user)
        return redirect("accounts.home")
    return render(request, "accounts/invitation_known.html", {"invitation": found, "own": own})
