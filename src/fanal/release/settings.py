"""What a person decides about a release; everything else is decided by the standard and the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from fanal.presentation import Refusal
from fanal.release.dp_settings import DifferentialPrivacy

if TYPE_CHECKING:
    from collections.abc import Mapping

WEAK_K = 5
"""A k below this is written, and said to be weak: groups of four are within reach of a good guess."""


@dataclass(frozen=True, kw_only=True)
class ReleaseSettings:
    """What to release, how well protected, and in whose name."""

    k: int = 11
    """The fewest people who must look alike. CTDC publishes with 11."""
    consent: str | None = None
    """The field that says who agreed to the use of their data."""
    consent_assumed: str | None = None
    """Why everybody may be taken to have agreed; printed in the method note."""
    columns: tuple[str, ...] = ()
    """Variables to publish, all of them quasi-identifiers; none: those that the standard names."""
    sensitive: tuple[str, ...] = ()
    """Variables published beside them, **not protected by k**."""
    person: str | None = None
    """For a table of no known vocabulary: the column that says who a row is about."""
    title: str = ""
    """The title; none: one that says what the data are."""
    publisher: str = ""
    """Who publishes."""
    method: str = "k-anonymous"
    """The name of the method of protection."""
    dp: DifferentialPrivacy | None = None
    """What the method ``dp`` needs beside; none for other methods."""
    source_date: date | None = None
    """The day that the release bears. There is no clock in a release."""

    def __post_init__(self) -> None:
        if self.k < 2:
            raise Refusal("privacy.k-too-small", value=self.k)
        if self.consent is not None and self.consent_assumed is not None:
            raise Refusal("release.consent-twice")
        if self.consent is None and not (self.consent_assumed or "").strip():
            raise Refusal("release.consent-missing")
        for name in self.columns:
            if self.columns.count(name) > 1 or name in self.sensitive:
                raise Refusal("release.variable-twice", name=name)
        for name in (self.title, self.publisher, self.consent_assumed or ""):
            if any(ord(sign) < 32 for sign in name):
                raise Refusal("release.control-character")

    @property
    def weak(self) -> bool:
        """Whether k is so low that it must be said."""
        return self.k < WEAK_K


def source_date(environment: Mapping[str, str]) -> date | None:
    """Read the day of a release from ``SOURCE_DATE_EPOCH``, in UTC.

    Raises
    ------
    Refusal
        If it is not a whole number of seconds.
    """
    raw = environment.get("SOURCE_DATE_EPOCH")
    if not raw:
        return None
    try:
        return datetime.fromtimestamp(int(raw), tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        raise Refusal("release.source-date", value=raw) from None
