"""What is read of releases at the hub."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from fanal.web.access.actor import Actor
from fanal.web.access.policy import may
from fanal.web.collaborative.models import Contribution, Release, Review, Signature
from fanal.web.collaborative.phases import Phase, Transition, phases
from fanal.web.collaborative.policy.release import Obstacle, obstacles
from fanal.web.collaborative.services.release_inputs import offered

PATH = ("draft", "assessed", "reviewed", "signed", "published")
"""The way that every release goes; superseded and withdrawn are ends of it."""


@dataclass(frozen=True)
class Step:
    """One phase of the way, and whether the release came so far."""

    phase: Phase
    done: bool
    here: bool


def releases() -> QuerySet[Release]:
    """List all releases, the newest first."""
    return Release.objects.select_related("successor").order_by("-made_at", "version")


def steps(release: Release) -> list[Step]:
    """Show how far a release is."""
    names = [*PATH, *([release.state] if release.state not in PATH else [])]
    place = names.index(release.state)
    known = phases().phases
    return [Step(known[name], at < place, at == place) for at, name in enumerate(names)]


def ahead(release: Release, name: str) -> list[Obstacle]:
    """List what stands in the way of a transition."""
    return obstacles(release, phases().transitions[name])


def ways(release: Release, actor: Actor) -> list[Transition]:
    """List the transitions that lead on from where it stands, and that somebody may take."""
    return [one for one in phases().leaving(release.state) if may(actor, one.action).allowed]


def reviews(release: Release) -> list[Review]:
    """List what contributors were asked and said, by name."""
    return list(release.reviews.select_related("contributor").order_by("contributor__name"))


def signatures(release: Release) -> list[Signature]:
    """List who signed what, the oldest first."""
    return list(release.signatures.select_related("by__user").order_by("at"))


def may_contribute(release: Release) -> list[Contribution]:
    """List what could go into a release, by the contributor's name."""
    return sorted(offered(release.purpose), key=lambda one: (one.contributor.name, one.kind))
