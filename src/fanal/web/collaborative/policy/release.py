"""What stands in the way of a release: one function for each condition of `data/release-phases.toml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from fanal.presentation import LANGUAGES
from fanal.web.collaborative.models import Release, Review, Signature
from fanal.web.collaborative.phases import Transition
from fanal.web.collaborative.services.release_inputs import covered, going_in, taken_back
from fanal.web.design.language import say

ENOUGH = 3
"""Contributors from which on nobody can tell who contributed what of a release."""
DOMINATES = 0.8
"""A share of all people from which on a release tells of one contributor."""
SIGNATURES = 2
LEAST_WORDS = 5
"""Words of an answer that somebody thought about."""


@dataclass(frozen=True)
class Obstacle:
    """Why something cannot be done yet, as a text."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """Say it in the language of the page."""
        return say(self.key, **self.values)


Condition = Callable[[Release], Obstacle | None]


def obstacles(release: Release, way: Transition) -> list[Obstacle]:
    """List what does not hold yet of all that a transition asks."""
    return [found for name in way.asks if (found := CONDITIONS[name](release)) is not None]


def contributors_in(release: Release) -> int:
    """Count the organisations whose data go in."""
    return len({one.contributor_id for one in going_in(release)})


def thought(text: str) -> bool:
    """Whether an answer is more than a word."""
    return len(text.split()) >= LEAST_WORDS


def signed_by(release: Release) -> set[Any]:
    """Give the users who signed exactly the files as they are now. A person is one, whatever their roles."""
    found = Signature.objects.filter(
        release=release, act=Signature.Act.PUBLISH, digest=release.digest
    ).select_related("by")
    return {one.by.user_id for one in found} if release.digest else set()


def _inputs_hold(release: Release) -> Obstacle | None:
    now = going_in(release)
    if not now:
        return Obstacle("web.collaborative.release-nothing-in")
    recorded = {(one["contribution"], one["version"], one["taken_back"]) for one in release.inputs}
    there = {(str(one.pk), one.version, taken_back(one)) for one in now}
    if not recorded <= there:
        return Obstacle("web.collaborative.release-inputs-changed")
    return None


def _fields_covered(release: Release) -> Obstacle | None:
    allowed = {one.name for one in covered(going_in(release))}
    missing = [name for name in release.settings.get("fields", []) if name not in allowed]
    if not release.settings.get("fields"):
        return Obstacle("web.collaborative.release-no-fields")
    if missing:
        return Obstacle("web.collaborative.release-not-covered", {"fields": ", ".join(missing)})
    return None


def _few_explained(release: Release) -> Obstacle | None:
    few = contributors_in(release) < ENOUGH
    if few and not thought(release.settings.get("few_reason", "")):
        return Obstacle("web.collaborative.release-few-reason", {"n": ENOUGH})
    return None


def _texts_there(release: Release) -> Obstacle | None:
    for texts in (release.title, release.population):
        if not all(texts.get(language, "").strip() for language in LANGUAGES):
            return Obstacle("web.collaborative.release-texts-missing")
    return None


def _bundle_made(release: Release) -> Obstacle | None:
    made = release.bundle_id is not None and bool(release.digest)
    return None if made else Obstacle("web.collaborative.release-not-made")


def _harm_answered(release: Release) -> Obstacle | None:
    return None if thought(release.harm) else Obstacle("web.collaborative.release-harm-missing")


def _concerns_answered(release: Release) -> Obstacle | None:
    found = release.assessment or {}
    if found.get("concerns") and not thought(found.get("answer", "")):
        return Obstacle("web.collaborative.release-concerns-missing")
    return None


def _review_over(release: Release) -> Obstacle | None:
    """Wait for every contributor's answer, or for the end of its time: silence then agrees."""
    open_ones = Review.objects.filter(release=release, answer="", until__gt=timezone.now())
    last = open_ones.order_by("-until").first()
    if last is not None:
        return Obstacle("web.collaborative.release-review-open", {"day": last.until.date()})
    return None


def _two_signed(release: Release) -> Obstacle | None:
    missing = SIGNATURES - len(signed_by(release))
    return Obstacle("web.collaborative.release-signatures-missing", {"n": missing}) if missing > 0 else None


def _bundle_as_signed(release: Release) -> Obstacle | None:
    from fanal.web.collaborative.bundles import sealed_digest

    same = sealed_digest(release) == release.digest
    return None if same else Obstacle("web.collaborative.release-tampered")


def _reason_there(release: Release) -> Obstacle | None:
    said = all(release.reason.get(language, "").strip() for language in LANGUAGES)
    return None if said else Obstacle("web.collaborative.release-reason-missing")


CONDITIONS: Mapping[str, Condition] = {
    "inputs-hold": _inputs_hold,
    "fields-covered": _fields_covered,
    "few-explained": _few_explained,
    "texts-there": _texts_there,
    "bundle-made": _bundle_made,
    "harm-answered": _harm_answered,
    "concerns-answered": _concerns_answered,
    "review-over": _review_over,
    "two-signed": _two_signed,
    "bundle-as-signed": _bundle_as_signed,
    "reason-there": _reason_there,
}
