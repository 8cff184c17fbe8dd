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
        Whether no refusal may tell what is in the rows. A column that is missing is then blank: in a
        file of which each row names what it holds, one person may decide whether it is there.

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
        yes = may_be_released(data, settings, discreet=discreet)
        table = derive(data, (*variables, *sensitive))
    else:
        if not settings.columns:
            raise Refusal("release.columns-missing")
        variables, sensitive = _of_table(data, settings, is_year, discreet=discreet)
        about = pl.Series("about", [True] * data.height, dtype=pl.Boolean)
        yes = rows_that_may_be_released(data, settings, discreet=discreet)
        table = _texts(data, settings, discreet=discreet)
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


def check_headings(data: pl.DataFrame, settings: ReleaseSettings) -> None:
    """Refuse what the headings of a table and the kinds of its columns alone do not allow.

    Raises
    ------
    Refusal
        If a column is missing, or holds what is no text, number, date, or list of them.
    """
    wanted = asked(settings)
    for name in (*wanted, *([settings.consent] if settings.consent is not None else [])):
        if name not in data.columns:
            if name not in wanted:
                raise Refusal("release.consent-unknown", field=name)
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(data.columns))
        lists = name in settings.columns
        if not _is_text(data.schema[name]) and not (lists and _is_texts(data.schema[name])):
            raise Refusal("privacy.column-not-comparable", column=name)


def check_printable(names: Sequence[str]) -> None:
    """Refuse headings that a spreadsheet would run, or that go over several lines.

    Raises
    ------
    Refusal
        If there is one.
    """
    for name in names:
        if harmless(name) != name or not name.isprintable():
            raise Refusal("release.heading-dangerous")


def asked(settings: ReleaseSettings) -> list[str]:
    """Name the columns of a table that are asked for."""
    return [*settings.columns, *settings.sensitive, *([settings.person] if settings.person else [])]


def _of_table(
    data: pl.DataFrame,
    settings: ReleaseSettings,
    is_year: Callable[[pl.Series], bool],
    *,
    discreet: bool,
) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    for name in asked(settings):
        if name not in data.columns and not discreet:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(data.columns))
    check_printable(asked(settings))

    def variable(name: str) -> Variable:
        kind = data.schema.get(name, pl.String())
        column = data[name] if name in data.columns else pl.Series(name, [], dtype=pl.String)
        several = discreet and _is_texts(kind)
        return replace(column_variable(name, year=not several and is_year(column)), several=several)

    sensitive = tuple(replace(variable(name), role=Role.SENSITIVE) for name in settings.sensitive)
    return tuple(variable(name) for name in settings.columns), sensitive


def _vocabulary(data: Records | pl.DataFrame) -> str:
    if not isinstance(data, Records):
        return ""
    return f"{data.vocabulary.name} {data.vocabulary.version}".strip()


def _texts(data: pl.DataFrame, settings: ReleaseSettings, *, discreet: bool) -> pl.DataFrame:
    """Take the columns asked for as texts, several values of a cell as lists of them; blanks are null."""
    made = []
    for name in asked(settings):
        kind = data.schema.get(name)
        if kind is None:
            made.append(pl.Series(name, [None] * data.height, dtype=pl.String))
        elif discreet and _is_texts(kind):
            made.append(data[name].cast(pl.List(pl.String)))
        elif _is_text(kind):
            made.append(data[name].cast(pl.String).str.strip_chars().replace("", None))
        else:
            raise Refusal("privacy.column-not-comparable", column=name)
    return pl.DataFrame(made)


def _is_text(kind: pl.DataType) -> bool:
    """Say whether cells of a kind can be told as texts, whatever they hold."""
    return not (kind.is_nested() or kind in (pl.Object, pl.Binary, pl.Duration, pl.Unknown))


def _is_texts(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.List) and isinstance(kind.inner, pl.DataType) and _is_text(kind.inner)
