"""How a file is read for a release by noise: whether there is a release must not hang on one row of it."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.arguments import read_cases
from fanal.presentation import Refusal

if TYPE_CHECKING:
    import polars as pl

    from fanal.exchange.reading import Reading
    from fanal.release import Publishable, ReleaseSettings
    from fanal.standard import Records

_DELIMITED = (".csv", ".tsv", ".txt")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_LONGEST = 1 << 20
"""Bytes in which the headings of a file must end."""


def known_of(settings: ReleaseSettings) -> Publishable | None:
    """Give what may be published of the standard that the variables are of; none for a plain table."""
    from fanal.release.domains import known_before

    return None if settings.dp is None else known_before(settings, settings.dp)[0]


def check_public(arguments: argparse.Namespace, settings: ReleaseSettings) -> None:
    """Refuse names that stand nowhere they could, before anything is spent.

    The first line of a file with delimiters is looked at, and the first row of a workbook: it is headings
    where it holds one of the names asked for. JSON tells its headings only with its rows.

    Raises
    ------
    Refusal
        If a column, or that of consent, is not there.
    """
    from fanal.standard import ctdc, htcds

    if arguments.map or arguments.extension or settings.dp is None:
        return
    if known_of(settings) is not None:
        fields = {*htcds().by_name, *ctdc().by_name}
        if settings.consent is not None and settings.consent not in fields:
            raise Refusal("release.consent-unknown", field=settings.consent)
        return
    headings = _first_row(arguments.file)
    wanted = [*settings.columns, *([settings.person] if settings.person else [])]
    consent = [] if settings.consent is None else [settings.consent]
    if not headings & {*wanted, *consent}:
        return
    for name in wanted:
        if name not in headings:
            raise Refusal("cli.release-no-column", name=name)
    if not headings.issuperset(consent):
        raise Refusal("release.consent-unknown", field=consent[0])


def read_private(
    arguments: argparse.Namespace, settings: ReleaseSettings
) -> tuple[Records | pl.DataFrame, Reading | None]:
    """Read a file; one of headings alone is one of nobody, and not refused.

    Whether it is read as cases of a standard or as a plain table is decided by the variables asked for.
    """
    import polars as pl

    from fanal.exchange.tables import read_table
    from fanal.standard import CASE, Records

    known = known_of(settings)
    try:
        if known is None and not arguments.map and not arguments.extension:
            return read_table(arguments.file).table, None
        reading = read_cases(arguments)
        return reading.records, reading
    except Refusal as refusal:
        # In JSON the first row that holds a key makes the heading.
        unnamed = refusal.finding.code == "exchange.no-headings" and arguments.file.suffix.lower() == ".json"
        if refusal.finding.code != "exchange.no-cases" and not unnamed:
            raise
    if known is None:
        return pl.DataFrame(), None
    return Records(known.vocabulary, pl.DataFrame(schema={CASE: pl.String})), None


def _first_row(path: Path) -> set[str]:
    """Read what may be the headings of a file; nothing where they cannot be told from its rows."""
    ending = path.suffix.lower()
    if ending in _DELIMITED:
        return _first_line(path)
    if ending not in _WORKBOOKS:
        return set()
    from fanal.exchange.files import open_file

    sheets = open_file(path).sheets
    first = next((sheet for sheet in sheets if not sheet.hidden), sheets[0])
    return {cell.strip() for cell in first.cells.row(0) if cell is not None}


def _first_line(path: Path) -> set[str]:
    """Read the first line of a file with delimiters as headings; nothing where it is not text."""
    with path.open("rb") as file:
        raw = file.readline(_LONGEST)
    try:
        line = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return set()
    found: set[str] = set()
    for delimiter in ",;\t|":
        for row in csv.reader([line], delimiter=delimiter):
            found |= {cell.strip() for cell in row}
    return found
