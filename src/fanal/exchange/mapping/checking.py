"""Whether a mapping file and a file belong together: headings that one has and the other has not."""

from __future__ import annotations

from fanal.exchange.files import FileContent
from fanal.exchange.headings import Use, recognise
from fanal.exchange.reading import ReadSettings
from fanal.presentation import Finding, Place, Severity
from fanal.standard import ctdc, htcds

_LOOK_AT = 15


def check_mapping(settings: ReadSettings, content: FileContent) -> list[Finding]:
    """Tell which headings of a mapping the file does not have, and which columns the mapping leaves open.

    Parameters
    ----------
    settings
        As `load_mapping` gives them.
    content
        The open file that they are applied to.
    """
    return [*_missing(settings, content), *_unnamed(settings, content)]


def _missing(settings: ReadSettings, content: FileContent) -> list[Finding]:
    there = {
        cell
        for sheet in content.sheets
        for position in range(min(_LOOK_AT, sheet.cells.height))
        for cell in sheet.cells.row(position)
        if cell is not None
    }
    return [
        Finding(
            code="exchange.mapping-heading-missing",
            severity=Severity.REVIEW,
            place=Place(file=content.path.name, column=heading, field=settings.fields.get(heading)),
        )
        for heading in sorted({*settings.fields, *settings.ignored} - there)
    ]


def _unnamed(settings: ReadSettings, content: FileContent) -> list[Finding]:
    """Tell of columns that are read by their own name or label though the mapping does not name them.

    Columns that nothing names are told by the reading itself.
    """
    found = []
    for sheet in content.sheets:
        headings = recognise(sheet, settings.vocabularies or (htcds(), ctdc()), forced=settings.fields)
        for column in headings.columns if headings else ():
            named = column.heading in settings.fields or column.heading in settings.ignored
            if column.use is Use.FIELD and not named:
                place = Place(
                    file=content.path.name,
                    sheet=sheet.name,
                    column=column.heading,
                    field=column.field.name if column.field else None,
                )
                found.append(Finding(code="exchange.mapping-unnamed", severity=Severity.REVIEW, place=place))
    return found
