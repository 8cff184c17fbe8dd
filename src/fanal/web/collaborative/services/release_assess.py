"""Assessing a release in the background: made, judged, kept sealed; it goes on where a killed job stopped."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from fanal.presentation import LANGUAGES, Refusal
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative import bundles
from fanal.web.collaborative.models import Release
from fanal.web.collaborative.phases import phases
from fanal.web.collaborative.policy.release import Obstacle, obstacles
from fanal.web.collaborative.services.release_making import release_made, release_make
from fanal.web.collaborative.services.release_moving import held, move
from fanal.web.design.errors import Refused
from fanal.web.jobs.models import JobTicket

STEPS = 2
_RUNS = (JobTicket.State.WAITING, JobTicket.State.LOCKED, JobTicket.State.RUNNING)


def before_assessing(release: Release) -> list[Obstacle]:
    """List what has to be chosen or explained before a draft can be assessed."""
    return [
        one
        for one in obstacles(release, phases().transitions["assess"])
        if one.key != "web.collaborative.release-not-made"
    ]


def ticket_of(release: Release) -> JobTicket | None:
    """Find the job that assesses a release, or did."""
    known = release.settings.get("ticket")
    return JobTicket.objects.filter(pk=known).first() if known else None


@transaction.atomic
def release_assess_begin(release: Release, *, by: Actor) -> Release:
    """Let a draft be made and judged; once, however often it is asked for.

    Raises
    ------
    Refused
        If it is no draft, or something is missing.
    """
    from fanal.web.collaborative.tasks.releases import assess

    insist(by, "releases.prepare")
    found = held(release)
    if found.state != Release.State.DRAFT:
        raise Refused("web.collaborative.release-no-draft", status=409)
    if missing := before_assessing(found):
        raise Refused(missing[0].key, status=409, **missing[0].values)
    ticket = ticket_of(found)
    if ticket is not None and ticket.state in _RUNS:
        return found
    found.assessment = None
    found.settings = {**found.settings, "ticket": str(assess.defer(release=found.pk).pk)}
    found.save()
    record("releases.assessing", subject=("collaborative.release", found.pk))
    return found


def assess_steps(release: UUID) -> Iterator[int]:
    """Make it, then judge it: each in a transaction of its own, none of which does harm twice."""
    if not _step_make(release):
        return
    yield 1
    _step_judge(release)
    yield STEPS


def _step_make(pk: UUID) -> bool:
    found = Release.objects.select_for_update().get(pk=pk)
    if found.state != Release.State.DRAFT:
        return False
    bundles.wipe(found)
    with bundles.workplace(found) as folder:
        if release_made(found, folder / "made") is not None:
            return True
        try:
            with transaction.atomic():
                release_make(found, folder / "new")
        except Refusal as refusal:
            _refuse(pk, refusal)
            return False
    return True


def _step_judge(pk: UUID) -> None:
    # Compiled: without the extra "release" a site serves all but the making of releases.
    from fanal.web.collaborative.services.release_judging import judge

    found = Release.objects.select_for_update().get(pk=pk)
    if found.state != Release.State.DRAFT:
        return
    with bundles.workplace(found) as folder:
        made = release_made(found, folder / "made")
        if made is None:
            # What goes in changed while it was made: only a new look is true.
            made = release_make(found, folder / "new")
        found.assessment = judge(found, made)
    found.harm = ""
    move(found, "assess")


def _refuse(pk: UUID, refusal: Refusal) -> None:
    """Keep for the steward why nothing could be made."""
    found = Release.objects.select_for_update().get(pk=pk)
    why = {language: refusal.finding.text(language) for language in LANGUAGES}
    found.assessment = {"refused": why}
    found.save()
    record("releases.assessment-refused", subject=("collaborative.release", found.pk))
