"""Any file of cases to records: what was understood, what was kept aside, what to tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from fanal.exchange.assembly import Assembly
from fanal.exchange.description import by_itself, described
from fanal.exchange.files import FileContent, Sheet, open_file
from fanal.exchange.headings import Headings, Use, layouts, recognise
from fanal.exchange.personal import Identities
from fanal.exchange.result import Reading, ReadSettings, SheetRead
from fanal.presentation import Finding, Place, Progress, Refusal, Severity, silent
from fanal.standard import Disclosure, Vocabulary, ctdc, htcds
from fanal.standard.spelling import fold

__all__ = ["ReadSettings", "Reading", "SheetRead", "read", "read_content"]

_FEWEST_OF_CTDC = 3
"""Fewer of its names may be labels of another vocabulary: «gender», «citizenship»."""


def read(path: Path, settings: ReadSettings | None = None, progress: Progress = silent) -> Reading:
    """Read a file of cases.

    Raises
    ------
    Refusal
        If the file cannot be opened, no heading is known, or there is no case in it.
    """
    return read_content(open_file(path), settings or ReadSettings(), progress)


def read_content(content: FileContent, settings: ReadSettings, progress: Progress = silent) -> Reading:
    """Read the cases of a file that is open already; see `read`."""
    own, content = described(content)
    vocabularies = settings.vocabularies or ((by_itself(own, content),) if own else _vocabularies(content))
    told: list[Finding] = list(content.findings)
    known: list[tuple[Sheet, Headings]] = []
    for position, sheet in enumerate(content.sheets, start=1):
        wanted = settings.sheet in (None, position)
        headings = recognise(sheet, vocabularies, forced=settings.fields) if wanted else None
        if headings is None:
            told += _not_read(sheet)
        elif not _holds_no_cases(sheet, headings):
            known.append((sheet, headings))
    if not known:
        raise Refusal("exchange.no-headings", file=content.path.name)
    best = max((headings for _, headings in known), key=lambda one: one.understood)
    vocabulary = best.vocabulary
    told += [one for sheet, headings in known if not _belongs(headings, best) for one in _not_read(sheet)]
    known = [(sheet, headings) for sheet, headings in known if _belongs(headings, best)]
    assembly = Assembly(content.path.name, vocabulary, settings, _identities(known, vocabulary))
    assembly.name_sheets(content.sheets)
    for position, (sheet, headings) in enumerate(known):
        progress(position, len(known), "exchange.progress-reading")
        assembly.add(sheet, headings, alone=len(known) == 1)
    progress(len(known), len(known), "exchange.progress-reading")
    return assembly.finish(content, told)


def _vocabularies(content: FileContent) -> tuple[Vocabulary, ...]:
    """Give the vocabularies that a file may be of: the other is not loaded where each heading is CTDC's."""
    own = ctdc()
    for sheet in content.sheets:
        headings = [cell for cell in sheet.cells.row(0) if cell is not None]
        if len(headings) < _FEWEST_OF_CTDC or not all(heading in own.by_name for heading in headings):
            return htcds(), own
    return (own,)


def _identities(known: Sequence[tuple[Sheet, Headings]], vocabulary: Vocabulary) -> Identities:
    """Gather the columns that may name somebody: identifying ones, and those of free or unknown text."""
    named: list[pl.Series] = []
    others: list[pl.Series] = []
    for sheet, headings in known:
        for column in headings.columns:
            texts = sheet.cells[str(column.index)].slice(headings.height)
            one = column.field
            if one is not None and one.disclosure is Disclosure.IDENTIFYING:
                named.append(texts)
            elif one is None or one.secret or column.use is Use.TWICE:
                others.append(texts)
    return Identities(vocabulary, named, others)


def _belongs(headings: Headings, best: Headings) -> bool:
    """Say whether a sheet holds cases too: a list of choices beside them shares a heading or two."""
    names_cases = any(column.use is Use.CASE for column in headings.columns)
    return headings.vocabulary is best.vocabulary and (
        names_cases or 2 * headings.understood >= best.understood
    )


def _not_read(sheet: Sheet) -> list[Finding]:
    if fold(sheet.name or "") in {fold(one) for one in layouts()["template"]["sheets"]}:
        return []
    place = Place(sheet=sheet.name)
    if sheet.hidden:
        return [Finding(code="exchange.sheet-hidden", severity=Severity.NOTE, place=place)]
    return [Finding(code="exchange.sheet-not-read", severity=Severity.REVIEW, place=place)]


def _holds_no_cases(sheet: Sheet, headings: Headings) -> bool:
    """Say whether a sheet is one of a template's own: its lists, its explanations."""
    own = {fold(one) for one in layouts()["template"]["sheets"]}
    return fold(sheet.name or "") in own or (sheet.hidden and headings.understood < 3)
