"""What a contributing organisation sees of the hubs that it contributes to: its own part, nobody else's.

The database shows these rows by their policy (`row_rule`); django-scopes would hide them, so this is the one
module that switches it off, and it asks for the member again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django_scopes import scopes_disabled

from fanal.web.collaborative.models import (
    Agreement,
    Contribution,
    Contributor,
    Hub,
    ImpactAssessment,
    Removal,
    Review,
)
from fanal.web.organisations.tenancy import current_organisation

Row = TypeVar("Row", Agreement, Contribution, ImpactAssessment, Removal, Review)


def contributors_seen() -> list[Contributor]:
    """List as whom the organisation contributes: one row for each hub."""
    with scopes_disabled():
        own = Contributor.objects.filter(member=current_organisation(), ended_at=None)
        return list(own.select_related("organisation").order_by("since", "pk"))


def contributor_seen(contributor: UUID) -> Contributor:
    """Find one of them.

    Raises
    ------
    Http404
        If it is none of the organisation.
    """
    with scopes_disabled():
        found = Contributor.objects.filter(pk=contributor, member=current_organisation(), ended_at=None)
        return _first(found.select_related("organisation"))


def hub_seen(contributor: Contributor) -> Hub:
    """Give the hub to which it contributes; its sealed fields stay sealed."""
    with scopes_disabled():
        return _first(Hub.objects.filter(organisation=contributor.organisation_id))


def agreements_seen(*, hold_on: Any = None) -> list[Agreement]:
    """List the agreements offered to the organisation, the newest first.

    Parameters
    ----------
    hold_on
        A day: only those that hold then.
    """
    found = _of_member(Agreement, "-offered_at")
    return [one for one in found if hold_on is None or one.holds(hold_on)]


def agreement_seen(agreement: UUID) -> Agreement:
    """Find one of them; `Http404` where there is none."""
    return _one(Agreement, agreement)


def contributions_seen() -> list[Contribution]:
    """List what the organisation contributed, the newest version first."""
    return _of_member(Contribution, "-received_at", "agreement")


def contribution_seen(contribution: UUID) -> Contribution:
    """Find one of them; `Http404` where there is none."""
    return _one(Contribution, contribution)


def assessment_accepted(contributor: Contributor) -> ImpactAssessment | None:
    """Give the impact assessment that was accepted last; its answers open only at the hub."""
    with scopes_disabled():
        accepted = ImpactAssessment.objects.filter(contributor=contributor, accepted_at__isnull=False)
        return accepted.order_by("-accepted_at").first()


def reviews_seen() -> list[Review]:
    """List the releases that the organisation is asked about, the newest first."""
    return _of_member(Review, "-opened_at")


def review_seen(review: UUID) -> Review:
    """Find one of them; `Http404` where there is none."""
    return _one(Review, review)


def _of_member(model: type[Row], order: str, *also: str) -> list[Row]:
    with _seen(model, *also) as rows:
        return list(rows.order_by(order, "pk"))


def _one(model: type[Row], pk: UUID) -> Row:
    with _seen(model) as rows:
        found: Row = _first(rows.filter(pk=pk))
        return found


@contextmanager
def _seen(model: type[Row], *also: str) -> Iterator[QuerySet[Row]]:
    with scopes_disabled():
        rows = model.objects.filter(contributor__member=current_organisation(), contributor__ended_at=None)
        yield rows.select_related("contributor__organisation", *also)


def _first(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Http404
    return found
