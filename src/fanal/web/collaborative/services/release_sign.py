"""Signing, publishing and withdrawing: two people publish, one withdraws."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative import publishing
from fanal.web.collaborative.bundles import sealed_digest
from fanal.web.collaborative.models import Contribution, Hub, Release, Signature
from fanal.web.collaborative.phases import phases
from fanal.web.collaborative.policy.release import SIGNATURES, Obstacle, obstacles, signed_by
from fanal.web.collaborative.services.release_making import citation
from fanal.web.collaborative.services.release_moving import held, move
from fanal.web.design.errors import Refused
from fanal.web.organisations.selectors import member

_MISSING = "web.collaborative.release-signatures-missing"


def before_signing(release: Release) -> list[Obstacle]:
    """List what has to hold before anybody signs."""
    return [one for one in obstacles(release, phases().transitions["sign"]) if one.key != _MISSING]


@transaction.atomic
def release_sign(release: Release, *, by: Actor) -> Release:
    """Sign the publication of exactly these files and texts; with the second person's, it is signed.

    Raises
    ------
    Refused
        If it is not reviewed, something is missing, the files are not those that were assessed, or this
        person signed them already.
    """
    insist(by, "releases.sign")
    found = held(release)
    if found.state != Release.State.REVIEWED:
        raise Refused("web.collaborative.release-not-from-here", status=409)
    if missing := before_signing(found):
        raise Refused(missing[0].key, status=409, **missing[0].values)
    if by.user_id in signed_by(found):
        raise Refused("web.collaborative.release-signed-already", status=409)
    if sealed_digest(found) != found.digest:
        raise Refused("web.collaborative.release-tampered", status=409)
    Signature.objects.create(
        release=found, by=member(by.user_id), act=Signature.Act.PUBLISH, digest=found.digest
    )
    record(
        "releases.signed-by-one",
        subject=("collaborative.release", found.pk),
        details={"digest": found.digest},
    )
    if len(signed_by(found)) >= SIGNATURES:
        move(found, "sign")
    return found


@transaction.atomic
def release_publish(release: Release, *, by: Actor) -> Release:
    """Publish what two people signed; the release before becomes superseded. Files follow after the commit.

    Raises
    ------
    Refused
        If it is not signed by two people as it is now.
    """
    from fanal.web.collaborative.tasks.releases import write_public_folder

    insist(by, "releases.sign")
    found = held(release)
    found.published_at = timezone.now()
    found.citation = citation(found, Hub.objects.get(), found.published_at.date().isoformat())
    move(found, "publish", digest=found.digest)
    published = Release.objects.select_for_update().filter(state=Release.State.PUBLISHED).exclude(pk=found.pk)
    for earlier in published:
        earlier.successor = found
        move(earlier, "supersede")
    for one in Contribution.objects.filter(pk__in=[each["contribution"] for each in found.inputs]):
        one.released_in = sorted({*one.released_in, found.version})
        one.save(update_fields=["released_in"])
    write_public_folder.defer()
    return found


@transaction.atomic
def release_withdraw(
    release: Release, *, by: Actor, reason: Mapping[str, str], successor: Release | None = None
) -> Release:
    """Withdraw a release at once: one signature, with why, in both languages.

    Its files are gone as soon as this is committed; what is sealed stays with the hub. The release that it
    had superseded stands again, unless another one is named to be read instead.

    Raises
    ------
    Refused
        If it is not published, the reason is missing in a language, or the successor cannot be read.
    """
    from fanal.web.collaborative.tasks.releases import write_public_folder

    insist(by, "releases.withdraw")
    # Whatever is writing the public folder now, from what held before, ends first: nothing writes it again.
    hub = Hub.objects.select_for_update().get()
    found = held(release)
    found.reason, found.withdrawn_at = dict(reason), timezone.now()
    was_newest = found.state == Release.State.PUBLISHED
    readable = (Release.State.PUBLISHED, Release.State.SUPERSEDED)
    if successor is not None and (successor.pk == found.pk or successor.state not in readable):
        raise Refused("web.collaborative.release-successor-unreadable", status=409)
    before = list(
        Release.objects.select_for_update()
        .filter(successor=found, state=Release.State.SUPERSEDED)
        .order_by("-published_at")
    )
    found.successor = successor or (before[0] if was_newest and before else found.successor)
    move(found, "withdraw")
    Signature.objects.create(
        release=found, by=member(by.user_id), act=Signature.Act.WITHDRAW, digest=found.digest
    )
    _stand_again(found, before, was_newest=was_newest)
    slug, data = hub.slug, settings.INSTALLATION.data
    told = publishing.as_withdrawn(found)
    transaction.on_commit(lambda: publishing.take_down(data, slug, told), robust=True)
    write_public_folder.defer()
    return found


def _stand_again(gone: Release, before: list[Release], *, was_newest: bool) -> None:
    """Let what a withdrawn release had superseded be read first again; all others point to what stands."""
    if was_newest and before:
        first = before.pop(0)
        first.successor = None
        move(first, "stand-again")
        stands: Release | None = first
    else:
        stands = gone.successor
    for one in before:
        one.successor = stands
        one.save(update_fields=["successor"])
