"""Erasure: a person's key is destroyed, here and in every backup that is restored later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fanal.web.keys import erasure_list
from fanal.web.keys.errors import KeyDestroyed, OnHold
from fanal.web.keys.files import SealedFiles
from fanal.web.keys.hierarchy import forget_person
from fanal.web.keys.models import BlindEntry, Erasure, PersonKey, SealedFile
from fanal.web.keys.services.persons import living_person
from fanal.web.keys.signals import person_erased
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import current_organisation, current_user, tenant

_RESTORED = str(Erasure.Reason.RESTORED)
KEPT_DAYS = 90
"""How long backups are kept, where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a list of erasures did to a restored database.

    Attributes
    ----------
    listed, destroyed
        Erasures that the list names; keys that were there again and are destroyed now.
    unread
        Lines that could not be read. Not nothing: somebody must look.
    """

    listed: int
    destroyed: int
    unread: int


@transaction.atomic
def person_erase(person: UUID, *, reason: str, backups_kept_days: int = KEPT_DAYS) -> Erasure:
    """Destroy the key of a person, their blind index entries and sealed files; what it sealed stays as noise.

    It counts as done from its line in the list of erasures, even where this transaction is undone.

    Parameters
    ----------
    person
        Whom.
    reason
        A code of `Erasure.Reason`.
    backups_kept_days
        After how many days the last backup that was made before is destroyed.

    Returns
    -------
    Erasure
        The certificate; the first one again, where the person was erased before.

    Raises
    ------
    OnHold
        If a legal hold blocks it.
    NoKeys
        If there never was a key of this person.
    """
    try:
        row = living_person(person)
    except KeyDestroyed:
        return Erasure.objects.get(person=person)
    if row.held:
        raise OnHold(person, row.hold_reason)
    now = timezone.now()
    certificate = _destroy(
        person,
        str(Erasure.Reason(reason)),
        now,
        readable_until=(timezone.localtime(now) + timedelta(days=backups_kept_days)).date(),
    )
    erasure_list.append(
        settings.INSTALLATION.erasures, erasure_list.Line(current_organisation(), person, now)
    )
    person_erased.send(sender="keys", person=person, reason=reason)
    return certificate


def apply_erasures(path: Path | None = None) -> Applied:
    """Destroy again what was erased since the backup that was just restored; before anything is served.

    Legal holds of the backup do not stop it: they were lifted before the erasure. Doing it twice changes
    nothing.

    Parameters
    ----------
    path
        The list; none: that of the installation.
    """
    lines, unread = erasure_list.read(path or settings.INSTALLATION.erasures)
    there = set(Organisation.objects.values_list("pk", flat=True))
    by_organisation = sorted(lines, key=lambda line: line.organisation.int)
    destroyed = 0
    for organisation, some in groupby(by_organisation, key=lambda line: line.organisation):
        if organisation not in there:
            continue  # It was founded after this backup was made: nothing of it was restored.
        with tenant(organisation):
            done = set(PersonKey.objects.exclude(destroyed_at=None).values_list("pk", flat=True))
            destroyed += sum(_apply(line) for line in some if line.person not in done)
    return Applied(len(lines), destroyed, unread)


def _apply(line: erasure_list.Line) -> bool:
    there = PersonKey.objects.filter(pk=line.person, destroyed_at=None).exists()
    _destroy(line.person, _RESTORED, line.at, readable_until=None)
    if there:
        person_erased.send(sender="keys", person=line.person, reason=_RESTORED)
    return there


def _destroy(person: UUID, reason: str, at: datetime, *, readable_until: object) -> Erasure:
    """Destroy what opens a person's rows, and leave the tombstone, also where there was no key yet."""
    gone = {
        "wrapped": None,
        "destroyed_at": at,
        "held_since": None,
        "hold_until": None,
        "hold_reason": None,
    }
    if not PersonKey.objects.filter(pk=person).update(**gone):
        PersonKey.objects.create(id=person, **gone)
    forget_person(person)
    BlindEntry.objects.filter(person=person).delete()
    files = SealedFiles()
    for file in SealedFile.objects.filter(person=person):
        files.delete(file)
    certificate, _ = Erasure.objects.get_or_create(
        person=person,
        defaults={"reason": reason, "at": at, "readable_until": readable_until, "by": current_user()},
    )
    return certificate
