"""Pages of bases and copies: what holds, what is recorded, what is withdrawn, where data went."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.audit_trail.services import record
from fanal.web.casework.editing import ChangedMeanwhile
from fanal.web.casework.forms.basis import BasisForm, CopyForm, WithdrawForm
from fanal.web.casework.models import Case
from fanal.web.casework.pages import case_page
from fanal.web.casework.reaching import case_of, person_of
from fanal.web.casework.selectors.age import should_ask, treated_as_child
from fanal.web.casework.selectors.basis import history, standings
from fanal.web.casework.selectors.copy import (
    copies_seen_by,
    copy_of,
    is_untold,
    looks,
    no_said_at,
)
from fanal.web.casework.selectors.guardian import guardians
from fanal.web.casework.services.basis import NotABasis, basis_record, basis_withdraw
from fanal.web.casework.services.copy import copy_note, copy_recalled, copy_told
from fanal.web.design.forms import mistake
from fanal.web.design.language import say

HERE = "casework.basis-list"
FORMS = ["GET", "HEAD", "POST"]


@requires("cases.read")
@require_safe
def basis_list(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Show what holds for each purpose, what was said before, and where data went."""
    found = case_of(request, case)
    holding = standings(found.person)
    context: dict[str, Any] = {
        "standings": holding,
        "withdrawable": any(one.can_withdraw for one in holding),
        "history": history(found.person),
        "copies": _copies(request, found),
        "child": treated_as_child(found.person),
        "ask_age": should_ask(found.person),
    }
    return case_page(request, found, "casework/basis_list.html", HERE, **context)


@requires("cases.keep-duties")
@require_http_methods(FORMS)
def basis_add(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Record what was said or decided for one purpose."""
    found = case_of(request, case, "cases.keep-duties")
    form = BasisForm(
        request.POST if request.method == "POST" else None,
        initial={"purpose": request.GET.get("purpose", "")},
        **_of_person(found),
    )
    if request.method == "POST" and form.is_valid() and _recorded(request, found, form):
        return _back(request, found, "web.casework.basis-recorded")
    return _form(request, found, "casework/basis_form.html", form)


@requires("cases.keep-duties")
@require_http_methods(FORMS)
def basis_withdraw_page(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Withdraw consent for some purposes, or all."""
    found = case_of(request, case, "cases.keep-duties")
    held = [one.purpose for one in standings(found.person) if one.can_withdraw]
    if not held:
        return _back(request, found, "web.casework.nothing-to-withdraw")
    sent = request.POST if request.method == "POST" else None
    form = WithdrawForm(sent, holding=held, **_of_person(found))
    if request.method == "POST" and form.is_valid() and _withdrawn(request, found, form):
        return _back(request, found, "web.casework.withdrawn-said")
    return _form(request, found, "casework/basis_withdraw.html", form)


@requires("cases.keep-duties")
@require_http_methods(FORMS)
def copy_add(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Note that data went somewhere."""
    found = case_of(request, case, "cases.keep-duties")
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        copy_note(case=found, by=actor_of(request), **form.said())
        return _back(request, found, "web.casework.copy-noted")
    return _form(request, found, "casework/copy_form.html", form)


@requires("cases.keep-duties")
@require_POST
def copy_change(request: HttpRequest, case: uuid.UUID, copy: uuid.UUID) -> HttpResponse:
    """Say that the receiver was told, or that the copy was called back."""
    found = case_of(request, case, "cases.keep-duties")
    row = copy_of(found, copy)
    if row is None:
        raise Http404
    does = {"told": copy_told, "recalled": copy_recalled}.get(request.POST.get("what", ""))
    seen = request.POST.get("seen", "")
    if does is None or not seen.isdecimal() or len(seen) > 9:
        raise Http404
    try:
        does(row, case=found, by=actor_of(request), seen=int(seen))
    except ChangedMeanwhile:
        messages.warning(request, say("web.casework.copy-changed-meanwhile"))
        return redirect(HERE, _slug(request), found.pk)
    return _back(request, found, "web.casework.copy-saved")


@requires("cases.read")
@require_safe
def copy_where(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """Show on one page, to be printed for the person, where her data are; its title is neutral."""
    found = person_of(request, person)
    actor = actor_of(request)
    since = no_said_at(found)
    copies = copies_seen_by(actor, found)
    context: dict[str, Any] = {
        "standings": standings(found),
        "history": history(found),
        "copies": [(one, is_untold(one, since)) for one in copies],
        "lasting": [one for one in copies if not one.recallable and not one.recalled_at],
        "looks": looks(found),
        "child": treated_as_child(found),
    }
    record("persons.where-shown", person=found.pk, subject=("casework.person", found.pk), once=True)
    return render(request, "casework/copy_where.html", context)


def _of_person(case: Case) -> dict[str, Any]:
    return {
        "child": treated_as_child(case.person),
        "guardians": guardians(case.person),
        "spoken": case.person.interview_language,
    }


def _recorded(request: HttpRequest, case: Case, form: BasisForm) -> bool:
    try:
        basis_record(case=case, by=actor_of(request), **form.said())
    except NotABasis as why:
        _object(form, why)
        return False
    return True


def _withdrawn(request: HttpRequest, case: Case, form: WithdrawForm) -> bool:
    try:
        basis_withdraw(case=case, by=actor_of(request), purposes=form.cleaned_data["purposes"], **form.said())
    except NotABasis as why:
        _object(form, why)
        return False
    return True


def _object(form: Any, why: NotABasis) -> None:
    for name, key in why.objections.items():
        field = {"at": "on"}.get(name, name)
        form.add_error(field if field in form.fields else None, mistake(key))


def _copies(request: HttpRequest, case: Case) -> list[tuple[Any, bool]]:
    since = no_said_at(case.person)
    return [(one, is_untold(one, since)) for one in copies_seen_by(actor_of(request), case.person)]


def _form(request: HttpRequest, case: Case, template: str, form: Any) -> HttpResponse:
    back = reverse(HERE, args=[_slug(request), case.pk])
    status = 400 if form.errors else 200
    return case_page(request, case, template, HERE, status=status, form=form, back=back, child=_child(form))


def _child(form: Any) -> bool:
    return bool(getattr(form, "child", False))


def _back(request: HttpRequest, case: Case, said: str) -> HttpResponse:
    messages.success(request, say(said))
    return redirect(HERE, _slug(request), case.pk)


def _slug(request: HttpRequest) -> str:
    return str(request.belonging.organisation.slug)
