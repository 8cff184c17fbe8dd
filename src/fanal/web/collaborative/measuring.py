"""What a contribution is like: its rows in one plain form, their quality, what changed since the last one.

Everything that is told is a count or a share, by field: never a value of a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from fanal.contributing.package import ROW
from fanal.standard import CASE, Field, FieldType, Records, htcds
from fanal.standard.spelling import says_unknown

CONTRIBUTOR, VERSION = "contributor", "version"
PROVENANCE = (CONTRIBUTOR, VERSION, ROW)
"""Where a row comes from; no field of the standard."""
_SEVERAL = ";"


def plain(records: Records) -> pl.DataFrame:
    """Write records as texts, one row per case: codes, years, several choices with ``;`` between.

    Rows of a table of which a case has several stand in one cell, in the same order in each of its columns.
    """
    vocabulary = records.vocabulary
    cases = records.cases.select(
        pl.col(CASE).alias(ROW), *(_text(vocabulary[name]) for name in records.cases.columns if name != CASE)
    )
    for table in records.repeated.values():
        names = [name for name in table.columns if name != CASE]
        cells = table.select(CASE, *(_text(vocabulary[name]).fill_null("") for name in names))
        joined = cells.group_by(CASE).agg(pl.col(name).str.join(_SEVERAL) for name in names)
        cases = cases.join(joined, left_on=ROW, right_on=CASE, how="left", maintain_order="left")
    return cases


def fields_of(table: pl.DataFrame) -> list[str]:
    """Give the fields of such a table."""
    return [name for name in table.columns if name not in PROVENANCE]


def quality(
    table: pl.DataFrame, not_understood: Mapping[str, int], before: pl.DataFrame | None
) -> dict[str, Any]:
    """Say for each field how much is missing, not understood or unknown, and how far it moved.

    Parameters
    ----------
    table
        As `plain` makes it.
    not_understood
        By field, how many cells said nothing that the field can be.
    before
        The version before.

    Returns
    -------
    dict
        ``rows``; ``fields`` by name: ``missing`` (nothing was said), ``not_understood``, ``unknown`` (a code
        that says that nobody knows), and ``drift``: the total variation between the values told in both
        versions, from 0 to 1.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in fields_of(table):
        lost = not_understood.get(name, 0)
        found[name] = {
            # A cell that was not understood is blank by now, and was not missing.
            "missing": max(table[name].null_count() - lost, 0),
            "not_understood": lost,
            "unknown": _unknown(table[name], htcds()[name]),
            "drift": _drift(table[name], before[name]) if before is not None and name in before else None,
        }
    return {"rows": table.height, "fields": found}


def changes(table: pl.DataFrame, before: pl.DataFrame | None) -> dict[str, Any]:
    """Say what a version changes: rows, cells by field, and what no longer compares.

    Returns
    -------
    dict
        Empty for a first version. ``gone``, ``come``: fields that are no longer given, or newly; ``codes``:
        by field, how many codes appear that were not there.
    """
    if before is None:
        return {}
    both = [name for name in fields_of(table) if name in before.columns]
    pairs = table.select(ROW, *both).join(before.select(ROW, *both), on=ROW, suffix=" before")
    differs = {name: pl.col(name).ne_missing(pl.col(f"{name} before")) for name in both}
    by_field = pairs.select(one.sum().alias(name) for name, one in differs.items()).row(0) if both else ()
    changed = pairs.select(pl.any_horizontal(*differs.values()).sum()).item() if both else 0
    return {
        "added": table.height - pairs.height,
        "removed": before.height - pairs.height,
        "changed": int(changed),
        "fields": {name: int(n) for name, n in zip(both, by_field, strict=True) if n},
        "gone": [name for name in fields_of(before) if name not in table.columns],
        "come": [name for name in fields_of(table) if name not in before.columns],
        "codes": {
            name: len(new) for name in both if _is_listed(name) and (new := new_codes(name, table, before))
        },
    }


def new_codes(field: str, table: pl.DataFrame, before: pl.DataFrame) -> list[str]:
    """List the codes of a field that appear in one table and not in the one before."""
    return sorted(set(_choices(table[field])) - set(_choices(before[field])))


def _text(one: Field) -> pl.Expr:
    column = pl.col(one.name)
    if one.type is FieldType.MULTISELECT:
        return column.list.join(_SEVERAL)
    if one.type is FieldType.DATE:
        return column.dt.year().cast(pl.String)
    if one.type is FieldType.CHECKBOX:
        return pl.when(column).then(pl.lit("1")).when(~column).then(pl.lit("0")).alias(one.name)
    return column.cast(pl.String)


def _choices(values: pl.Series) -> pl.Series:
    each = values.drop_nulls().str.split(_SEVERAL).explode()
    return each.filter(each != "")


def _drift(now: pl.Series, then: pl.Series) -> float | None:
    """Give the total variation between two columns; nothing where one of them says nothing."""
    here, there = (_choices(one).value_counts(normalize=True, name="share") for one in (now, then))
    if here.is_empty() or there.is_empty():
        return None
    name = now.name
    both = here.join(there, on=name, how="full", suffix=" before", coalesce=True)
    apart = both.select(
        (pl.col("share").fill_null(0) - pl.col("share before").fill_null(0)).abs().sum()
    ).item()
    return round(float(apart) / 2, 3)


def _unknown(values: pl.Series, one: Field) -> int:
    codes = _saying_unknown(one.name)
    return int(values.is_in(list(codes)).sum()) if codes else 0


@cache
def _saying_unknown(name: str) -> frozenset[str]:
    one = htcds()[name]
    if one.list is None:
        return frozenset()
    return frozenset(
        code.code
        for code in htcds().code_list(one).by_code.values()
        if says_unknown(code.label.en) or "unknown" in code.code.lower()
    )


def _is_listed(name: str) -> bool:
    return htcds()[name].list is not None
