"""What happened to people who do not exist: drawn by `fanal.fictional`, and moved towards today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fanal.fictional import generate
from fanal.standard import htcds
from fanal.standard.records import CASE
from fanal.web.casework.ages import ESTIMATED
from fanal.web.casework.models.documents import is_coded
from fanal.web.casework.vocabulary import ELSEWHERE

RECENT_DAYS = 900
"""Cases were opened within this time, the more the nearer to today."""
OLD, OLD_DAYS = 12, 8 * 365
"""So many were opened long ago, and closed: what is kept of them is looked at again now."""
SPELT_OTHERWISE = 0.04
"""The share of cases of somebody who is there already, written a little differently."""

Row = Mapping[str, Any]
Values = tuple[dict[str, Any], dict[str, Any]]
"""What is coded, and what is told."""


@dataclass(frozen=True)
class Story:
    """One case as it was drawn, every day moved by the same number of days.

    Attributes
    ----------
    row
        The fields of person, context, case and consent.
    more
        Rows of events, plans, perpetrators, comments, by table.
    opened_on, old
        When; and whether that is long ago.
    moved
        By how much days were moved.
    """

    row: Row
    more: Mapping[str, list[Row]]
    opened_on: date
    old: bool
    moved: timedelta = field(default=timedelta())

    def values(self, table: str, row: Row | None = None) -> Values:
        """Give the fields of a table, divided as they are kept."""
        coded: dict[str, Any] = {}
        told: dict[str, Any] = {}
        for one in htcds().of_table(table):
            value = (self.row if row is None else row).get(one.name)
            if value is None or (one.name in ELSEWHERE and not one.name.startswith("prs_")):
                continue
            (coded if is_coded(one) else told)[one.name] = (
                (value + self.moved).isoformat() if isinstance(value, date) else value
            )
        return coded, told

    def person(self) -> Values:
        """Give the fields of the person; of a birth date that is not known, about how old."""
        coded, told = self.values("person")
        band = coded.pop("prs_AgeBand", None)
        if band and "prs_Birthdate" not in told:
            low = int("".join(one for one in band.split("-")[0] if one.isdigit()))
            told[ESTIMATED] = {"years": low + 1, "on": self.opened_on.isoformat()}
        return coded, told


def stories(cases: int, seed: int, today: date) -> list[Story]:
    """Draw cases, the oldest first."""
    records = generate(cases, seed, duplicates=SPELT_OTHERWISE).records
    more: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table, rows in records.repeated.items():
        for row in rows.iter_rows(named=True):
            more[row[CASE]][table].append(row)
    drawn = sorted(records.cases.iter_rows(named=True), key=lambda one: one["cas_RegistrationDate"])
    return [_story(row, more[row[CASE]], place, cases, today) for place, row in enumerate(drawn)]


def _story(row: Row, more: Mapping[str, list[Row]], place: int, cases: int, today: date) -> Story:
    old = place < OLD
    left = (cases - 1 - place) / max(cases - 1 - OLD, 1)
    ago = OLD_DAYS - place * 9 if old else round(RECENT_DAYS * left**1.5) + 1
    opened_on = today - timedelta(ago)
    return Story(row, more, opened_on, old, opened_on - row["cas_RegistrationDate"])
