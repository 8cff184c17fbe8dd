"""Forms that somebody began and did not save: where each is taken up again."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils import timezone

from fanal.web.casework.models import Draft, SupportPlan
from fanal.web.casework.nouns import NOUNS
from fanal.web.casework.selectors.readable import readable_cases
from fanal.web.casework.waiting import MOST, Asking, Found, Waiting
from fanal.web.design.language import say

OWN = {"intake": ("casework.case-intake", "web.casework.draft-intake")}
"""Forms that are about no case yet: their address, and what they are called."""


def drafts(asking: Asking) -> Found:
    """Find what this person left half typed; what it holds is not opened.

    Drafts are of whoever typed them; those of cases that this person may no longer read are left out.
    """
    kept = Draft.objects.filter(user=asking.actor.user_id, form__in=[*NOUNS, *OWN]).defer("typed")
    shown = list(kept.order_by("-at")[:MOST])
    places = _places(asking, {one.about for one in shown if one.about})
    found = [one for draft in shown if (one := _as_waiting(asking, draft, places))]
    return Found(found, len(found))


def _places(asking: Asking, about: set[uuid.UUID]) -> dict[tuple[str, uuid.UUID], tuple[str, str]]:
    """Give address and case number of each form of each row: of a case, a plan, an entry."""
    readable, slug = readable_cases(asking.actor), asking.slug
    found: dict[tuple[str, uuid.UUID], tuple[str, str]] = {}
    if not about:
        return found
    for case in readable.filter(pk__in=about):
        for noun in NOUNS.values():
            if noun.name != "step":
                address = reverse(f"casework.{noun.name}-add", args=[slug, case.pk])
                found[noun.name, case.pk] = (address, case.number)
    for plan in SupportPlan.objects.filter(pk__in=about, case__in=readable).select_related("case"):
        address = reverse("casework.step-add", args=[slug, plan.case_id, plan.pk])
        found["step", plan.pk] = (address, plan.case.number)
    for noun in NOUNS.values():
        path = "plan__case" if noun.name == "step" else "case"
        if not noun.fixed and noun.change_form is None:
            rows = noun.model._default_manager.filter(pk__in=about, **{f"{path}__in": readable})
            for row, case_id, number in rows.values_list("pk", f"{path}_id", f"{path}__number"):
                address = reverse(f"casework.{noun.name}-change", args=[slug, case_id, row])
                found[noun.name, row] = (address, number)
    return found


def _as_waiting(
    asking: Asking, draft: Draft, places: dict[tuple[str, uuid.UUID], tuple[str, str]]
) -> Waiting | None:
    since = timezone.localtime(draft.at).date()
    if draft.form in OWN:
        view, key = OWN[draft.form]
        return Waiting(address=reverse(view, args=[asking.slug]), what=say(key), since=since)
    place = places.get((draft.form, draft.about)) if draft.about else None
    if place is None:
        return None
    address, number = place
    return Waiting(address=address, what=say(NOUNS[draft.form].title), since=since, case=number)
