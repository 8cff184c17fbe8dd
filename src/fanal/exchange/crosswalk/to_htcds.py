"""From the flat form of CTDC to HTCDS."""

from __future__ import annotations

import polars as pl

from fanal.exchange.crosswalk.ages import MAJORITY
from fanal.exchange.crosswalk.rows import Row, crosswalk, told
from fanal.exchange.crosswalk.to_ctdc import EVENTS
from fanal.presentation import Finding, Severity
from fanal.standard.records import CASE, Records, dtype
from fanal.standard.vocabulary import htcds

_FOLLOWS = ("all", "unrecorded", "together")
"""Kinds of columns that say again what others say."""


def to_htcds(records: Records) -> tuple[Records, tuple[Finding, ...]]:
    """Say cases of CTDC by the fields of HTCDS, by ``crosswalk-ctdc.toml``.

    Parameters
    ----------
    records
        Cases of the flat form of CTDC.

    Returns
    -------
    records, findings
        The same cases in the same order; and what HTCDS has no place for, as numbers of cases. A flag
        that is false adds nothing: HTCDS records only what is so.
    """
    work = _Work(records)
    for row in crosswalk().rows:
        if row.ctdc in records.cases.columns and row.to_htcds is not None:
            work.carry(row)
    cases, findings = work.cases()
    return (
        Records(htcds(), cases, work.events(), records.fictional),
        (*findings, *_not_carried(records)),
    )


class _Work:
    """Fields of HTCDS as they are worked out."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.codes: dict[str, list[tuple[str, pl.Series]]] = {}
        self.columns: dict[str, pl.Series] = {}
        self.countries: dict[str, pl.Series] = {}

    def carry(self, row: Row) -> None:
        """Carry one row over."""
        values, target = self.records.cases[row.ctdc], str(row.to_htcds)
        if row.kind == "flag":
            self.codes.setdefault(str(row.htcds), []).append((target, values.fill_null(value=False)))
        elif row.kind == "value":
            holds = (values == row.value).fill_null(value=False)
            self.codes.setdefault(str(row.htcds), []).append((target, holds))
        elif row.kind == "majority":
            bands = {"Minor": f"0--{MAJORITY - 1}", "Adult": f"{MAJORITY}+"}
            self.put(target, values.replace_strict(bands, default=None, return_dtype=pl.String))
        elif row.event is not None:
            self.countries[row.event] = values
        elif row.kind == "country":
            self.put(target, values.set(values.is_null(), None).map_elements(_alone, pl.List(pl.String())))
        else:
            self.put(target, values)

    def put(self, name: str, found: pl.Series) -> None:
        """Fill a field: what an earlier, more exact column said stays."""
        before = self.columns.get(name)
        self.columns[name] = found if before is None else before.zip_with(before.is_not_null(), found)

    def cases(self) -> tuple[pl.DataFrame, list[Finding]]:
        """Give the main table."""
        findings: list[Finding] = []
        for name, found in self.codes.items():
            self.columns[name] = values = _chosen(name, found, len(self.records))
            if not isinstance(dtype(htcds()[name]), pl.List):
                several = int((values.list.len() > 1).sum())
                label = htcds()[name].label
                findings += told("ctdc-several-codes", Severity.REVIEW, name, several, field=label)
                one = values.list.first()
                self.columns[name] = one.set((values.list.len() > 1).fill_null(value=False), None)
        names = [field.name for field in htcds() if field.name in self.columns]
        columns = [self.columns[name].cast(dtype(htcds()[name])).alias(name) for name in names]
        recorded = [column for column in columns if column.null_count() < len(column)]
        return self.records.cases.select(CASE).with_columns(recorded), findings

    def events(self) -> dict[str, pl.DataFrame]:
        """Give the events that countries stand for."""
        found = [
            self.records.cases.select(CASE, hte_Country=values, hte_Type=pl.lit(event)).drop_nulls()
            for event, values in self.countries.items()
        ]
        rows = [frame for frame in found if frame.height]
        return {EVENTS: pl.concat(rows)} if rows else {}


def _alone(value: str) -> list[str]:
    return [value]


def _chosen(name: str, found: list[tuple[str, pl.Series]], height: int) -> pl.Series:
    """Bring codes together, in the order of their list; null where there is none."""
    order = [code.code for code in htcds().code_list(htcds()[name]).codes]
    holds: dict[str, pl.Series] = {}
    for code, series in found:
        holds[code] = holds[code] | series if code in holds else series
    frame = pl.DataFrame([holds[code].alias(code) for code in order if code in holds], height=height)
    texts = [pl.when(pl.col(code)).then(pl.lit(code)) for code in frame.columns]
    chosen = frame.select(all=pl.concat_list(texts).list.drop_nulls())["all"]
    return chosen.set(chosen.list.len() == 0, None)


def _not_carried(records: Records) -> list[Finding]:
    """Tell of columns, or values of them, that HTCDS has nothing for."""
    findings: list[Finding] = []
    rows = crosswalk().rows
    for field in records.fields():
        mine = [row for row in rows if row.ctdc == field.name and row.kind not in _FOLLOWS]
        values = records.cases[field.name]
        if not mine:
            continue
        if mine[0].kind == "value":
            carried = [row.value for row in mine if row.to_htcds is not None]
            n = int((values.is_not_null() & ~values.is_in(carried)).sum())
        elif any(row.to_htcds is not None for row in mine):
            continue
        elif values.dtype == pl.Boolean():
            n = int(values.sum())
        else:
            n = len(values) - values.null_count()
        findings += told("ctdc-not-in-htcds", Severity.REVIEW, field.name, n, column=field.label)
    return findings
