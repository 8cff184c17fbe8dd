"""What is read of contributions at the hub."""

from __future__ import annotations

import io
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from fanal.contributing.package import ROW
from fanal.web.collaborative.models import Contribution, Contributor, Removal
from fanal.web.keys.files import SealedFiles


def contributions(contributor: Contributor | None = None) -> QuerySet[Contribution]:
    """List contributions of the hub whose turn it is, the newest first."""
    found = Contribution.objects.select_related("contributor", "agreement").order_by("-received_at", "pk")
    return found if contributor is None else found.filter(contributor=contributor)


def waiting() -> QuerySet[Contribution]:
    """List those that somebody has to look at."""
    return contributions().filter(state=Contribution.State.CHECKED)


def before(contribution: Contribution) -> Contribution | None:
    """Give the version before of the same purpose and kind, where its rows are still there."""
    state = Contribution.State
    earlier = Contribution.objects.filter(
        contributor=contribution.contributor_id,
        kind=contribution.kind,
        agreement__purpose=contribution.agreement.purpose,
        version__lt=contribution.version,
        records__isnull=False,
        state__in=(state.CHECKED, state.ACCEPTED, state.SUPERSEDED),
    )
    return earlier.order_by("-version").first()


def rows_of(contribution: Contribution, *, taken_back: bool = False) -> pl.DataFrame:
    """Open the rows of a contribution: ``contributor``, ``version``, ``row``, and fields as texts.

    Parameters
    ----------
    taken_back
        Also those that were taken back and wait to leave the file.

    Raises
    ------
    FileNotFoundError
        If its file was destroyed.
    KeyUnavailable
        If the hub's keys are not open.
    """
    if contribution.records is None:
        raise FileNotFoundError
    table = pl.read_parquet(io.BytesIO(b"".join(SealedFiles().read(contribution.records))))
    if taken_back:
        return table
    return table.filter(~pl.col(ROW).is_in(removed(contribution.contributor_id)))


def removed(contributor: UUID) -> list[str]:
    """List the names of rows that a contributor took back."""
    return list(Removal.objects.filter(contributor=contributor).values_list("row", flat=True))
