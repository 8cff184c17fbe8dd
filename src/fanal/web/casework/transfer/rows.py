"""One case of a file, as the values of the tables of the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fanal.standard import CASE, Records, Vocabulary
from fanal.web.casework.fields import stored
from fanal.web.casework.transfer.extension import casework_names

Values = dict[str, Any]
"""What is recorded, by the names of fields, as rows of casework keep it."""

ONCE = ("organisation", "person", "victim context", "case", "consent")
ALLEGED, COMMENT, EVENT, PLAN = (
    "perpetrator context",
    "case comment",
    "historic trafficking event",
    "support plan",
)


@dataclass(frozen=True)
class CaseRow:
    """One case of a file.

    Attributes
    ----------
    key
        What names it in the file.
    once
        Values by table, of the tables that a case has one row of.
    several
        Rows by table, of the others.
    aside
        What the file says of it that was not understood, as lines.
    more
        Values of columns that casework writes beyond the standard.
    """

    key: str
    once: Mapping[str, Values]
    several: Mapping[str, list[Values]] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    more: Values = field(default_factory=dict)


def rows_of(
    records: Records, start: int, stop: int, aside: Mapping[str, tuple[str, ...]] | None = None
) -> Iterator[CaseRow]:
    """Give some cases of records, in their order.

    Parameters
    ----------
    start, stop
        From which place on, and up to which.
    aside
        Lines of what was not understood, by case.
    """
    part = records.cases.slice(start, max(0, stop - start))
    keys = part[CASE]
    several: dict[str, dict[str, list[Values]]] = {}
    for table, frame in records.repeated.items():
        for row in frame.filter(frame[CASE].is_in(keys.implode())).iter_rows(named=True):
            key = row.pop(CASE)
            if values := _values(row, records.vocabulary):
                several.setdefault(key, {}).setdefault(table, []).append(values)
    for row in part.iter_rows(named=True):
        key = row.pop(CASE)
        once: dict[str, Values] = {table: {} for table in ONCE}
        more: Values = {}
        for name, value in _values(row, records.vocabulary).items():
            place = more if name in casework_names() else once[records.vocabulary[name].table]
            place[name] = value
        yield CaseRow(key, once, several.get(key, {}), (aside or {}).get(key, ()), more)


def _values(row: Mapping[str, Any], vocabulary: Vocabulary) -> Values:
    found = {name: stored(vocabulary[name], value) for name, value in row.items()}
    return {name: value for name, value in found.items() if value is not None}
