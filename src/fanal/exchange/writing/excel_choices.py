"""What a person may put into a cell of the template: lists on a hidden sheet, dates, numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fanal.exchange.writing.cells import choice_texts, number_text, offered, yes_no
from fanal.exchange.writing.excel_columns import Column
from fanal.exchange.writing.workbook import put
from fanal.presentation import Language, text
from fanal.standard.vocabulary import Field, FieldType, Vocabulary

if TYPE_CHECKING:
    from openpyxl import Workbook

LISTS = "_lists"
"""The hidden sheet that feeds the drop-downs: one list a column, its name on top."""

YES_NO = "yes_no"

_NUMBERS = {FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR, FieldType.GEOLOCATION}


class Lists:
    """The hidden sheet of a workbook, with a defined name for each list that is asked for."""

    def __init__(self, workbook: Workbook, vocabulary: Vocabulary, language: Language) -> None:
        self._workbook = workbook
        self._vocabulary = vocabulary
        self._language = language
        self._names: dict[str, str] = {}
        self._sheet = workbook.create_sheet(LISTS)
        self._sheet.sheet_state = "hidden"

    def name_of(self, list_name: str) -> str:
        """Give the defined name of a list, written on the hidden sheet when first asked for.

        A defined name has no limit of 255 characters, and a reader finds the list by it.
        """
        if list_name not in self._names:
            self._names[list_name] = self._write(list_name)
        return self._names[list_name]

    def _write(self, list_name: str) -> str:
        from openpyxl.utils import get_column_letter
        from openpyxl.workbook.defined_name import DefinedName

        number = len(self._names) + 1
        put(self._sheet.cell(1, number), list_name)
        texts = self._texts(list_name)
        for row, label in enumerate(texts, start=2):
            put(self._sheet.cell(row, number), label)
        name = "list_" + re.sub(r"\W", "_", list_name)
        letter = get_column_letter(number)
        area = f"'{LISTS}'!${letter}$2:${letter}${len(texts) + 1}"
        self._workbook.defined_names[name] = DefinedName(name, attr_text=area)
        return name

    def _texts(self, list_name: str) -> list[str]:
        if list_name == YES_NO:
            return list(yes_no(self._language).values())
        codes = self._vocabulary.lists[list_name]
        texts = choice_texts(codes, self._language)
        return [texts[code.code] for code in offered(codes, self._language)]


def validation(column: Column, lists: Lists, language: Language) -> Any | None:
    """Make what a spreadsheet lets a person enter in a column; None where anything goes.

    Parameters
    ----------
    column
        The column; its field decides.
    lists
        Where drop-downs take their lists from.
    language
        The language of the messages.

    Returns
    -------
    openpyxl.worksheet.datavalidation.DataValidation or None
    """
    field = column.field
    if field is None:
        return None
    if field.type is FieldType.CHECKBOX:
        return drop_down(lists.name_of(YES_NO), language)
    if field.list is not None:
        # Several choices may be written into the last column, and a text field holds other texts too.
        strict = field.type is FieldType.PICKLIST
        return drop_down(lists.name_of(field.list), language, strict=strict)
    if field.type is FieldType.DATE:
        return _date(language)
    if field.type in _NUMBERS:
        return _number(field, language)
    return None


def drop_down(formula: str, language: Language, *, strict: bool = True, error: str | None = None) -> Any:
    """Make a drop-down from a range or a defined name; a loose one lets a person insist."""
    from openpyxl.worksheet.datavalidation import DataValidation

    return DataValidation(
        type="list",
        formula1=formula,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop" if strict else "warning",
        errorTitle=text("exchange.error-list-title", language),
        error=error or text("exchange.error-list" if strict else "exchange.error-list-open", language),
    )


def _date(language: Language) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    return DataValidation(
        type="date",
        operator="between",
        formula1="DATE(1900,3,1)",
        formula2="DATE(2100,12,31)",
        allow_blank=True,
        showErrorMessage=True,
        error=text("exchange.error-date", language),
        showInputMessage=True,
        prompt=text("exchange.prompt-date", language),
    )


def _number(field: Field, language: Language) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    lowest, highest = limits(field)
    return DataValidation(
        type="whole" if field.type in (FieldType.INTEGER, FieldType.YEAR) else "decimal",
        operator="between",
        formula1=number_text(lowest),
        formula2=number_text(highest),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=text("exchange.error-number-title", language),
        error=text(
            "exchange.error-number", language, lowest=number_text(lowest), highest=number_text(highest)
        ),
    )


def limits(field: Field) -> tuple[float, float]:
    """Give the lowest and highest number that a field may hold: its own bounds, degrees, years, a count."""
    if field.type is FieldType.GEOLOCATION:
        lowest, highest = (-90, 90) if field.name.endswith("Latitude") else (-180, 180)
    else:
        lowest, highest = (1900, 2100) if field.type is FieldType.YEAR else (0, 999)
    return (
        lowest if field.minimum is None else field.minimum,
        highest if field.maximum is None else field.maximum,
    )
