"""An Excel template of the standard with working drop-downs, empty or filled with records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

from fanal.exchange.description import COLUMNS as DESCRIBED
from fanal.exchange.description import SHEET, Rows
from fanal.exchange.writing.atomic import Target, replacing
from fanal.exchange.writing.excel_choices import Lists, drop_down, validation
from fanal.exchange.writing.excel_columns import Column, columns_of, values_of
from fanal.exchange.writing.flat import filled
from fanal.exchange.writing.workbook import COLUMNS, ROWS, mark_fictional, new_workbook, put, save
from fanal.presentation import Finding, Language, Place, Refusal, Severity, text
from fanal.standard.records import Records
from fanal.standard.vocabulary import Field, FieldType, TableOf, Vocabulary

if TYPE_CHECKING:
    from openpyxl import Workbook

FIRST_ROW = 3
"""The first row for data: names stand in the hidden row 1, labels in row 2."""
ROWS_READY = 2_000
"""Rows that have drop-downs; more where records fill more."""

_NAVY, _BLUE, _WHITE = "12304F", "1B4F8A", "FFFFFF"
_WIDE = (FieldType.LONG_TEXT, FieldType.MULTISELECT, FieldType.PICKLIST)


def write_excel(
    records: Records | None,
    path: Target,
    *,
    language: Language,
    vocabulary: Vocabulary,
    choices_columns: int = 3,
    extension: Rows = (),
) -> tuple[Finding, ...]:
    """Write an Excel workbook to record cases in, in one language, without macros.

    Sheets, in this order: cases; one for each table of which a case may have several rows; about; and a
    hidden one with the lists. On each but the last two, the hidden first row holds field names (``_1``,
    ``_2``… for several choices) and the second row labels. The hidden first row of the sheet about
    holds ``fanal``, the standard, and ``fictional`` or ``recorded``.

    Parameters
    ----------
    records
        Cases to fill it with; None gives an empty template. Codes are shown by their labels.
    path
        The file to write or replace (or one that is open), readable by its owner alone.
    language
        The language of sheets, labels, notes and lists.
    vocabulary
        The fields on offer; those that it has deprecated appear only where records hold a value.
    choices_columns
        How many columns a field of several choices has at least.
    extension
        What the fields mean that are not of the standard, as `description.rows_of` gives it: a sheet
        of its own.

    Returns
    -------
    tuple of Finding
        What a workbook cannot hold: control characters in texts.

    Raises
    ------
    Refusal
        If the records do not fit a workbook, or nothing can be written there.
    """
    standard = f"{vocabulary.name} {vocabulary.version}".strip()
    workbook = new_workbook(text("exchange.template-title", language, standard=standard))
    fictional = records is not None and records.fictional
    if fictional:
        mark_fictional(workbook)
        workbook.properties.title += " – " + text("exchange.template-fictional", language)
    main, *repeating = _sheets(vocabulary, records, language)
    lists = Lists(workbook, vocabulary, language)
    findings: list[Finding] = []
    for sheet in (main, *repeating):
        columns = columns_of(sheet.fields, sheet.rows, vocabulary, language, choices_columns)
        findings += _Sheet(workbook, sheet, columns, vocabulary, language).write(lists, main)
    _write_about(workbook, vocabulary, language, [sheet.title for sheet in repeating], fictional)
    if extension:
        _write_description(workbook, extension)
    # The lists were begun first, to be fed by every sheet, and are shown last.
    workbook.move_sheet(workbook.worksheets[0], len(workbook.worksheets))
    workbook.active = 0
    with replacing(path) as file:
        save(workbook, file)
    return tuple(findings)


class _Content:
    """What one sheet is about: a title, fields, rows."""

    def __init__(self, title: str, fields: list[Field], rows: pl.DataFrame | None) -> None:
        self.title = _sheet_title(title)
        self.fields = fields
        self.rows = rows

    @property
    def last_row(self) -> int:
        """The last row that has drop-downs."""
        return FIRST_ROW - 1 + max(ROWS_READY, 0 if self.rows is None else self.rows.height)


def _sheet_title(title: str) -> str:
    """Give a sheet a name that Excel takes: what follows the colon, 31 characters."""
    last = title.rpartition(":")[2].strip()
    return "".join(" " if letter in "[]*?/\\" else letter for letter in last[:1].upper() + last[1:])[
        :31
    ].strip("' ")


def _sheets(vocabulary: Vocabulary, records: Records | None, language: Language) -> list[_Content]:
    def fields(tables: Iterable[TableOf]) -> list[Field]:
        return vocabulary.of_table(*(table.name for table in tables))

    once = [table for table in vocabulary.tables if not table.repeats]
    repeated = {} if records is None else filled(records)
    cases = None if records is None else records.cases
    main = _Content(text("exchange.sheet-cases", language), fields(once), cases)
    return [main] + [
        _Content(table.label.in_(language), fields([table]), repeated.get(table.name))
        for table in vocabulary.tables
        if table.repeats
    ]


class _Sheet:
    """A sheet being written."""

    def __init__(
        self,
        workbook: Workbook,
        content: _Content,
        columns: list[Column],
        vocabulary: Vocabulary,
        language: Language,
    ) -> None:
        if content.last_row > ROWS or len(columns) > COLUMNS:
            raise Refusal("exchange.too-many-for-excel", sheet=content.title)
        self.content = content
        self.columns = columns
        self.vocabulary = vocabulary
        self.language = language
        self.sheet = workbook.create_sheet(content.title)

    def write(self, lists: Lists, main: _Content) -> list[Finding]:
        """Write headings, values and what may be entered."""
        self._headings()
        findings = self._values()
        for number, column in enumerate(self.columns, start=1):
            rule = validation(column, lists, self.language)
            if column.field is None and self.content is not main:
                rule = self._case_of(main)
            if rule is not None:
                letter = self.sheet.cell(1, number).column_letter
                rule.add(f"{letter}{FIRST_ROW}:{letter}{self.content.last_row}")
                self.sheet.add_data_validation(rule)
        return findings

    def _case_of(self, main: _Content) -> Any:
        """Offer the references of the first sheet."""
        return drop_down(
            f"'{main.title}'!$A${FIRST_ROW}:$A${main.last_row}",
            self.language,
            strict=False,
            error=text("exchange.error-case", self.language, sheet=main.title),
        )

    def _headings(self) -> None:
        from openpyxl.comments import Comment
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        font = Font(bold=True, color=_WHITE)
        border = Border(left=Side("thin", color=_WHITE))
        fills = [PatternFill("solid", start_color=color) for color in (_NAVY, _BLUE)]
        wrapped = Alignment(wrap_text=True, vertical="center")
        tables: list[str] = []
        for number, column in enumerate(self.columns, start=1):
            put(self.sheet.cell(1, number), column.name)
            cell = self.sheet.cell(2, number)
            put(cell, column.label)
            table = "" if column.field is None else column.field.table
            tables += [] if table in tables else [table]
            cell.font, cell.border, cell.alignment = font, border, wrapped
            cell.fill = fills[tables.index(table) % 2]
            cell.comment = Comment(column.note, "Fanal", height=160, width=320)
            self._column_style(cell.column_letter, column.field)
        self.sheet.row_dimensions[1].hidden = True
        self.sheet.row_dimensions[2].height = 48
        self.sheet.freeze_panes = f"B{FIRST_ROW}"

    def _column_style(self, letter: str, field: Field | None) -> None:
        """Let what is typed into an empty cell stay what it is: text for text, dates in ISO 8601."""
        column = self.sheet.column_dimensions[letter]
        column.width = 30 if field is not None and field.type in _WIDE else 18
        if field is not None and field.type is FieldType.DATE:
            column.number_format = "yyyy-mm-dd"
        elif field is None or field.type in (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LOOKUP):
            column.number_format = "@"

    def _values(self) -> list[Finding]:
        findings: list[Finding] = []
        if self.content.rows is None:
            return findings
        for number, column in enumerate(self.columns, start=1):
            values = values_of(column, self.content.rows, self.vocabulary, self.language)
            if values is None:
                continue
            spoiled = [
                row
                for row, value in enumerate(values, start=FIRST_ROW)
                if value is not None and put(self.sheet.cell(row, number), value, column.label)
            ]
            if spoiled:
                findings.append(self._characters_left_out(column, spoiled))
        return findings

    def _characters_left_out(self, column: Column, rows: list[int]) -> Finding:
        name = None if column.field is None else column.field.name
        return Finding(
            code="exchange.characters-left-out",
            severity=Severity.NOTE,
            place=Place(sheet=self.content.title, column=column.label, field=name, rows=tuple(rows)),
            values={"n": len(rows), "field": column.label},
        )


def _write_description(workbook: Workbook, extension: Rows) -> None:
    sheet = workbook.create_sheet(SHEET)
    for number, row in enumerate(({name: name for name in DESCRIBED}, *extension), start=1):
        for column, name in enumerate(DESCRIBED, start=1):
            put(sheet.cell(number, column), row.get(name))


def _write_about(
    workbook: Workbook, vocabulary: Vocabulary, language: Language, repeating: list[str], fictional: bool
) -> None:
    from openpyxl.styles import Alignment, Font

    def say(key: str, **values: str) -> str:
        return text(f"exchange.template-{key}", language, **values)

    standard = f"{vocabulary.name} {vocabulary.version}".strip()
    sheet = workbook.create_sheet(text("exchange.sheet-about", language))
    for number, word in enumerate(("fanal", standard, "fictional" if fictional else "recorded"), start=1):
        put(sheet.cell(1, number), word)
    sheet.row_dimensions[1].hidden = True
    lines = [
        say("title", standard=standard),
        *([say("fictional")] if fictional else []),
        say("what", title=vocabulary.title.in_(language), standard=standard),
        say("source", licence=vocabulary.licence, source=vocabulary.source),
        say("extension"),
        say("protect"),
        say("rows"),
        say("choices"),
        say("dates"),
        *([say("repeats", sheets=", ".join(repeating))] if repeating else []),
        say("deprecated"),
        say("hidden"),
    ]
    for row, line in enumerate(lines, start=2):
        cell = sheet.cell(row, 1)
        put(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(2, 1).font = Font(bold=True, size=16, color=_NAVY)
    if fictional:
        sheet.cell(3, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width = 100
