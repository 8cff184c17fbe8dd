"""The flat form of CTDC, in the layout of one of its published files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from fanal.exchange.crosswalk import to_ctdc
from fanal.exchange.crosswalk.rows import crosswalk
from fanal.exchange.formulas import DANGEROUS
from fanal.exchange.writing.atomic import replacing
from fanal.presentation import Finding, Refusal, Severity, Value
from fanal.standard.records import Records
from fanal.standard.vocabulary import Field, FieldType, ctdc, load

DEFAULT = "k-anonymised-2021"
"""The layout with the most columns."""


def write_ctdc(
    records: Records, path: Path, *, spelling: str = DEFAULT, datasource: str | None = None
) -> tuple[Finding, ...]:
    """Write cases as a CSV file whose header line is that of a published CTDC file.

    No case reference is written. This is a form, not a protection: nothing is anonymised here.

    Parameters
    ----------
    records
        Cases of HTCDS, which are carried over first (`to_ctdc`), or of CTDC.
    path
        The file to write or replace, readable by its owner alone.
    spelling
        The layout, ``k-anonymised-2021``, ``global-2020`` or ``synthetic-2021``.
    datasource
        What stands in ``Datasource`` where the records do not say, ``Case Management`` or ``Hotline``.

    Returns
    -------
    tuple of Finding
        What could not be carried over, as numbers of cases.

    Raises
    ------
    Refusal
        If there is no such layout or source, or nothing can be written there.
    """
    layout = _layout(spelling)
    findings: tuple[Finding, ...] = ()
    if records.vocabulary.name != ctdc().name:
        records, findings = to_ctdc(records)
    cases = records.cases
    if datasource is not None:
        cases = _with_source(cases, datasource)
    cases = _absorbed(cases, layout["columns"])
    findings += _not_in_layout(cases, layout["columns"])
    cells = pl.DataFrame(
        [_cells(cases, ctdc()[_named(name)], layout).alias(name) for name in layout["columns"]]
    )
    with replacing(path) as file:
        cells.write_csv(file)
    return findings


def _layout(spelling: str) -> Mapping[str, Any]:
    layouts = {one["name"]: one for one in load("ctdc.toml")["spelling"]}
    if spelling not in layouts:
        raise Refusal("exchange.unknown-ctdc-layout", name=spelling, known=", ".join(layouts))
    return dict(layouts[spelling])


def _named(column: str) -> str:
    """Find the field that a layout spells otherwise."""
    if column in ctdc().by_name:
        return column
    return next(field.name for field in ctdc() if column in field.also)


def _with_source(cases: pl.DataFrame, datasource: str) -> pl.DataFrame:
    known = ctdc().lists["ctdc-source"].by_code
    if datasource not in known:
        raise Refusal("exchange.unknown-ctdc-source", name=datasource, known=", ".join(known))
    given = pl.lit(datasource)
    kept = pl.coalesce("Datasource", given) if "Datasource" in cases.columns else given
    return cases.with_columns(kept.alias("Datasource"))


def _absorbed(cases: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Count what a layout has no column for where it counts it: among the others."""
    present = {_named(column) for column in columns}
    for row in crosswalk().rows:
        lacking = [name for name in row.absorbs if name not in present and name in cases.columns]
        if lacking and row.ctdc in present:
            own = [row.ctdc] if row.ctdc in cases.columns else []
            told = pl.any_horizontal(pl.col([*own, *lacking]))
            cases = cases.with_columns(told.alias(row.ctdc))
    return cases


def _not_in_layout(cases: pl.DataFrame, columns: list[str]) -> tuple[Finding, ...]:
    present = {_named(column) for column in columns}
    absorbed = {name for row in crosswalk().rows if row.ctdc in present for name in row.absorbs}
    left = [
        field
        for field in ctdc()
        if field.name in cases.columns
        and field.name not in present | absorbed
        and cases[field.name].null_count() < cases.height
    ]
    if not left:
        return ()
    values: dict[str, Value] = {"n": len(left), "columns": ", ".join(field.name for field in left)}
    return (Finding(code="exchange.ctdc-not-in-layout", severity=Severity.NOTE, values=values),)


def _cells(cases: pl.DataFrame, field: Field, layout: Mapping[str, Any]) -> pl.Series:
    if field.name not in cases.columns:
        return pl.Series([None] * cases.height, dtype=pl.String)
    values = cases[field.name]
    if field.type is FieldType.CHECKBOX:
        true, false = layout["flags"]
        texts = values.replace_strict([True, False], [true, false], return_dtype=pl.String())
        return texts.replace("", None)
    if isinstance(values.dtype, pl.List):
        return values.list.join(layout["together"])
    if field.list == "iso-3166" and layout["country"] == "alpha-3":
        return values.replace(_alpha_3())
    if field.type is FieldType.BAND:
        return values.map_elements(lambda band: _band(band, field, layout), return_dtype=pl.String)
    return values.cast(pl.String).str.replace(f"({DANGEROUS})", "'${1}")


def _alpha_3() -> dict[str, str]:
    return {
        code.code: spelling
        for code in ctdc().lists["iso-3166"].codes
        for spelling in code.also[:1]
        if re.fullmatch("[A-Z]{3}", spelling)
    }


def _band(band: str, field: Field, layout: Mapping[str, Any]) -> str:
    if field.name == "traffickMonths" and layout["months"]:
        code = ctdc().code_list(field).by_code.get(band)
        return code.also[0] if code is not None and code.also else band
    if layout["bands"] == "padded" and "--" in band:
        return "--".join(end.zfill(2) for end in band.split("--"))
    return band
