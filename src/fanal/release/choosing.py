"""Who and what a release is about: consenting cases, and the variables that may leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from fanal.exchange.formulas import harmless
from fanal.presentation import Refusal
from fanal.release.consent import may_be_released, rows_that_may_be_released
from fanal.release.deriving import derive, is_left_out
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Publishable, Role, Variable, column_variable, publishable
from fanal.standard import Records


@dataclass(frozen=True, kw_only=True)
class Exact:
    """Exact numbers of the sensitive cases: for the steward; a bundle says them guarded, or not at all.

    Attributes
    ----------
    rows
        Cases read.
    left_out, without_consent
        Cases not of the people that this is about; cases without consent.
    consented
        Cases that could have been released.
    blank_before
        Blank cells in those cases, by variable.
    """

    rows: int
    left_out: int
    without_consent: int
    consented: int
    blank_before: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What goes into a method: nothing of it may leave as it is.

    Attributes
    ----------
    table
        Texts, one row per case and one column per variable (and `ReleaseSettings.person`).
    variables, sensitive
        The variables to protect; those to publish beside them.
    vocabulary
        Name and version of the standard; empty for a table of no known vocabulary.
    fictional
        Whether the cases are generated.
    known
        What may be published of that vocabulary; none for a table.
    exact
        Its exact numbers.
    """

    table: pl.DataFrame
    variables: tuple[Variable, ...]
    sensitive: tuple[Variable, ...]
    vocabulary: str
    fictional: bool
    known: Publishable | None
    exact: Exact


def choose(
    data: Records | pl.DataFrame,
    settings: ReleaseSettings,
    is_year: Callable[[pl.Series], bool],
    *,
    discreet: bool = False,
) -> Chosen:
    """Choose the cases and make the variables.

    Parameters
    ----------
    data
        Records of a known vocabulary; or any table, and then `settings.columns` says what leaves.
    settings
        What is asked for.
    is_year
        Says of a column of a table of no known vocabulary whether it holds years.
    discreet
        Whether no refusal may tell what is in the rows.

    Raises
    ------
    Refusal
        If a variable is not known or may not leave so, or the field of consent says neither yes nor no.
    """
    if isinstance(data, Records):
        known = publishable(data.vocabulary)
        variables = known.named(settings.columns) if settings.columns else known.defaults()
        variables = tuple(one for one in variables if settings.columns or one.name not in settings.sensitive)
        sensitive = known.named(settings.sensitive)
        _check_sensitive(variables, sensitive)
        about = ~is_left_out(data, known.leave_out)
        yes = may_be_released(data, settings)
        table = derive(data, (*variables, *sensitive))
    else:
        if not settings.columns:
            raise Refusal("release.columns-missing")
        variables, sensitive = _of_table(data, settings, is_year)
        about = pl.Series("about", [True] * data.height, dtype=pl.Boolean)
        yes = rows_that_may_be_released(data, settings, discreet=discreet)
        names = [*settings.columns, *settings.sensitive, *([settings.person] if settings.person else [])]
        table = data.select(pl.col(names).cast(pl.String).str.strip_chars())
        table = table.with_columns(pl.all().replace("", None))
    chosen = table.filter(about & yes)
    return Chosen(
        table=chosen,
        variables=variables,
        sensitive=sensitive,
        vocabulary=_vocabulary(data),
        fictional=isinstance(data, Records) and data.fictional,
        known=publishable(data.vocabulary) if isinstance(data, Records) else None,
        exact=Exact(
            rows=len(data) if isinstance(data, Records) else data.height,
            left_out=int((~about).sum()),
            without_consent=int((about & ~yes).sum()),
            consented=chosen.height,
            blank_before={one.name: chosen[one.name].null_count() for one in (*variables, *sensitive)},
        ),
    )


def _check_sensitive(variables: Sequence[Variable], sensitive: Sequence[Variable]) -> None:
    """Refuse to publish outside k what an outsider may know, or what is published within k."""
    for one in sensitive:
        if one.role is Role.QUASI_IDENTIFYING:
            raise Refusal("release.not-sensitive", name=one.name)
        if one in variables:
            raise Refusal("release.variable-twice", name=one.name)


def _of_table(
    data: pl.DataFrame, settings: ReleaseSettings, is_year: Callable[[pl.Series], bool]
) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    for name in (*settings.columns, *settings.sensitive, *([settings.person] if settings.person else [])):
        if name not in data.columns:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(data.columns))
        if harmless(name) != name or not name.isprintable():
            raise Refusal("release.heading-dangerous")

    def variable(name: str) -> Variable:
        return column_variable(name, year=is_year(data[name]))

    sensitive = tuple(replace(variable(name), role=Role.SENSITIVE) for name in settings.sensitive)
    return tuple(variable(name) for name in settings.columns), sensitive


def _vocabulary(data: Records | pl.DataFrame) -> str:
    if not isinstance(data, Records):
        return ""
    return f"{data.vocabulary.name} {data.vocabulary.version}".strip()
