"""Who works on a case, to whom it is open, and how it goes from one to another."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fanal.web.access.actor import actor_of
from fanal.web.access.levels import REACH_RESTRICTED, AccessLevel
from fanal.web.access.policy import may
from fanal.web.access.selectors import assigned, members_with
from fanal.web.access.services import assignment_create, assignment_end, level_set
from fanal.web.access.views import requires
from fanal.web.casework.forms.case import HandOverAll, Level, NameSupervisor, OfMember
from fanal.web.casework.models import Case
from fanal.web.casework.pages import case_page
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.hit import hit_see, hits_of
from fanal.web.casework.selectors.owner import with_open_cases
from fanal.web.casework.services.case import case_hand_over, cases_hand_over, supervisor_name
from fanal.web.design.language import say
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of

SHOW = "casework.case-access"


@requires("cases.read")
def case_access(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Show who works on a case and to whom it is open."""
    found, actor = case_of(request, case), actor_of(request)
    people = list(
        Membership.objects.filter(pk__in=[one.pk for one in assigned(found)])
        .select_related("user")
        .order_by("since")
    )
    assigns = may(actor, "access.assign", found).allowed
    own = found.owner.user_id == actor.user_id and may(actor, "cases.hand-over", found).allowed
    return case_page(
        request,
        found,
        "casework/case_access.html",
        SHOW,
        people=[(one, name_of(one)) for one in people],
        assigns=assigns,
        level_form=Level(initial={"level": found.level}, prefix="level") if assigns else None,
        assign_form=OfMember(prefix="assign") if assigns else None,
        supervisor_form=_supervisor_form(found) if assigns else None,
        supervisor_name=name_of(found.supervisor) if found.supervisor else "",
        hand_over_form=OfMember(prefix="hand") if own or may(actor, "cases.hand-over-all").allowed else None,
    )


@requires("access.assign")
@require_POST
def case_level(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Say to whom a case is open."""
    found = case_of(request, case)
    form = Level(request.POST, prefix="level")
    if form.is_valid():
        level_set(subject=found, level=AccessLevel(form.cleaned_data["level"]), by=actor_of(request))
    return _back(request, found)


@requires("access.assign")
@require_POST
def case_assign(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Assign somebody to a case."""
    found = case_of(request, case)
    form = OfMember(request.POST, prefix="assign")
    if form.is_valid():
        assignment_create(subject=found, to=form.chosen, by=actor_of(request))
    return _back(request, found)


@requires("access.assign")
@require_POST
def case_unassign(request: HttpRequest, case: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """Take somebody off a case."""
    found = case_of(request, case)
    of = next((one for one in assigned(found) if one.pk == member), None)
    if of is not None:
        assignment_end(subject=found, of=of, by=actor_of(request))
    return _back(request, found)


@requires("access.assign")
@require_POST
def case_supervisor(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Name who is told of hits that nobody may know of."""
    found = case_of(request, case)
    form = _supervisor_form(found, request)
    if form.is_valid():
        named = form.chosen if form.cleaned_data["member"] else None
        supervisor_name(case=found, supervisor=named, by=actor_of(request))
    return _back(request, found)


@requires("cases.hand-over")
@require_POST
def case_hand(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Give a case to another caseworker."""
    found = case_of(request, case, "cases.hand-over")
    form = OfMember(request.POST, prefix="hand")
    if form.is_valid():
        case_hand_over(case=found, to=form.chosen, by=actor_of(request))
        messages.success(
            request, say("web.casework.handed-over", number=found.number, name=name_of(form.chosen))
        )
    return _back(request, found)


@requires("cases.hand-over-all")
def case_hand_all(request: HttpRequest) -> HttpResponse:
    """Give all open cases of somebody who leaves to another."""
    having = with_open_cases()
    form = HandOverAll(request.POST or None, owners=[one.member for one in having])
    slug = request.belonging.organisation.slug
    if request.method == "POST" and form.is_valid():
        of = form.owners[form.cleaned_data["of"]]
        to = form.workers[form.cleaned_data["to"]]
        count = cases_hand_over(of=of, to=to, by=actor_of(request))
        messages.success(request, say("web.casework.handed-over-all", n=count, name=name_of(to)))
        return HttpResponseRedirect(reverse("casework.case-list", args=[slug]))
    status = 400 if form.errors else 200
    return render(
        request, "casework/hand_over_all.html", {"form": form, "having": having, "slug": slug}, status=status
    )


@requires("cases.read-hidden-hits")
def hit_list(request: HttpRequest) -> HttpResponse:
    """Show a supervisor who searched for a person in a case they may not know of."""
    actor = actor_of(request)
    if request.method == "POST":
        hit_see(actor, request.POST.get("hit", ""))
    slug = request.belonging.organisation.slug
    return render(request, "casework/hit_list.html", {"hits": hits_of(actor), "slug": slug})


def _supervisor_form(case: Case, request: HttpRequest | None = None) -> NameSupervisor:
    able = [one.pk for one in members_with(REACH_RESTRICTED)]
    choose_from = list(Membership.objects.filter(pk__in=able).select_related("user"))
    initial = {"member": str(case.supervisor_id) if case.supervisor_id else ""}
    data = request.POST if request else None
    return NameSupervisor(data, prefix="supervisor", choose_from=choose_from, initial=initial)


def _back(request: HttpRequest, case: Case) -> HttpResponse:
    slug = request.belonging.organisation.slug
    return HttpResponseRedirect(reverse(SHOW, args=[slug, case.pk]))
