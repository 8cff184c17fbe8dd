"""From HTCDS to the flat form of CTDC."""

from __future__ import annotations

from functools import partial

import polars as pl

from fanal.exchange.crosswalk.ages import age_at, band_that_holds, majority_of
from fanal.exchange.crosswalk.rows import Row, crosswalk, told
from fanal.presentation import Finding, Severity
from fanal.standard.records import CASE, Records, dtype
from fanal.standard.vocabulary import ctdc

EVENTS = "historic trafficking event"


def to_ctdc(records: Records) -> tuple[Records, tuple[Finding, ...]]:
    """Say cases of HTCDS as CTDC says them, by ``crosswalk-ctdc.toml``.

    A flag is true where HTCDS records what it stands for, and blank otherwise: HTCDS has no “asked, and
    not so”. Nothing that points at a person is carried over.

    Parameters
    ----------
    records
        Cases of HTCDS.

    Returns
    -------
    records, findings
        The same cases, in the same order and under the same keys, by the fields of CTDC; and what could
        not be carried over, as numbers of cases.
    """
    work = _Work(records)
    walk = crosswalk()
    for row in walk.rows:
        if row.to_ctdc and row.kind in _KINDS:
            work.put(row.ctdc, _KINDS[row.kind](work, row))
    for kind in ("unrecorded", "all", "together"):  # each may ask what those before it found
        for row in walk.of_kind(kind):
            if row.to_ctdc:
                work.put(row.ctdc, _FOLLOWING[kind](work, row))
    names = [field.name for field in ctdc() if field.name in work.columns]
    columns = [work.columns[name].cast(dtype(ctdc()[name])).alias(name) for name in names]
    recorded = [column for column in columns if column.null_count() < len(column)]
    cases = records.cases.select(CASE).with_columns(recorded)
    findings = (*work.findings, *_lost_codes(work), *_told_less(work), *_left_behind(records))
    return Records(ctdc(), cases, {}, records.fictional), findings


class _Work:
    """Columns of CTDC as they are worked out."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.columns: dict[str, pl.Series] = {}
        self.findings: list[Finding] = []

    def field(self, name: str) -> pl.Series:
        """Give a field of the cases, all blank where it is not there."""
        cases = self.records.cases
        if name in cases.columns:
            return cases[name]
        return pl.Series(name, [None] * cases.height, dtype=dtype(self.records.vocabulary[name]))

    def true(self, name: str) -> pl.Series:
        """Say where a column found so far is true."""
        found = self.columns.get(name)
        return self.nowhere() if found is None else found.fill_null(value=False)

    def nowhere(self) -> pl.Series:
        """Say false of every case."""
        return pl.Series([False] * len(self.records), dtype=pl.Boolean)

    def put(self, name: str, found: pl.Series) -> None:
        """Add to a column: what an earlier row found stays."""
        before = self.columns.get(name)
        self.columns[name] = found if before is None else before.zip_with(before.is_not_null(), found)

    def events(self, kind: str, value: str) -> pl.DataFrame:
        """Give the values of a field of the events of one type, with their case."""
        rows = self.records.repeated.get(EVENTS)
        if rows is None or value not in rows.columns or "hte_Type" not in rows.columns:
            return pl.DataFrame(schema={CASE: pl.String(), value: dtype(self.records.vocabulary[value])})
        return rows.filter(pl.col("hte_Type") == kind).select(CASE, value).drop_nulls()

    def beside(self, frame: pl.DataFrame, name: str) -> pl.Series:
        """Bring a column with one row per case into the order of the cases."""
        cases = self.records.cases.select(CASE)
        return cases.join(frame, on=CASE, how="left", maintain_order="left")[name]


def _holds(values: pl.Series, codes: tuple[str, ...]) -> pl.Series:
    """Say where a field holds one of some codes."""
    if isinstance(values.dtype, pl.List):
        found = values.list.eval(pl.element().is_in(codes)).list.any()
    else:
        found = values.is_in(codes)
    return found.fill_null(value=False)


def _only_true(found: pl.Series) -> pl.Series:
    """Leave blank what is not true."""
    return found.set(~found, None)


def _flag(work: _Work, row: Row) -> pl.Series:
    return _only_true(_holds(work.field(str(row.htcds)), row.codes))


def _value(work: _Work, row: Row) -> pl.Series:
    found = _holds(work.field(str(row.htcds)), row.codes)
    return pl.Series([row.value] * len(found), dtype=pl.String).set(~found, None)


def _first_date(work: _Work, row: Row) -> pl.Series:
    frame = pl.DataFrame([work.field(name).alias(name) for name in row.dates])
    return frame.select(date=pl.coalesce(row.dates))["date"]


def _year(work: _Work, row: Row) -> pl.Series:
    return _first_date(work, row).dt.year().cast(pl.Int64)


def _age_band(work: _Work, row: Row) -> pl.Series:
    bands = [code.code for code in ctdc().lists["ctdc-age"].codes]
    ages = age_at(work.field("prs_Birthdate"), _first_date(work, row)).cast(pl.String)
    own = work.field(str(row.htcds))
    asked = ages.zip_with(ages.is_not_null(), own)
    found = asked.map_elements(partial(band_that_holds, bands=bands), return_dtype=pl.String)
    unfit = int((asked.is_not_null() & found.is_null()).sum())
    label = work.records.vocabulary[str(row.htcds)].label
    work.findings += told("ctdc-band", Severity.REVIEW, str(row.htcds), unfit, field=label)
    return found


def _majority(work: _Work, row: Row) -> pl.Series:
    if row.event is not None:
        days = work.events(row.event, "hte_Date").group_by(CASE).agg(pl.col("hte_Date").min())
        age = age_at(work.field("prs_Birthdate"), work.beside(days, "hte_Date")).cast(pl.String)
    elif row.dates:
        age = age_at(work.field("prs_Birthdate"), _first_date(work, row)).cast(pl.String)
    else:
        age = work.field(str(row.htcds)).cast(pl.String)
    own = row.band or (row.htcds if row.dates else None)
    if own is not None:
        age = age.zip_with(age.is_not_null(), work.field(own))
    return age.map_elements(majority_of, return_dtype=pl.String)


def _country(work: _Work, row: Row) -> pl.Series:
    name = str(row.htcds)
    if row.event is not None:
        rows = work.events(row.event, name)
    else:
        rows = work.records.cases.select(CASE, work.field(name).alias(name)).explode(name).drop_nulls()
    each = rows.group_by(CASE).agg(pl.col(name).unique())
    several = int((each[name].list.len() > 1).sum())
    label = work.records.vocabulary[name].label
    work.findings += told("ctdc-several-countries", Severity.REVIEW, name, several, field=label)
    one = each.filter(pl.col(name).list.len() == 1).with_columns(pl.col(name).list.first())
    return work.beside(one, name).replace(dict(row.instead))


def _unrecorded(work: _Work, row: Row) -> pl.Series:
    found = work.field(str(row.htcds)).is_null()
    for name in row.unless:
        found = found & ~work.true(name)
    return found if row.when is None else found.set(~work.true(row.when), None)


def _all(work: _Work, row: Row) -> pl.Series:
    found = ~work.nowhere()
    for name in row.of:
        found = found & work.true(name)
    return _only_true(found)


def _together(work: _Work, row: Row) -> pl.Series:
    parts = {text: _only_true(work.true(name)) for name, text in row.parts.items()}
    frame = pl.DataFrame([found.alias(text) for text, found in parts.items()])
    texts = [pl.when(pl.col(text)).then(pl.lit(text)) for text in parts]
    found = frame.select(all=pl.concat_list(texts).list.drop_nulls())["all"]
    return found.set(found.list.len() == 0, None)


_KINDS = {
    "flag": _flag,
    "value": _value,
    "year": _year,
    "age-band": _age_band,
    "majority": _majority,
    "country": _country,
}
_FOLLOWING = {"unrecorded": _unrecorded, "all": _all, "together": _together}


def _lost_codes(work: _Work) -> list[Finding]:
    """Tell of codes that CTDC has no place for, and of those that the crosswalk does not know."""
    findings: list[Finding] = []
    carried: dict[str, set[str]] = {}
    for row in crosswalk().of_kind("flag", "value"):
        carried.setdefault(str(row.htcds), set()).update(row.codes)
    for lost in crosswalk().lost:
        carried[lost.htcds].update(lost.codes)
        field = work.records.vocabulary[lost.htcds]
        n = int(_holds(work.field(lost.htcds), lost.codes).sum())
        code = work.records.vocabulary.code_list(field).by_code[lost.codes[0]]
        findings += told(
            "ctdc-lost-code",
            Severity.REVIEW,
            lost.htcds,
            n,
            field=field.label,
            label=code.label,
            why=lost.note,
        )
    for name, known in carried.items():
        held = work.field(name)
        flat = held.explode() if isinstance(held.dtype, pl.List) else held
        others = tuple(sorted(set(flat.drop_nulls()) - known))
        n = int(_holds(held, others).sum()) if others else 0
        label = work.records.vocabulary[name].label
        findings += told("ctdc-unknown-code", Severity.REVIEW, name, n, field=label)
    return findings


def _told_less(work: _Work) -> list[Finding]:
    """Tell where a column of CTDC says less than the codes that it stands for, and no other says them."""
    rows = [row for row in crosswalk().of_kind("flag", "value") if row.to_ctdc and row.htcds is not None]
    exact = {(row.htcds, code) for row in rows if row.relation == "exact" for code in row.codes}
    findings: list[Finding] = []
    for row in rows:
        name = str(row.htcds)
        codes = tuple(code for code in row.codes if (name, code) not in exact)
        if row.relation == "broader" and codes and row.to_htcds is None:
            n = int(_holds(work.field(name), codes).sum())
            labels = {"field": work.records.vocabulary[name].label, "column": ctdc()[row.ctdc].label}
            findings += told("ctdc-told-less", Severity.NOTE, name, n, **labels)
    return findings


def _left_behind(records: Records) -> list[Finding]:
    """Name the fields that hold something and have no column in CTDC."""
    carried = {name for row in crosswalk().rows if row.to_ctdc for name in row.mentions()}
    held = {field.name for field in records.fields() if records.cases[field.name].null_count() < len(records)}
    for rows in records.repeated.values():
        held |= {name for name in rows.columns if name != CASE and rows[name].null_count() < rows.height}
    left = [field.name for field in records.vocabulary if field.name in held - carried]
    if not left:
        return []
    return [
        Finding(
            code="exchange.ctdc-left-behind",
            severity=Severity.NOTE,
            values={"n": len(left), "fields": ", ".join(left)},
        )
    ]
