"""From cases to a bundle: consent, variables, protection, counts, files, a last look, then the folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from fanal.presentation import Progress, silent
from fanal.release.bundle import Bundle, check_can_be_made, check_free, whole_or_nothing
from fanal.release.choosing import choose
from fanal.release.methods import method_named
from fanal.release.result import Content, ReleaseResult
from fanal.release.settings import ReleaseSettings
from fanal.release.tables import look_again_at_files, write_tables
from fanal.standard import Records

STEPS = ("choosing", "protecting", "tables", "checking", "figures", "pages", "finishing")
"""What a release does, in order, for its progress."""


def release(
    data: Records | pl.DataFrame,
    settings: ReleaseSettings | Reserved,
    out: Path,
    progress: Progress = silent,
) -> ReleaseResult:
    """Release cases: consented, de-identified, protected, counted, written and looked at again.

    Parameters
    ----------
    data
        Records of a known vocabulary; or any table, and then `settings.columns` says what leaves.
    settings
        What to release, how well protected, and in whose name; or what `reserve` gave for it before
        the file was read.
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
    if isinstance(settings, Reserved):
        reserved = settings
    else:
        check_can_be_made(out)
        reserved = reserve(settings, data)
    return write(protect(data, reserved, progress), out, progress)


@dataclass
class Reserved:
    """Settings that were checked, and whose cost in privacy is spent for one look at the data.

    Attributes
    ----------
    settings
        What is asked for.
    """

    settings: ReleaseSettings
    _used: bool = False

    def use(self) -> ReleaseSettings:
        """Give the settings, once.

        Raises
        ------
        ValueError
            If they were used already: a second look at the data costs anew.
        """
        if self._used:
            raise ValueError("one reservation is for one look at the data: reserve again")
        self._used = True
        return self.settings


def reserve(settings: ReleaseSettings, data: Records | pl.DataFrame | None = None) -> Reserved:
    """Refuse what needs no data to be refused, then spend what the release costs: before anything is read.

    Parameters
    ----------
    settings
        What is asked for.
    data
        What it is asked of, where it is at hand: the headings of a table and the kinds of its columns
        are public facts, and looked at; its rows are not.

    Raises
    ------
    Refusal
        If a setting is wrong, or the budget of the people does not reach.
    """
    method = method_named(settings.method)
    method.check(settings)
    if isinstance(data, pl.DataFrame):
        method.check_headings(data, settings)
    method.reserve(settings)
    return Reserved(settings)


def protect(data: Records | pl.DataFrame, reserved: Reserved, progress: Progress = silent) -> Content:
    """Choose who and what is released, and protect it; nothing is written.

    Raises
    ------
    Refusal
        As `release`.
    """
    settings = reserved.use()
    method = method_named(settings.method)
    _step(progress, "choosing")
    chosen = choose(data, settings, lambda column: method.is_year(column, settings), discreet=method.discreet)
    _step(progress, "protecting")
    return Content(
        settings=settings,
        vocabulary=chosen.vocabulary,
        fictional=chosen.fictional,
        protected=method.protect(chosen, settings, progress),
        exact=method.exact(chosen),
    )


def write(content: Content, out: Path, progress: Progress = silent) -> ReleaseResult:
    """Write what leaves, read the data again, and only then make the folder.

    Raises
    ------
    Refusal
        If `out` is not free, or what was written does not hold what the method promises.
    """
    with whole_or_nothing(out) as bundle:
        _step(progress, "tables")
        write_tables(bundle, content)
        content.method.write_more(bundle, content)
        _step(progress, "checking")
        look_again_at_files(bundle, content)
        _write_what_explains(bundle, content, progress)
        _step(progress, "finishing")
    progress(len(STEPS), len(STEPS), "release.progress-finishing")
    return ReleaseResult(content=content, out=out, files=tuple(bundle.files.values()))


def _step(progress: Progress, name: str) -> None:
    progress(STEPS.index(name), len(STEPS), f"release.progress-{name}")


def _write_what_explains(bundle: Bundle, content: Content, progress: Progress) -> None:
    """Write all but the data: figures, pages, metadata."""
    from fanal.release.datapackage import write_datapackage
    from fanal.release.drawing import write_figures
    from fanal.release.papers import write_papers
    from fanal.release.site import write_site

    _step(progress, "figures")
    figures = write_figures(bundle, content)
    _step(progress, "pages")
    write_papers(bundle, content)
    write_datapackage(bundle, content)
    write_site(bundle, content, figures)
