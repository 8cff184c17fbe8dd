"""What a release is made from: the last accepted version of each contribution, and its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.utils import timezone

from fanal.contributing import Package
from fanal.contributing import records_of as package_records
from fanal.contributing.package import ROW
from fanal.release import Variable, publishable
from fanal.release.aggregates import Aggregates
from fanal.standard import CASE, FieldType, Records, htcds
from fanal.web.collaborative.measuring import PROVENANCE
from fanal.web.collaborative.models import Contribution, Release, Removal, Review
from fanal.web.collaborative.selectors.contribution import rows_of
from fanal.web.collaborative.sharing import variables_of
from fanal.web.keys.files import SealedFiles
from fanal.web.keys.models import SealedFile


@dataclass(frozen=True, kw_only=True)
class Input:
    """One contribution as it goes into a release."""

    contribution: Contribution
    table: pl.DataFrame | None = None
    aggregates: Aggregates | None = None
    sha256: str = ""

    @property
    def people(self) -> int:
        """Rows of it, or the people that its counts tell of."""
        if self.table is not None:
            return self.table.height
        return (self.aggregates.people or 0) if self.aggregates else 0


def offered(purpose: str, today: date | None = None) -> list[Contribution]:
    """List what may go into a release for a purpose: of each contributor the last accepted version of a kind.

    Left out are contributors who ended, agreements that do not hold today or are for another purpose, and
    kinds that they do not allow.
    """
    today = today or timezone.localdate()
    accepted = (
        Contribution.objects.filter(
            state=Contribution.State.ACCEPTED,
            agreement__purpose=purpose,
            contributor__ended_at=None,
        )
        .select_related("contributor", "agreement")
        .order_by("contributor_id", "kind", "-version")
    )
    found: dict[tuple[Any, str], Contribution] = {}
    for one in accepted:
        if one.agreement.holds(today) and one.kind in one.agreement.kinds:
            found.setdefault((one.contributor_id, one.kind), one)
    return list(found.values())


def going_in(release: Release) -> list[Contribution]:
    """List what goes into a release: what was chosen of what is offered, without what was vetoed."""
    vetoed = set(
        Review.objects.filter(release=release, answer=Review.Answer.VETOED).values_list(
            "contributor", flat=True
        )
    )
    chosen = release.settings.get("contributors")
    return [
        one
        for one in offered(release.purpose)
        if one.contributor_id not in vetoed and (chosen is None or str(one.contributor_id) in chosen)
    ]


def covered(contributions: Iterable[Contribution]) -> list[Variable]:
    """List the variables that the agreements of all of some contributions cover."""
    agreed = [variables_of(one.agreement.fields) for one in contributions]
    known = publishable(htcds()).variables
    return [one for one in known if agreed and all(one.name in names for names in agreed)]


def read_inputs(release: Release) -> list[Input]:
    """Read all that goes into a release, without rows that were taken back; always in the same order.

    Raises
    ------
    KeyUnavailable
        If the keys are locked.
    """
    made = [_read(one) for one in going_in(release)]
    return sorted(made, key=lambda one: (str(one.contribution.contributor_id), one.contribution.kind))


def _read(contribution: Contribution) -> Input:
    file = contribution.records if contribution.kind == Contribution.Kind.ROWS else contribution.received
    raw = contents(file)
    digest = hashlib.sha256(raw).hexdigest()
    if contribution.kind == Contribution.Kind.AGGREGATES:
        return Input(contribution=contribution, aggregates=Package.from_bytes(raw).aggregates, sha256=digest)
    return Input(contribution=contribution, table=rows_of(contribution), sha256=digest)


def contents(file: SealedFile | None) -> bytes:
    """Open a sealed file whole.

    Raises
    ------
    FileNotFoundError
        If there is none any more.
    """
    if file is None:
        raise FileNotFoundError
    return b"".join(SealedFiles().read(file))


def told(one: Input) -> dict[str, Any]:
    """Say of an input what is recorded with a release, so that it can be made again."""
    return {
        "contribution": str(one.contribution.pk),
        "contributor": str(one.contribution.contributor_id),
        "version": one.contribution.version,
        "kind": one.contribution.kind,
        "rows": one.people,
        "sha256": one.sha256,
        "taken_back": taken_back(one.contribution),
    }


def taken_back(contribution: Contribution) -> int:
    """Count the rows that its contributor ever took back: one more, and a release has to be made again."""
    return int(Removal.objects.filter(contributor=contribution.contributor_id).count())


def records_of(inputs: Sequence[Input]) -> Records:
    """Join the rows of contributions into records, in an order that tells nothing of whose they are."""
    whose = [(str(one.contribution.contributor_id), one.table) for one in inputs if one.table is not None]
    named = [
        table.drop(*(name for name in PROVENANCE if name in table.columns and name != ROW)).with_columns(
            pl.concat_str(pl.col(ROW), pl.lit(f":{contributor}"))
        )
        for contributor, table in whose
    ]
    if not named:
        return Records(htcds(), pl.DataFrame(schema={CASE: pl.String()}))
    table = pl.concat(named, how="diagonal").sort(ROW)
    days = [one.name for one in htcds() if one.type is FieldType.DATE and one.name in table.columns]
    return package_records(table.with_columns(_first_day(name) for name in days)).records


def _first_day(name: str) -> pl.Expr:
    """Take a year for its first day: nothing finer is kept of a date."""
    year = pl.col(name).str.len_chars() == 4
    return pl.when(year).then(pl.col(name) + "-01-01").otherwise(pl.col(name)).alias(name)
