"""The host's administrator: which organisations there are. No page here shows anything of theirs."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.views import for_host_administrators
from fanal.web.accounts.forms import AdministratorForm, OrganisationForm
from fanal.web.accounts.invitations import invite_first_administrator
from fanal.web.accounts.services import organisation_close, organisation_create
from fanal.web.accounts.step_up import needs_step_up
from fanal.web.accounts.views.people import link_shown
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.selectors import organisations


@for_host_administrators
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """List the organisations."""
    return render(request, "accounts/organisations.html", {"organisations": organisations()})


@for_host_administrators
@needs_step_up
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Create an organisation, and show the link of its first administrator once."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        _, invited = organisation_create(**said)
        return link_shown(request, invited.path, said["administrator"], said["address"])
    return render(request, "accounts/organisation_new.html", {"form": form})


@for_host_administrators
@needs_step_up
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_administrator(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Invite an administrator again, where the first link was lost."""
    found = get_object_or_404(Organisation, pk=organisation_id, closed_at=None)
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        invited = invite_first_administrator(found.pk, name=said["administrator"], address=said["address"])
        return link_shown(request, invited.path, said["administrator"], said["address"])
    return render(request, "accounts/organisation_administrator.html", {"form": form, "found": found})


@for_host_administrators
@needs_step_up
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_end(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Ask once more, and close an organisation."""
    found = get_object_or_404(Organisation, pk=organisation_id, closed_at=None)
    if request.method == "POST":
        organisation_close(found)
        return redirect("accounts.organisations")
    return render(request, "accounts/organisation_close.html", {"found": found})
