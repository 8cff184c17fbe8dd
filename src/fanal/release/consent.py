"""Whose data may be released: only those who agreed, and nobody who said no."""

from __future__ import annotations

import polars as pl

from fanal.presentation import Refusal
from fanal.release.settings import ReleaseSettings
from fanal.standard import FieldType, Records
from fanal.standard.consent import BOX, DUTIES, WITHDRAWN, consented
from fanal.standard.spelling import yes_or_no


def may_be_released(records: Records, settings: ReleaseSettings, *, discreet: bool = False) -> pl.Series:
    """Say for each case whether it may be released.

    With the box of the standard, on the careful reading of `consented`. With another field, only where
    it says yes. Whatever the field or the reason given, never where the box says no, a duty behind it
    says no, or consent was withdrawn.

    Parameters
    ----------
    records
        The cases.
    settings
        Which field says yes.
    discreet
        Whether a field that nobody filled in is taken for nobody's consent: whether it is there may
        hang on one person, and a refusal would tell.

    Returns
    -------
    Boolean series of one value per case, without nulls.

    Raises
    ------
    Refusal
        If the field is missing, or cannot say yes or no.
    """
    if settings.consent is None:
        return ~_refused(records)
    if settings.consent == BOX:
        return consented(records)
    if settings.consent not in records.cases.columns:
        if discreet:
            return pl.Series("yes", [False] * len(records), dtype=pl.Boolean)
        raise Refusal("release.consent-unknown", field=settings.consent)
    field = records.vocabulary[settings.consent]
    values = records.cases[settings.consent]
    if field.type is FieldType.CHECKBOX:
        yes = values.fill_null(value=False)
    elif field.list == "yes-no":
        yes = (values == "yes").fill_null(value=False)
    else:
        raise Refusal("release.consent-no-box", field=settings.consent)
    return yes & ~_refused(records)


def rows_that_may_be_released(
    table: pl.DataFrame, settings: ReleaseSettings, *, discreet: bool = False
) -> pl.Series:
    """Say for each row of a table of no known vocabulary whether it may be released.

    Parameters
    ----------
    table
        The rows.
    settings
        Which column says yes.
    discreet
        Whether a column that is missing, or in which nothing means yes or no, is taken for nobody's
        consent: a refusal would tell what is in the rows.

    Raises
    ------
    Refusal
        If the column is missing, or nothing in it means yes or no.
    """
    if settings.consent is None:
        return pl.Series("yes", [True] * table.height, dtype=pl.Boolean)
    if settings.consent not in table.columns:
        if discreet:
            return pl.Series("yes", [False] * table.height, dtype=pl.Boolean)
        raise Refusal("release.consent-unknown", field=settings.consent)
    values = table[settings.consent].cast(pl.String)
    means = {value: yes_or_no(value) for value in values.drop_nulls().unique().to_list()}
    if not discreet and all(meaning is None for meaning in means.values()):
        raise Refusal("release.consent-no-box", field=settings.consent)
    yes = [value for value, meaning in means.items() if meaning is True]
    return values.is_in(yes).fill_null(value=False)


def _refused(records: Records) -> pl.Series:
    """Say for each case whether a no, or a withdrawal, is recorded anywhere."""
    cases = records.cases
    no = pl.lit(value=False)
    if BOX in cases.columns:
        no = no | (pl.col(BOX) == pl.lit(value=False)).fill_null(value=False)
    for duty in DUTIES:
        if duty in cases.columns:
            no = no | (pl.col(duty) == "no").fill_null(value=False)
    if WITHDRAWN in cases.columns:
        no = no | pl.col(WITHDRAWN).is_not_null()
    return cases.with_columns(refused=no)["refused"]
