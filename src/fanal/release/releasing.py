"""From cases to a bundle: consent, variables, protection, counts, files, a last look, then the folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from fanal.exchange.formulas import harmless
from fanal.presentation import Progress, Refusal, silent
from fanal.privacy import counts_of
from fanal.release.bundle import Bundle, check_free, whole_or_nothing
from fanal.release.consent import may_be_released, rows_that_may_be_released
from fanal.release.deriving import derive, is_left_out
from fanal.release.methods import Protected, Told, method_named
from fanal.release.result import Content, ReleaseResult
from fanal.release.settings import ReleaseSettings
from fanal.release.tables import look_again_at_files, write_tables
from fanal.release.variables import Role, Variable, column_variable, publishable
from fanal.standard import Records

STEPS = ("choosing", "protecting", "counting", "tables", "checking", "figures", "pages", "finishing")
"""What a release does, in order, for its progress."""

_YEAR = r"^(19|20)\d\d$"


def release(
    data: Records | pl.DataFrame, settings: ReleaseSettings, out: Path, progress: Progress = silent
) -> ReleaseResult:
    """Release cases: consented, de-identified, protected, counted, written and looked at again.

    Parameters
    ----------
    data
        Records of a known vocabulary; or any table, and then `settings.columns` says what leaves.
    settings
        What to release, how well protected, and in whose name.
    out
        The folder to make. It appears only once all of it is written and checked.
    progress
        Hears of each step.

    Raises
    ------
    Refusal
        If `out` is not free, a variable is not known, nobody consented, nothing can be told, or what
        was written does not hold k.
    """
    check_free(out)
    method = method_named(settings.method)

    def step(name: str) -> None:
        progress(STEPS.index(name), len(STEPS), f"release.progress-{name}")

    step("choosing")
    table, variables, sensitive, without_consent, left_out = _chosen(data, settings)
    step("protecting")
    protected = _without_empty(method(table, variables, sensitive, settings, progress), settings)
    step("counting")
    content = Content(
        settings=settings,
        vocabulary=_vocabulary(data),
        fictional=isinstance(data, Records) and data.fictional,
        protected=protected,
        counts=counts_of(protected.table, [one.variable.name for one in _counted(protected)], settings.k),
        left_out=left_out,
        without_consent=without_consent,
        consented=table.height,
        blank_before={one.name: table[one.name].null_count() for one in (*variables, *sensitive)},
    )
    with whole_or_nothing(out) as bundle:
        step("tables")
        write_tables(bundle, content)
        step("checking")
        look_again_at_files(bundle, content)
        _write_what_explains(bundle, content, step)
        step("finishing")
    progress(len(STEPS), len(STEPS), "release.progress-finishing")
    rows = len(data) if isinstance(data, Records) else data.height
    return ReleaseResult(content=content, rows=rows, out=out, files=tuple(bundle.files.values()))


def _write_what_explains(bundle: Bundle, content: Content, step: Callable[[str], None]) -> None:
    """Write all but the data: figures, pages, metadata."""
    from fanal.release.datapackage import write_datapackage
    from fanal.release.drawing import write_figures
    from fanal.release.papers import write_papers
    from fanal.release.site import write_site

    step("figures")
    figures = write_figures(bundle, content)
    step("pages")
    write_papers(bundle, content)
    write_datapackage(bundle, content)
    write_site(bundle, content, figures)


def _chosen(
    data: Records | pl.DataFrame, settings: ReleaseSettings
) -> tuple[pl.DataFrame, Sequence[Variable], Sequence[Variable], int, int]:
    """Choose the cases and make the variables; count who is left out, and who did not consent."""
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
        variables, sensitive = _of_table(data, settings)
        about = pl.Series("about", [True] * data.height, dtype=pl.Boolean)
        yes = rows_that_may_be_released(data, settings)
        names = [*settings.columns, *settings.sensitive, *([settings.person] if settings.person else [])]
        table = data.select(pl.col(names).cast(pl.String).str.strip_chars())
        table = table.with_columns(pl.all().replace("", None))
    chosen = table.filter(about & yes)
    if not chosen.height:
        raise Refusal("release.nobody-consented")
    return chosen, variables, sensitive, int((about & ~yes).sum()), int((~about).sum())


def _check_sensitive(variables: Sequence[Variable], sensitive: Sequence[Variable]) -> None:
    """Refuse to publish outside k what an outsider may know, or what is published within k."""
    for one in sensitive:
        if one.role is Role.QUASI_IDENTIFYING:
            raise Refusal("release.not-sensitive", name=one.name)
        if one in variables:
            raise Refusal("release.variable-twice", name=one.name)


def _of_table(
    data: pl.DataFrame, settings: ReleaseSettings
) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    for name in (*settings.columns, *settings.sensitive, *([settings.person] if settings.person else [])):
        if name not in data.columns:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(data.columns))
        if harmless(name) != name or not name.isprintable():
            raise Refusal("release.heading-dangerous")

    def variable(name: str) -> Variable:
        filled = data[name].cast(pl.String).str.strip_chars().replace("", None).drop_nulls()
        return column_variable(name, year=bool(len(filled)) and bool(filled.str.contains(_YEAR).all()))

    sensitive = tuple(replace(variable(name), role=Role.SENSITIVE) for name in settings.sensitive)
    return tuple(variable(name) for name in settings.columns), sensitive


def _without_empty(protected: Protected, settings: ReleaseSettings) -> Protected:
    """Leave out the columns and the rows of which nothing is told; rows are then sorted anew.

    Leaving a column out only joins classes. The rows blank in all protected variables are one whole
    class, so that leaving them out touches no other; readers would take them for empty lines.

    Raises
    ------
    Refusal
        If nothing is left.
    """
    table = protected.table
    empty = [name for name in table.columns if table[name].null_count() == table.height]
    table = table.drop({*empty, *(one.variable.name for one in protected.told if one.nothing)})
    kept = [
        one.variable.name for one in protected.told if one.protected and one.variable.name in table.columns
    ]
    if not kept:
        raise Refusal("release.nothing-left", k=settings.k)
    told = table.filter(~pl.all_horizontal(pl.col(kept).is_null()))
    if not told.height:
        raise Refusal("release.nothing-left", k=settings.k)
    return replace(
        protected,
        table=told.sort(told.columns, nulls_last=False),
        withheld=protected.withheld + table.height - told.height,
    )


def _counted(protected: Protected) -> list[Told]:
    return [one for one in protected.told if one.protected and one.variable.name in protected.table.columns]


def _vocabulary(data: Records | pl.DataFrame) -> str:
    if not isinstance(data, Records):
        return ""
    return f"{data.vocabulary.name} {data.vocabulary.version}".strip()
