"""Following the link of a renewal: a new password, then a new second factor."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fanal.web.access.views import public
from fanal.web.accounts.forms import NewPassword
from fanal.web.accounts.mail import mail_link
from fanal.web.accounts.models import RENEWAL_HOURS, User
from fanal.web.accounts.renewals import renewal_find, renewal_use
from fanal.web.design.errors import Refused


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: HttpRequest, secret: str) -> HttpResponse:
    """Let a person begin anew, and lead on to the second factor."""
    found = renewal_find(secret)
    if found is None:
        raise Refused("web.accounts.renewal-over", status=404)
    user = found.user
    form = NewPassword(request.POST or None, known=(user.address or "", user.name or ""))
    if request.method == "POST" and form.is_valid():
        logout(request)
        renewal_use(found, form.cleaned_data["password"])
        record_authentication(request, user, method="password")
        return perform_login(request, Login(user=user, redirect_url="/"))
    return render(request, "accounts/renewal.html", {"form": form, "address": user.address})


def renewal_shown(request: HttpRequest, path: str, user: User, back: tuple[str, str]) -> HttpResponse:
    """Show the link once. The mail says only that something waits: a mailbox alone must open nothing."""
    mailed = mail_link(user.address or "", request.build_absolute_uri("/"))
    context = {
        "link": request.build_absolute_uri(path),
        "name": user.name or "",
        "mailed": mailed,
        "hours": RENEWAL_HOURS,
        "back": back,
    }
    return render(request, "accounts/renewal_made.html", context)
