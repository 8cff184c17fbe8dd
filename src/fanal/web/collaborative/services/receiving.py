"""The one door for contributions: from the site, over the API, by file; what may not be kept never is."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from uuid import UUID

import polars as pl
from django.db import transaction
from django.db.models import Max

from fanal.contributing import Package, opened
from fanal.contributing.package import ROW
from fanal.release import publishable
from fanal.release.aggregates import Aggregates
from fanal.standard import Disclosure, htcds
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.models import Agreement, Contribution, Contributor, Hub, Mapping, Removal
from fanal.web.collaborative.services.agreement import agreement_insist
from fanal.web.collaborative.sharing import columns_agreed, variables_of
from fanal.web.design.errors import Refused
from fanal.web.keys.files import SealedFiles

State = Contribution.State
MOST_EPSILON = 20
"""As of a release of the hub: noise that is less protects nobody."""
_STANDS = (State.RECEIVED, State.CHECKED, State.ACCEPTED, State.SUPERSEDED)


@transaction.atomic
def contribution_receive(
    *,
    contributor: Contributor,
    raw: bytes,
    way: str,
    by: UUID | None,
    drop: bool = False,
    note: str = "",
    mapping: Mapping | None = None,
) -> Contribution:
    """Take in a package, inside the hub's tenant; it is then checked in the background.

    Parameters
    ----------
    contributor
        Whose it is; who may send for it was decided before.
    raw
        The package, as it is or sealed to the hub.
    way
        ``site``, ``api`` or ``file``.
    by
        The user who sent it; none: a program.
    drop
        Leave out columns that were not agreed on; else they refuse the package. Identity always does.

    Returns
    -------
    Contribution
        The same as before, for a package that came before.

    Raises
    ------
    Refusal
        If it is no package, or not for this hub.
    Refused
        If no agreement covers it, or something stands in it that may not be kept.
    KeysLocked
        If the hub's keys are not open: nothing was kept.
    """
    from fanal.web.collaborative.tasks.contribution import check_contribution

    # Whoever sends the same twice, at once, waits here for the first.
    held: Contributor = Contributor.objects.select_for_update().get(pk=contributor.pk)
    plain = opened(raw, Hub.objects.get().identity)
    digest = hashlib.sha256(plain).hexdigest()
    same = Contribution.objects.filter(contributor=held, digest=digest, state__in=_STANDS).first()
    if same is not None:
        return same
    package = Package.from_bytes(plain)
    agreement = agreement_insist(
        held, purpose=package.purpose, kind=package.kind, agreement=package.agreement
    )
    kept = _agreed(package, agreement, drop=drop)
    newest = Contribution.objects.filter(contributor=held).aggregate(last=Max("version"))["last"] or 0
    made = Contribution(
        contributor=held,
        agreement=agreement,
        version=newest + 1,
        kind=package.kind,
        way=way,
        digest=digest,
        note=note[:500],
        mapping=mapping,
        received_by_id=by,
    )
    made.received = SealedFiles().write("package.zip", [kept.to_bytes()])
    made.save(force_insert=True)
    Removal.objects.bulk_create(
        [Removal(contributor=held, row=row) for row in package.removed], ignore_conflicts=True
    )
    check_contribution.defer(contribution=made.pk)
    details = {"version": made.version, "kind": made.kind, "way": way, "taken_back": len(package.removed)}
    record("contributions.received", subject=("collaborative.contribution", made.pk), details=details)
    return made


def _agreed(package: Package, agreement: Agreement, *, drop: bool) -> Package:
    """Give what may be kept of a package: agreed columns, and nothing that it says of itself."""
    if package.rows is None:
        _counts_agreed(package, agreement)
        return replace(package, told={})
    columns = [name for name in package.rows.columns if name != ROW]
    if any(_identifies(name) for name in columns):
        raise Refused("web.collaborative.package-identity", status=400)
    agreed, others = columns_agreed(columns, agreement.fields)
    if others and not drop:
        known = [name for name in others if name in htcds().by_name]
        # A heading that is no field may be anything, a name too: it is counted, and not repeated.
        unknown = len(others) - len(known)
        raise Refused(
            "web.collaborative.package-not-agreed", status=400, fields=", ".join(known) or "–", n=unknown
        )
    if not agreed:
        raise Refused("web.collaborative.package-nothing", status=400)
    taken_back = pl.col(ROW).is_in(list(package.removed))
    return replace(package, rows=package.rows.select(ROW, *agreed).filter(~taken_back), told={})


def _counts_agreed(package: Package, agreement: Agreement) -> None:
    counts = package.aggregates
    assert counts is not None  # noqa: S101 - it holds rows, or counts
    known = publishable(htcds())
    # It stands there with its version: ``HTCDS 2.0``.
    if counts.vocabulary.partition(" ")[0] != known.vocabulary.name or counts.unknown(known):
        raise Refused("web.collaborative.counts-unknown", status=400)
    if others := sorted(set(counts.fields) - variables_of(agreement.fields)):
        raise Refused("web.collaborative.package-not-agreed", status=400, fields=", ".join(others), n=0)
    # Values of counts go to the public as they are: nothing that somebody typed is among them.
    if n := counts.foreign(known):
        raise Refused("web.collaborative.counts-values", status=400, n=n)
    k = Hub.objects.get().k
    if not _protected(counts, k):
        raise Refused("web.collaborative.counts-weak", status=400, k=k)


def _protected(counts: Aggregates, k: int) -> bool:
    """Whether counts say that they are protected as well as the hub asks of a release; noise has its own."""
    if "epsilon" in counts.protection:
        return counts.method == "dp" and 0 < counts.protection["epsilon"] <= MOST_EPSILON
    return counts.method != "dp" and min(counts.least, counts.protection.get("k", 0)) >= k


def _identifies(column: str) -> bool:
    one = htcds().by_name.get(column)
    return one is not None and (one.secret or one.disclosure is Disclosure.IDENTIFYING)
