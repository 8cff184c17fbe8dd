"""Two or three tables brought to the same columns of texts and the same attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import AttributeTable, attributes_of
from fanal.privacy.evaluation.settings import EvaluationSettings

FEWEST_CONTROLS = 20
"""With fewer people outside the release, nothing can be said of attacks."""
_LISTED = ";"
"""Stands between the values of a cell that came as a list."""


@dataclass(frozen=True, eq=False)
class Aligned:
    """What is compared.

    Attributes
    ----------
    settings
        How the tables become attributes.
    sensitive, release, control
        Texts of the same columns, null where a cell is blank.
    unlike
        Columns of whose released values most are of nobody: perhaps written differently.
    """

    settings: AttributeSettings
    sensitive: pl.DataFrame
    release: pl.DataFrame
    control: pl.DataFrame | None
    unlike: tuple[str, ...]

    @property
    def separators(self) -> dict[str, str]:
        """What stands between several values of one cell, by column."""
        return {one.column: one.separator for one in self.settings.columns if one.separator is not None}

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.release.columns

    def attributes(self, table: pl.DataFrame) -> AttributeTable:
        """Turn one of the tables into attributes."""
        return attributes_of(table, self.settings)


def align(
    sensitive: pl.DataFrame,
    release: pl.DataFrame,
    control: pl.DataFrame | None,
    settings: EvaluationSettings,
) -> Aligned:
    """Bring tables to the columns that they share.

    Raises
    ------
    Refusal
        If a table has fewer than two rows, no column is shared, a column that was asked for is not
        there, the values of a column have nothing in common, or the control cannot serve as one.
    """
    for name, table in (("release", release), ("sensitive", sensitive)):
        if table.height < 2:
            raise Refusal(f"privacy.evaluation-{name}-too-short", n=table.height)
    names = _names(sensitive, release, settings)
    if control is not None:
        missing = [name for name in names if name not in control.columns]
        if missing:
            raise Refusal("privacy.evaluation-control-columns", columns=", ".join(missing))
        if control.height < FEWEST_CONTROLS:
            raise Refusal("privacy.evaluation-control-too-short", n=control.height, least=FEWEST_CONTROLS)
    tables = [sensitive, release, *([] if control is None else [control])]
    lists = [name for name in names if any(table[name].dtype == pl.List for table in tables)]
    separators = dict.fromkeys(lists, _LISTED) | dict(settings.separators)
    texts = [_texts(table, names, separators) for table in tables]
    if control is not None and texts[0].equals(texts[2]):
        raise Refusal("privacy.evaluation-control-is-sensitive")
    wanted = AttributeSettings(
        columns=tuple(AttributeColumn(column=name, separator=separators.get(name)) for name in names)
    )
    return Aligned(
        settings=wanted,
        sensitive=texts[0],
        release=texts[1],
        control=texts[2] if control is not None else None,
        unlike=_unlike(texts[0], texts[1], separators),
    )


def _names(sensitive: pl.DataFrame, release: pl.DataFrame, settings: EvaluationSettings) -> Sequence[str]:
    common = [name for name in release.columns if name in sensitive.columns]
    if not common:
        # Headings of the sensitive table are not told: its first row may be a person.
        raise Refusal("privacy.evaluation-no-common-column", columns=", ".join(release.columns))
    for name in (*settings.columns, *settings.groups, *settings.secrets):
        if name not in common:
            raise Refusal("privacy.evaluation-not-common", column=name, existing=", ".join(common))
    chosen = settings.columns or tuple(common)
    for name in (*settings.groups, *settings.secrets):
        if name not in chosen:
            raise Refusal("privacy.evaluation-not-common", column=name, existing=", ".join(chosen))
    return chosen


def _texts(table: pl.DataFrame, names: Sequence[str], separators: dict[str, str]) -> pl.DataFrame:
    columns = []
    for name in names:
        column = table[name]
        if column.dtype == pl.List(pl.String):
            column = column.list.sort().list.join(separators[name])
        elif column.dtype.is_nested() or column.dtype in (pl.Object, pl.Binary):
            raise Refusal("privacy.column-not-comparable", column=name)
        elif column.dtype.is_float():
            column = column.fill_nan(None)
        columns.append(column.cast(pl.String).str.strip_chars().alias(name))
    return pl.DataFrame(columns).with_columns(pl.all().replace("", None))


def _unlike(sensitive: pl.DataFrame, release: pl.DataFrame, separators: dict[str, str]) -> tuple[str, ...]:
    """Find the columns of which few released values are anybody's.

    Raises
    ------
    Refusal
        If the values of a column have nothing in common.
    """
    apart, unlike = [], []
    for name in release.columns:
        told, recorded = (_values(table[name], separators.get(name)) for table in (release, sensitive))
        if told and recorded and not told & recorded:
            apart.append(name)
        elif len(told & recorded) < len(told) / 2:
            unlike.append(name)
    if apart:
        raise Refusal("privacy.evaluation-values-apart", columns=", ".join(apart))
    return tuple(unlike)


def _values(column: pl.Series, separator: str | None) -> set[str]:
    values = column.drop_nulls().unique()
    if separator is not None:
        values = values.str.split(separator).list.explode().str.strip_chars().unique()
    return set(values.to_list()) - {""}
