"""From records to the variables of a release: coded values only, as texts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from fanal.release.variables import Kind, LeaveOut, Variable
from fanal.standard import CASE, Field, FieldType, Records
from fanal.standard.hierarchies import WITHHELD, named_hierarchy

OLDEST = 120
"""Years. An age above it is a slip of the pen, and told by nobody."""

_BAND = r"^\d{1,3}(--\d{1,3}|\+)?$"
_YEARS = (1900, 2100)


def derive(records: Records, variables: Sequence[Variable]) -> pl.DataFrame:
    """Make the variables of a release, one row per case, in the order of the records.

    A value that is not of its closed set (a code of its list, a band, a year) becomes null, so that
    no text that somebody typed can leave, whoever made the records.

    Parameters
    ----------
    records
        The cases.
    variables
        What to make.

    Returns
    -------
    DataFrame of texts, one column per variable; null was not recorded.
    """
    return pl.DataFrame([_MAKERS[one.kind](records, one).alias(one.name) for one in variables])


def is_left_out(records: Records, rules: Sequence[LeaveOut]) -> pl.Series:
    """Say for each case whether it is not of the people that a release is about."""
    out = pl.Series("out", [False] * len(records), dtype=pl.Boolean)
    for rule in rules:
        if rule.field in records.cases.columns:
            out = out | records.cases[rule.field].is_in(list(rule.codes)).fill_null(value=False)
    return out


def _nothing(records: Records) -> pl.Series:
    return pl.Series("nothing", [None] * len(records), dtype=pl.String)


def _same(records: Records, variable: Variable) -> pl.Series:
    name = variable.fields[0]
    if name not in records.cases.columns:
        return _nothing(records)
    return _coded(records.cases[name], records.vocabulary[name], records)


def _coded(values: pl.Series, field: Field, records: Records) -> pl.Series:
    """Give coded values as texts, those outside their closed set as null."""
    one = pl.col("value")
    table = pl.DataFrame({"value": values})
    made: pl.Expr
    if field.type is FieldType.CHECKBOX:
        made = pl.when(one).then(pl.lit("1")).when(~one).then(pl.lit("0"))
    elif field.type is FieldType.BAND:
        made = pl.when(one.str.contains(_BAND)).then(one)
    elif field.type is FieldType.YEAR:
        made = pl.when(one.is_between(*_YEARS)).then(one.cast(pl.String).str.zfill(4))
    elif field.type is FieldType.INTEGER:
        made = pl.when(one >= 0).then(one.cast(pl.String))
    else:
        codes = list(records.vocabulary.code_list(field).by_code)
        if field.type is FieldType.MULTISELECT:
            known = one.list.eval(pl.element().filter(pl.element().is_in(codes)))
            made = pl.when(known.list.len() > 0).then(known.list.join(";"))
        else:
            made = pl.when(one.is_in(codes)).then(one)
    return table.select(made=made.cast(pl.String))["made"]


def _first_date(records: Records, names: Sequence[str]) -> pl.Series:
    present = [pl.col(name) for name in names if name in records.cases.columns]
    if not present:
        return pl.Series("date", [None] * len(records), dtype=pl.Date)
    return records.cases.select(date=pl.coalesce(present))["date"]


def _year(records: Records, variable: Variable) -> pl.Series:
    years = _first_date(records, variable.fields).dt.year()
    return years.set(~years.is_between(*_YEARS), None).cast(pl.String).str.zfill(4)


def _age(records: Records, variable: Variable) -> pl.Series:
    """Give the age in full years when registered, as a band; else the band that was recorded."""
    birth = variable.birth
    if birth is None or birth not in records.cases.columns:
        return _recorded_band(records, variable)
    dates = pl.DataFrame({"then": _first_date(records, variable.fields), "born": records.cases[birth]})
    then, born = pl.col("then"), pl.col("born")
    had_birthday = (then.dt.month().cast(pl.Int32) * 100 + then.dt.day()) >= (
        born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    )
    years = dates.select(age=then.dt.year() - born.dt.year() - (~had_birthday).cast(pl.Int32))["age"]
    return _banded(years, _recorded_band(records, variable))


def _day_of_year(date: pl.Expr) -> pl.Expr:
    """Give a number that compares across leap years: 229 is 29 February."""
    return date.dt.month().cast(pl.Int32) * 100 + date.dt.day().cast(pl.Int32)


def _band(records: Records, variable: Variable) -> pl.Series:
    name = variable.fields[0]
    if name not in records.cases.columns:
        return _recorded_band(records, variable)
    return _banded(records.cases[name], _recorded_band(records, variable))


def _recorded_band(records: Records, variable: Variable) -> pl.Series:
    if variable.band is None or variable.band not in records.cases.columns:
        return _nothing(records)
    bands = records.cases[variable.band]
    return _put_into_bands(bands.set(~bands.str.contains(_BAND), None))


def _banded(years: pl.Series, otherwise: pl.Series) -> pl.Series:
    whole = years.set(~years.is_between(0, OLDEST), None).cast(pl.Int64).cast(pl.String)
    bands = _put_into_bands(whole)
    return bands.zip_with(bands.is_not_null(), otherwise)


def _put_into_bands(ages: pl.Series) -> pl.Series:
    """Tell ages, or bands of any width, by the bands of the standard; null where one lies across them all."""
    age = named_hierarchy("age", FieldType.INTEGER)
    told = {value: age.at(value, 1) for value in ages.drop_nulls().unique().to_list()}
    kept = {value: band for value, band in told.items() if band != WITHHELD}
    return ages.replace_strict(kept, default=None, return_dtype=pl.String)


def _places(records: Records, variable: Variable) -> pl.Series:
    field = records.vocabulary[variable.fields[0]]
    table = records.repeated.get(field.table)
    if table is None or not {field.name, variable.where} <= set(table.columns):
        return _nothing(records)
    codes = list(records.vocabulary.code_list(field).by_code)
    found = (
        table.filter((pl.col(variable.where or "") == variable.is_) & pl.col(field.name).is_in(codes))
        .group_by(CASE)
        .agg(pl.col(field.name).unique().sort().str.join(";"))
    )
    return records.cases.select(CASE).join(found, on=CASE, how="left", maintain_order="left")[field.name]


_MAKERS = {
    Kind.SAME: _same,
    Kind.YEAR: _year,
    Kind.AGE: _age,
    Kind.BAND: _band,
    Kind.PLACES: _places,
}
