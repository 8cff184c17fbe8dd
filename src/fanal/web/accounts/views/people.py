"""Who works for an organisation: its administrator's pages."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.accounts.forms import InviteForm, PseudonymForm, RolesForm
from fanal.web.accounts.invitations import invitation_withdraw, invite
from fanal.web.accounts.mail import mail_link
from fanal.web.accounts.renewals import renew_here
from fanal.web.accounts.selectors import invitations_open, member, people
from fanal.web.accounts.services import membership_end, pseudonym_set, roles_change
from fanal.web.accounts.views.renewal import renewal_shown
from fanal.web.organisations.models import Membership


@requires("people.read")
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """List who works here; invitations only for whoever may invite."""
    actor = actor_of(request)
    invites = may(actor, "people.invite").allowed
    context = {
        "people": people(),
        "invitations": invitations_open() if invites else [],
        "invites": invites,
        "changes": may(actor, "people.change-roles").allowed,
        "renews": may(actor, "people.renew-access").allowed,
        "ends": may(actor, "people.end").allowed,
    }
    return render(request, "accounts/people.html", context)


@requires("people.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def people_invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown this once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = invite(name=said["name"], address=said["address"], roles=said["roles"])
        return link_shown(request, made.path, said["name"], said["address"])
    return render(request, "accounts/invite.html", {"form": form})


def link_shown(request: HttpRequest, path: str, name: str, address: str) -> HttpResponse:
    """Show the link of an invitation, and mail it where that is set up."""
    link = request.build_absolute_uri(path)
    context = {"link": link, "name": name, "mailed": mail_link(address, link)}
    return render(request, "accounts/invited.html", context)


@requires("people.invite")
@require_POST
def invitation_end(request: HttpRequest, invitation: uuid.UUID) -> HttpResponse:
    """Withdraw an invitation."""
    invitation_withdraw(invitation)
    return _back(request)


@requires("people.change-roles")
@require_http_methods(["GET", "HEAD", "POST"])
def people_roles(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """Change what somebody is here."""
    found = _member(membership)
    form = RolesForm(request.POST or None, initial={"roles": found.roles})
    if request.method == "POST" and form.is_valid():
        roles_change(found, form.cleaned_data["roles"])
        return _back(request)
    return render(request, "accounts/roles.html", {"form": form, "member": found})


@requires("people.set-pseudonym")
@require_http_methods(["GET", "HEAD", "POST"])
def people_pseudonym(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """Say how partners see somebody."""
    found = _member(membership)
    form = PseudonymForm(request.POST or None, initial={"pseudonym": found.pseudonym})
    if request.method == "POST" and form.is_valid():
        pseudonym_set(found, form.cleaned_data["pseudonym"])
        return _back(request)
    return render(request, "accounts/pseudonym.html", {"form": form, "member": found})


@requires("people.renew-access")
@require_http_methods(["GET", "HEAD", "POST"])
def people_renew(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """Ask once more, and make the link by which somebody gets back in."""
    found = _member(membership)
    if request.method == "POST":
        path = renew_here(found.user, found.organisation_id)
        back = reverse("accounts.people", args=[request.belonging.organisation.slug]), "web.accounts.people"
        return renewal_shown(request, path, found.user, back)
    return render(request, "accounts/renew_here.html", {"member": found})


@requires("people.end")
@require_http_methods(["GET", "HEAD", "POST"])
def people_end(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """Ask once more, and end a membership."""
    found = _member(membership)
    if request.method == "POST":
        membership_end(found)
        return _back(request)
    return render(request, "accounts/end_membership.html", {"member": found})


def _member(membership: uuid.UUID) -> Membership:
    found = member(membership)
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest) -> HttpResponse:
    return redirect("accounts.people", organisation=request.belonging.organisation.slug)
