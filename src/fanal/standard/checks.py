"""What must hold between the fields of one case: the rules are data, this applies them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import polars as pl

from fanal.presentation import Finding, Place, Severity
from fanal.standard.consent import check_consent
from fanal.standard.records import CASE, Records
from fanal.standard.vocabulary import FieldType, Vocabulary, load


def check(records: Records) -> list[tuple[Finding, list[str]]]:
    """Check the fields of every case against each other, and flag deprecated fields in use.

    Returns
    -------
    Each finding with the keys of the cases it is about, in the order of the file; no keys where it
    is about a column.
    """
    found: list[tuple[Finding, list[str]]] = list(_deprecated(records))
    columns = set(records.cases.columns)
    for rule in _rules():
        names = {rule[part] for part in ("first", "then", "field", "other") if part in rule}
        if not names <= columns:
            continue
        broken = records.cases.filter(_KINDS[rule["kind"]](rule, records.vocabulary))[CASE].to_list()
        if broken:
            field = rule.get("then", rule.get("field"))
            found.append((_finding(rule["key"], Severity.REVIEW, field, n=len(broken)), broken))
    return found + check_consent(records)


@cache
def _rules() -> tuple[Mapping[str, Any], ...]:
    return tuple(load("checks.toml")["check"])


def _finding(code: str, severity: Severity, field: str | None, **values: int) -> Finding:
    return Finding(code=code, severity=severity, place=Place(field=field), values=values)


def _deprecated(records: Records) -> list[tuple[Finding, list[str]]]:
    tables = [records.cases, *records.repeated.values()]
    return [
        (_finding("standard.field-deprecated", Severity.NOTE, name, n=filled), [])
        for table in tables
        for name in table.columns
        if name != CASE
        and not records.vocabulary[name].in_force
        and (filled := table.height - table[name].null_count())
    ]


def _order(rule: Mapping[str, Any], _: Vocabulary) -> pl.Expr:
    return (pl.col(rule["first"]) > pl.col(rule["then"])).fill_null(value=False)


def _needs(rule: Mapping[str, Any], vocabulary: Vocabulary) -> pl.Expr:
    filled = pl.col(rule["field"]).is_not_null()
    return filled & ~_holds(rule["other"], rule["codes"], vocabulary)


def _expects(rule: Mapping[str, Any], vocabulary: Vocabulary) -> pl.Expr:
    return _holds(rule["field"], rule["codes"], vocabulary) & pl.col(rule["other"]).is_null()


def _holds(name: str, codes: list[str], vocabulary: Vocabulary) -> pl.Expr:
    """Say whether a field holds one of some codes; whether it holds anything, for no codes."""
    column = pl.col(name)
    if not codes:
        return column.is_not_null()
    if vocabulary[name].type is FieldType.MULTISELECT:
        return column.list.eval(pl.element().is_in(codes)).list.any().fill_null(value=False)
    return column.is_in(codes).fill_null(value=False)


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Vocabulary], pl.Expr]] = {
    "order": _order,
    "needs": _needs,
    "expects": _expects,
}
