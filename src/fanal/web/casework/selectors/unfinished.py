"""Forms that somebody began and did not save: where each is taken up again."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from fanal.web.accounts.waiting import Asking, Found, Waiting
from fanal.web.casework.models import Case, Context, Draft
from fanal.web.casework.nouns import NOUNS
from fanal.web.casework.selectors.readable import readable_cases
from fanal.web.casework.selectors.waiting import of_case
from fanal.web.design.language import say

TITLES = {
    **{noun.name: noun.title for noun in NOUNS.values()},
    "intake": "web.casework.draft-intake",
    "case": "web.casework.change-case",
    "person": "web.casework.change-person",
    "context": "web.casework.draft-context",
    "basis": "web.casework.basis-add",
}
"""What a form is called, by the name that it keeps drafts under; any other is just a form."""


def drafts(asking: Asking) -> Found:
    """Find what this person left half typed; what it holds is not opened.

    Drafts are of whoever typed them; those of cases that this person may no longer read are left out.
    """
    readable = readable_cases(asking.actor)
    of_nobody = Q(case=None, person=None)
    people = Context.objects.filter(case__in=readable)
    if "cases.read-alleged" not in asking.actor.actions:
        people = people.exclude(role=Context.Role.PERPETRATOR)
    of_somebody = Q(case=None, person__in=people.values("person"))
    mine = Draft.objects.filter(user=asking.actor.user_id).exclude(place="")
    found = mine.filter(Q(case__in=readable.values("pk")) | of_nobody | of_somebody)
    return Found(found.defer("typed").order_by("-at"), _shown)


def _shown(rows: list[Draft]) -> list[Waiting]:
    cases: dict[Any, Case] = Case.objects.in_bulk([one.case for one in rows if one.case])
    return [
        Waiting(
            address=one.place,
            what=say(TITLES.get(one.form, "web.casework.draft-of-a-form")),
            since=timezone.localtime(one.at).date(),
            of=of_case(cases.get(one.case)),
        )
        for one in rows
    ]
