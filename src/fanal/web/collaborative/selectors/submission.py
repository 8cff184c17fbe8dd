"""What is read of packages on their way out: rows as they leave, what changed since the last, who stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import QuerySet
from django.http import Http404

from fanal.contributing.package import ROW, Package
from fanal.web.access.actor import Actor
from fanal.web.casework.models import Case
from fanal.web.casework.selectors.readable import readable_cases
from fanal.web.collaborative.models import Destination, Submission
from fanal.web.design.errors import Refused
from fanal.web.keys.files import SealedFiles

WORDS = {
    "another-case": "web.collaborative.stays-another-case",
    "withdrawn-since": "web.collaborative.stays-withdrawn-since",
    "not-of-this": "web.collaborative.stays-not-of-this",
    "nothing-recorded": "web.collaborative.stays-nothing-recorded",
}
"""What is said of reasons that are of this room; others are keys of casework."""


@dataclass(frozen=True)
class Change:
    """What a package changes of the one that left before it.

    Attributes
    ----------
    fields
        In how many rows that stay a field says something else.
    """

    added: int
    changed: int
    taken_back: int
    fields: list[tuple[str, int]]


def submissions() -> QuerySet[Submission]:
    """List packages, the newest first."""
    return Submission.objects.select_related("destination").order_by("-made_at")


def submission(pk: UUID) -> Submission:
    """Find one; `Http404` where there is none."""
    found = Submission.objects.select_related("destination", "package").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def destinations() -> QuerySet[Destination]:
    """List hubs elsewhere to which packages go."""
    return Destination.objects.filter(ended_at=None).order_by("name")


def destination(pk: UUID) -> Destination:
    """Find one; `Http404` where there is none."""
    found = destinations().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def reason(code: str) -> str:
    """Give the key of what is said of a reason for staying."""
    return WORDS.get(code, code)


def package_of(row: Submission) -> Package:
    """Open the package of a submission.

    Raises
    ------
    Refused
        If there is none, or none any more.
    """
    if row.package is None:
        raise Refused("web.collaborative.submission-not-now", status=409)
    return Package.from_bytes(b"".join(SealedFiles().read(row.package)))


def rows_with(package: Package, words: str) -> pl.DataFrame:
    """Give the rows in which some cell has a text in it."""
    if package.rows is None:
        return pl.DataFrame()
    if not words:
        return package.rows
    wanted = words.casefold()
    hits = pl.any_horizontal(pl.all().fill_null("").str.to_lowercase().str.contains(wanted, literal=True))
    return package.rows.filter(hits)


def counts_with(package: Package, words: str) -> list[dict[str, Any]]:
    """Give the counts of a package in whose variables or values a text is."""
    if package.aggregates is None:
        return []
    wanted = words.casefold()
    return [
        {"of": " · ".join(f"{name} = {value}" for name, value in key), "cell": cell}
        for key, cell in sorted(package.aggregates.cells.items())
        if not wanted or any(wanted in f"{name} {value}".casefold() for name, value in key)
    ]


def change(row: Submission, package: Package) -> Change | None:
    """Compare a package with the one that left before it; none, where there is none any more."""
    before = (
        Submission.objects.filter(
            hub=row.hub_id,
            destination=row.destination_id,
            kind=row.kind,
            leaving_since__isnull=False,
            package__isnull=False,
            made_at__lt=row.made_at,
        )
        .select_related("package")
        .order_by("-made_at")
        .first()
    )
    if before is None or package.rows is None:
        return None
    old = package_of(before).rows
    if old is None:
        return None
    both = package.rows.join(old, on=ROW, how="inner", suffix=":old")
    differs = {
        name: both[name].fill_null("") != both[f"{name}:old"].fill_null("")
        for name in package.rows.columns
        if f"{name}:old" in both.columns
    }
    fields = [(name, int(series.sum())) for name, series in differs.items()]
    changed = pl.DataFrame(differs).select(pl.any_horizontal(pl.all())).to_series().sum() if differs else 0
    return Change(
        package.rows.height - both.height, int(changed), row.taken_back, [one for one in fields if one[1]]
    )


def held_back(row: Submission, actor: Actor) -> Iterator[tuple[Case, str]]:
    """List the cases that stay, and why: only those that somebody may read."""
    stays: dict[str, str] = row.inside.get("stays", {})
    for case in readable_cases(actor).filter(pk__in=stays).order_by("number"):
        yield case, reason(stays[str(case.pk)])
