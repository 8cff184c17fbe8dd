"""What is read of the hub: itself, who contributes, what it stands on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from fanal.web.collaborative.models import (
    Agreement,
    Contribution,
    Contributor,
    Hub,
    ImpactAssessment,
    Release,
)


def hub() -> Hub | None:
    """Give the hub of the organisation whose turn it is, if it runs one."""
    return Hub.objects.first()


def hub_or_404() -> Hub:
    """Give it; `Http404` where there is none."""
    found = hub()
    if found is None:
        raise Http404
    return found


def contributors() -> QuerySet[Contributor]:
    """List who contributes, and who did."""
    return Contributor.objects.select_related("member").order_by("ended_at", "name", "pk")


def contributor(pk: UUID) -> Contributor:
    """Find one of them."""
    return _found(contributors().filter(pk=pk))


def agreements(of: Contributor) -> QuerySet[Agreement]:
    """List its agreements, the newest first."""
    return Agreement.objects.filter(contributor=of).order_by("-offered_at", "pk")


def agreement(pk: UUID) -> Agreement:
    """Find an agreement of the hub."""
    return _found(Agreement.objects.select_related("contributor").filter(pk=pk))


def assessments(of: Contributor) -> QuerySet[ImpactAssessment]:
    """List its impact assessments, the newest first."""
    return ImpactAssessment.objects.filter(contributor=of).order_by("-made_on", "-accepted_at", "pk")


def contribution(pk: UUID) -> Contribution:
    """Find a contribution of the hub."""
    found = Contribution.objects.select_related("contributor", "agreement", "records", "received", "mapping")
    return _found(found.filter(pk=pk))


def releases() -> QuerySet[Release]:
    """List the releases, the newest first."""
    return Release.objects.order_by("-made_at", "pk")


def _found(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Http404
    return found
