"""The host's administrators: who they are, and whose access they renew."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.views import for_host_administrators
from fanal.web.accounts.forms import RenewForm
from fanal.web.accounts.models import User
from fanal.web.accounts.policy import may_end_host_administrator
from fanal.web.accounts.renewals import renew_as_host, user_of
from fanal.web.accounts.selectors import host_administrators
from fanal.web.accounts.services import host_administrator_end
from fanal.web.accounts.step_up import needs_step_up
from fanal.web.accounts.views.renewal import renewal_shown
from fanal.web.design.errors import Refused
from fanal.web.design.forms import mistake


@for_host_administrators
@require_safe
def administrator_list(request: HttpRequest) -> HttpResponse:
    """List who administers the host."""
    found = [(one, may_end_host_administrator(one, request.user.pk)) for one in host_administrators()]
    return render(request, "accounts/host_administrators.html", {"administrators": found})


@for_host_administrators
@needs_step_up
@require_http_methods(["GET", "HEAD", "POST"])
def administrator_end(request: HttpRequest, user: uuid.UUID) -> HttpResponse:
    """Ask once more, and let somebody no longer administer the host."""
    found = get_object_or_404(User, pk=user, is_host_administrator=True)
    decision = may_end_host_administrator(found, request.user.pk)
    if not decision:
        raise Refused(decision.reason, status=403)
    if request.method == "POST":
        host_administrator_end(found.pk)
        return redirect("accounts.host-administrators")
    return render(request, "accounts/host_administrator_end.html", {"found": found})


@for_host_administrators
@needs_step_up
@require_http_methods(["GET", "HEAD", "POST"])
def access_renew(request: HttpRequest) -> HttpResponse:
    """Renew the access of whoever signs in with an address: nobody's name is shown to choose from."""
    form = RenewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = user_of(form.cleaned_data["address"])
        if user is None:
            form.add_error("address", mistake("web.accounts.renew-nobody"))
        else:
            back = reverse("accounts.host-administrators"), "web.accounts.host-administrators"
            return renewal_shown(request, renew_as_host(user), user, back)
    return render(request, "accounts/renew_as_host.html", {"form": form})
