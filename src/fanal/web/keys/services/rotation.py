"""Rotation: a new version of the organisation's key replaces the old one, in steps that can be interrupted.

1. The new version is written, with its openings, and committed; only then does anything seal with it.
2. Everything that the old one seals is sealed anew, in batches, each a transaction of its own: rows without a
   person, wrapped keys of persons and files, the lasting secret. Both versions open meanwhile.
3. When every transaction that began before is over, what those wrote is sealed anew as well.
4. The old version's openings are deleted, and it is forgotten.

Interrupted anywhere, `rotate` goes on where it was. The keys of persons stay the same, wrapped anew:
whoever had the old key **and** an old backup may hold them. What they sealed could be protected from that
reader only by erasure.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from fanal.presentation import Refusal
from fanal.presentation.progress import Progress, silent
from fanal.web.keys.agent import Versions
from fanal.web.keys.errors import WrongPassphrase
from fanal.web.keys.fields import Ciphertext, SealedField, sealed_fields
from fanal.web.keys.hierarchy import Key, data_key_of, open_versions
from fanal.web.keys.keyring import keyring
from fanal.web.keys.models import Opening, OrganisationKey
from fanal.web.keys.sealing import KEY_BYTES, NOBODY, Place, header_of, open_sealed, seal
from fanal.web.keys.services.openings import add_host, add_passphrase, living, opened_by_passphrase
from fanal.web.keys.signals import rotated
from fanal.web.organisations.tenancy import organisation_models, tenant

BATCH = 200
_PATIENCE_S = 60.0


def rotate(
    organisation: UUID, *, passphrase: str | None = None, progress: Progress = silent, batch: int = BATCH
) -> int:
    """Renew the key of an organisation, or go on with a renewal that was interrupted. Its keys are open.

    Parameters
    ----------
    organisation
        Whose. Outside of any transaction: each step is one of its own.
    passphrase
        The one that opens the old version, and shall open the new one. Not needed to go on.
    progress
        Told of how many of how many rows.
    batch
        How many rows are sealed anew in one transaction.

    Returns
    -------
    int
        The version that seals from now on.

    Raises
    ------
    WrongPassphrase
        If the organisation has a passphrase, and this is not it.
    KeyUnavailable
        If its keys are not open.
    """
    versions = _begin(organisation, passphrase)
    keyring().put(organisation, versions, only_if_open=True)
    with tenant(organisation):
        walked = [model for model in organisation_models() if sealed_fields(model)]
        total = sum(model._base_manager.count() for model in walked)
    done = 0
    for model in walked:
        done = _walk(organisation, model, batch, done, lambda n: progress(min(n, total), total, "keys"))
    _wait_for_earlier_transactions()
    for model in walked:
        _walk(organisation, model, batch, 0, lambda n: None)
    return _finish(organisation, max(versions))


def _begin(organisation: UUID, passphrase: str | None) -> Versions:
    """Write the new version and its openings; give all living versions."""
    with transaction.atomic(durable=True), tenant(organisation):
        versions, keys = open_versions(), living()
        if len(keys) > 1:
            if missing := {key.version for key in keys} - set(versions):
                raise Refusal("web.keys.rotation-locked", n=len(missing))
            return versions
        old = OrganisationKey.objects.select_for_update().get(pk=keys[0].pk)
        kinds = set(old.openings.values_list("kind", flat=True))
        by_passphrase = Opening.Kind.PASSPHRASE in kinds
        if by_passphrase and (passphrase is None or opened_by_passphrase(passphrase) != versions):
            raise WrongPassphrase
        old.state = OrganisationKey.State.RETIRING
        old.save(update_fields=["state"])
        new, secret = OrganisationKey.objects.create(version=old.version + 1), os.urandom(KEY_BYTES)
        if by_passphrase and passphrase is not None:
            add_passphrase(new, secret, passphrase)
        if Opening.Kind.HOST in kinds:
            add_host(new, secret)
        return {**versions, new.version: secret}


def _walk(
    organisation: UUID,
    model: type[models.Model],
    batch: int,
    done: int,
    told: Callable[[int], None],
) -> int:
    """Seal all rows of a model anew that an older version seals."""
    last: UUID | None = None
    while True:
        with transaction.atomic(durable=True), tenant(organisation):
            versions = open_versions()
            rows = _next_rows(model, last, batch)
            for row in rows:
                _reseal(organisation, model, row, versions)
        if not rows:
            return done
        done += len(rows)
        last = rows[-1]["pk"]
        told(done)


def _next_rows(model: type[models.Model], last: UUID | None, batch: int) -> list[dict[str, Any]]:
    names = [field.attname for field in sealed_fields(model)]
    # The base manager: no row is left out because some manager hides it. Row-level security keeps to the own.
    found = model._base_manager.select_for_update().order_by("pk")
    if last is not None:
        found = found.filter(pk__gt=last)
    return list(found.values("pk", *names)[:batch])


def _reseal(organisation: UUID, model: type[models.Model], row: dict[str, Any], versions: Versions) -> None:
    newest = max(versions)
    anew = {}
    for field in sealed_fields(model):
        held = row[field.attname]
        if held is None:
            continue
        place = _place(organisation, field, row["pk"])
        version, owner = header_of(held, place)
        if owner != NOBODY or version == newest:
            continue
        plain = open_sealed(_key(versions, version).secret, held, place)
        anew[field.attname] = Ciphertext(seal(_key(versions, newest).secret, newest, plain, place))
    if anew:
        model._base_manager.filter(pk=row["pk"]).update(**anew)


def _key(versions: Versions, version: int) -> Key:
    return data_key_of(versions[version], version)


def _place(organisation: UUID, field: SealedField, row: object) -> Place:
    return Place(
        organisation=str(organisation),
        model=field.model._meta.label_lower,
        row=str(row),
        field=field.attname,
    )


def _wait_for_earlier_transactions() -> None:
    """Wait until every transaction that may have sealed with the old version is over.

    Raises
    ------
    Refusal
        If one lasts too long; the rotation can go on later.
    """
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        began = cursor.fetchone()[0]
        until = time.monotonic() + _PATIENCE_S
        while True:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and usename = current_user and xact_start < %s",
                [began],
            )
            if not cursor.fetchone()[0]:
                return
            if time.monotonic() > until:
                raise Refusal("web.keys.rotation-waits")
            time.sleep(0.2)


def _finish(organisation: UUID, newest: int) -> int:
    with transaction.atomic(durable=True), tenant(organisation):
        versions = open_versions()
        for old in OrganisationKey.objects.select_for_update().filter(state=OrganisationKey.State.RETIRING):
            old.openings.all().delete()
            old.state, old.destroyed_at = OrganisationKey.State.DESTROYED, timezone.now()
            old.save(update_fields=["state", "destroyed_at"])
        rotated.send(sender="keys", organisation=organisation, version=newest)
    keyring().put(organisation, {newest: versions[newest]}, only_if_open=True)
    return newest
