"""The frame of every page of a case: what must be seen before anything else is done for the person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.audit_trail.services import record
from fanal.web.casework import tabs
from fanal.web.casework.ages import is_child
from fanal.web.casework.models import Case
from fanal.web.casework.policy import DUTIES
from fanal.web.casework.selectors.age import age_of
from fanal.web.casework.selectors.person import age_words, name_of
from fanal.web.casework.selectors.recorded import interviewed
from fanal.web.casework.vocabulary import Words
from fanal.web.organisations.names import name_of as member_name


def case_page(
    request: HttpRequest, case: Case, template: str, here: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show a page of a case, and tell the audit trail that it was seen.

    Parameters
    ----------
    case
        As `reaching.case_of` gives it.
    template
        Extends ``casework/case_page.html`` and fills the block ``part``.
    here
        The name of the address of the tab that the page belongs to.
    status
        Of the answer: 400 for a form with mistakes.
    **context
        What the template shows; a form is called ``form``.
    """
    return render(request, template, {**case_frame(request, case, here), **context}, status=status)


def case_frame(request: HttpRequest, case: Case, here: str) -> dict[str, Any]:
    """Give what stands on top of every page of a case."""
    record("cases.viewed", person=case.person_id, subject=("casework.case", case.pk), once=True)
    actor, person = actor_of(request), case.person
    person.age = age_of(person)  # as of today: a birthday may have come since it was saved
    return {
        "case": case,
        "person": person,
        "is_child": is_child(person.age),
        "slug": request.belonging.organisation.slug,
        "person_name": name_of(person),
        "person_age": age_words(person),
        "person_language": interviewed(person, Words()),
        "owner_name": member_name(case.owner),
        "case_tabs": tabs.links(case, request.belonging.organisation.slug, here),
        "may_change": bool(may(actor, "cases.change", case)),
        "may_keep_duties": bool(may(actor, DUTIES, case)),
        "may_reopen": case.status == Case.Status.CLOSED and bool(may(actor, "cases.reopen", case)),
        "may_destroy": bool(may(actor, "cases.destroy-file", case)),
    }
