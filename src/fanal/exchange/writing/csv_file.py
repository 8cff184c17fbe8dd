"""Records as one CSV file (RFC 4180) that a spreadsheet opens without a question."""

from __future__ import annotations

from fanal.exchange.writing.atomic import Target, replacing
from fanal.exchange.writing.cells import as_text
from fanal.exchange.writing.flat import flat
from fanal.presentation import Language
from fanal.standard.records import Records


def write_csv(
    records: Records, path: Target, *, delimiter: str = ",", labels: Language | None = None
) -> None:
    """Write records as a CSV file: UTF-8 with a byte order mark, field names as headings.

    One row per case; see `flat` for tables of which a case has several rows. Text that a spreadsheet
    would run as a formula gets an apostrophe in front.

    Parameters
    ----------
    records
        What to write.
    path
        The file to write or replace (or one that is open), readable by its owner alone.
    delimiter
        Between cells: ``,``, or ``;`` for spreadsheets set to a language that writes decimal commas.
    labels
        Write labels and yes or no in this language in the place of codes. Headings stay field names.

    Raises
    ------
    Refusal
        If nothing can be written there.
    """
    table, fields = flat(records)
    cells = table.select(
        as_text(table[name], fields.get(name), records.vocabulary, labels) for name in table.columns
    )
    with replacing(path) as file:
        # The mark lets spreadsheets see UTF-8; without it they guess, and names are spoiled.
        cells.write_csv(file, include_bom=True, separator=delimiter)
