"""The one place that changes the state of a release, as `data/release-phases.toml` allows."""

from __future__ import annotations

from typing import Any

from fanal.web.audit_trail.services import record
from fanal.web.collaborative.models import Release
from fanal.web.collaborative.phases import phases
from fanal.web.collaborative.policy.release import obstacles
from fanal.web.design.errors import Refused


def held(release: Release) -> Release:
    """Give a release as it is now, and let nobody else change it until the end of the transaction."""
    found: Release = Release.objects.select_for_update().get(pk=release.pk)
    return found


def move(release: Release, name: str, **details: Any) -> None:
    """Lead a release into another phase; it is saved whole.

    Parameters
    ----------
    release
        Held: see `held`.
    name
        Of the transition.
    **details
        Codes, numbers and ids for the audit trail.

    Raises
    ------
    Refused
        If no such way leads on from where it stands, or something that is asked first does not hold.
    """
    way = phases().transitions[name]
    if release.state not in way.start:
        raise Refused("web.collaborative.release-not-from-here", status=409)
    if found := obstacles(release, way):
        raise Refused(found[0].key, status=409, **found[0].values)
    before, release.state = release.state, way.to
    release.save()
    record(
        f"releases.{name}",
        subject=("collaborative.release", release.pk),
        details={"version": release.version, "from": before, "to": way.to, **details},
    )
