"""Preparing a release: what it is about, how people are protected, whose data go in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from fanal.privacy.ledger import Account, Ledger
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.models import Hub, Release
from fanal.web.collaborative.services.release_moving import held, move
from fanal.web.design.errors import Refused
from fanal.web.organisations.selectors import member

PEOPLE = "people"
"""The one population of a hub in its ledger: all releases draw on the same budget."""
TEXTS = ("title", "population", "breaks")
CHOICES = (
    "method",
    "k",
    "epsilon",
    "fields",
    "years",
    "countries",
    "countries_of",
    "contributors",
    "few_reason",
)


def ledger_of(hub: Hub) -> Path:
    """Say where the ledger of a hub lies; its name stays when the hub is called otherwise."""
    return Path(settings.INSTALLATION.data) / "ledgers" / f"{hub.pk}.jsonl"


def budget(hub: Hub) -> Account | None:
    """Tell what is spent of a hub's budget; none where none was opened."""
    return Ledger(ledger_of(hub)).spent(PEOPLE) if ledger_of(hub).is_file() else None


def budget_open(*, by: Actor, epsilon: float, delta: float) -> Account:
    """Decide, once and for all, what all releases with noise together may amount to.

    Raises
    ------
    Refusal
        If it is decided already, or cannot be.
    """
    insist(by, "releases.prepare")
    path = ledger_of(Hub.objects.get())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Ledger(path).open_population(PEOPLE, epsilon, delta)
    record("releases.budget-opened", details={"epsilon": epsilon, "delta": delta})
    return made


@transaction.atomic
def release_prepare(
    *, by: Actor, version: str, purpose: str, choices: Mapping[str, Any], texts: Mapping[str, Any]
) -> Release:
    """Begin a release.

    Parameters
    ----------
    version
        As ``2026.1``; never used again.
    purpose
        Only what was contributed for it goes in.
    choices, texts
        See `CHOICES` and `TEXTS`.

    Raises
    ------
    Refused
        If the version was used.
    """
    insist(by, "releases.prepare")
    made = Release(version=version, purpose=purpose, made_by=member(by.user_id))
    _fill(made, choices, texts)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused("web.collaborative.release-version-used", status=409, version=version) from None
    record("releases.prepared", subject=("collaborative.release", made.pk), details={"version": version})
    return made


@transaction.atomic
def release_change(
    release: Release, *, by: Actor, choices: Mapping[str, Any], texts: Mapping[str, Any]
) -> Release:
    """Choose otherwise. Only a draft is changed: what was assessed is led back to one first.

    Raises
    ------
    Refused
        If it is no draft.
    """
    insist(by, "releases.prepare")
    found = held(release)
    if found.state != Release.State.DRAFT:
        raise Refused("web.collaborative.release-no-draft", status=409)
    _fill(found, choices, texts)
    found.save()
    record("releases.changed", subject=("collaborative.release", found.pk))
    return found


@transaction.atomic
def release_redraft(release: Release, *, by: Actor) -> Release:
    """Lead a release that is not published back to a draft; signatures over what it was hold no more."""
    insist(by, "releases.prepare")
    found = held(release)
    found.inputs = []
    move(found, "redraft")
    return found


@transaction.atomic
def release_answer(release: Release, *, by: Actor, harm: str, concerns: str = "") -> Release:
    """Answer which group a release could harm, and why it is right in spite of what the assessment found.

    Raises
    ------
    Refused
        If it is not assessed.
    """
    insist(by, "releases.prepare")
    found = held(release)
    if found.state != Release.State.ASSESSED:
        raise Refused("web.collaborative.release-not-from-here", status=409)
    found.harm = harm
    found.assessment = {**(found.assessment or {}), "answer": concerns}
    found.save()
    record("releases.harm-answered", subject=("collaborative.release", found.pk))
    return found


def _fill(release: Release, choices: Mapping[str, Any], texts: Mapping[str, Any]) -> None:
    hub = Hub.objects.get()
    release.settings = {name: choices[name] for name in CHOICES if name in choices}
    if (release.settings.get("k") or hub.k) < hub.k:
        raise Refused("web.collaborative.release-k-under-hub", status=400, k=hub.k)
    release.settings["k"] = release.settings.get("k") or hub.k
    release.inputs = []
    for name in TEXTS:
        if name in texts:
            setattr(release, name, texts[name])
