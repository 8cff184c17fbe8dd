"""The columns of a sheet of the template: what stands over them, in them, and may be put in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from fanal.exchange.writing.cells import choice_texts, yes_no
from fanal.presentation import Language, text
from fanal.standard.records import CASE
from fanal.standard.vocabulary import Disclosure, Field, FieldType, Status, Vocabulary


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
    name
        The name in its hidden heading: of the field, with ``_1``, ``_2``… for several choices.
    label, note
        What people read over it; what it means.
    field
        Its field; None for the case.
    choice
        Which of several choices it holds, from 1; None where there is only one.
    """

    name: str
    label: str
    note: str
    field: Field | None = None
    choice: int | None = None


def columns_of(
    fields: Sequence[Field],
    rows: pl.DataFrame | None,
    vocabulary: Vocabulary,
    language: Language,
    choices: int,
) -> list[Column]:
    """Lay out the columns of one sheet, the case first.

    Parameters
    ----------
    fields
        The fields of its tables, in the order of the standard.
    rows
        What will fill the sheet, if anything. A deprecated field has a column only if it has a value,
        and a field of several choices as many as the largest set.
    vocabulary
        The standard, to tell apart fields of the same label by their table.
    language
        The language of labels and notes.
    choices
        How many columns a field of several choices has at least.

    Returns
    -------
    list of Column
    """
    columns = [
        Column(CASE, text("exchange.case-column", language), text("exchange.case-column-hint", language))
    ]
    for field in fields:
        if not field.in_force and not _has_values(field, rows):
            continue
        label = _label(field, vocabulary, language)
        if field.type is not FieldType.MULTISELECT:
            columns.append(Column(field.name, label, _note(field, language, None), field))
            continue
        columns += [
            Column(f"{field.name}_{nth}", f"{label} {nth}", _note(field, language, nth), field, nth)
            for nth in range(1, max(choices, _largest_set(field, rows)) + 1)
        ]
    return columns


def _label(field: Field, vocabulary: Vocabulary, language: Language) -> str:
    """Give the label of a field, with its table where another field has the same label."""
    label = field.label.in_(language)
    if sum(other.label.in_(language) == label for other in vocabulary) == 1:
        return label
    return f"{label} ({vocabulary.table_by_name[field.table].label.in_(language)})"


def _has_values(field: Field, rows: pl.DataFrame | None) -> bool:
    return rows is not None and field.name in rows.columns and rows[field.name].null_count() < rows.height


def _largest_set(field: Field, rows: pl.DataFrame | None) -> int:
    if rows is None or not _has_values(field, rows):
        return 0
    return int(rows.select(pl.col(field.name).list.len().max()).item())


def _note(field: Field, language: Language, nth: int | None) -> str:
    parts = [field.description.in_(language)]
    if nth is not None:
        parts.append(text("exchange.note-choice", language, n=nth))
    if field.status is Status.DEPRECATED:
        parts.append(text("exchange.note-deprecated", language))
    if field.disclosure is Disclosure.IDENTIFYING:
        parts.append(text("exchange.note-identifying", language))
    if field.core:
        parts.append(text("exchange.note-core", language))
    if field.standard:
        parts.append(field.standard)
    return "\n".join(part for part in parts if part)


def values_of(
    column: Column, rows: pl.DataFrame, vocabulary: Vocabulary, language: Language
) -> pl.Series | None:
    """Give what a column holds, with labels in the place of codes; None where nothing was recorded.

    Parameters
    ----------
    column
        A column of the sheet.
    rows
        The rows of its table.
    vocabulary
        Where its code list is found.
    language
        The language of the labels.
    """
    name = CASE if column.field is None else column.field.name
    if name not in rows.columns:
        return None
    values = rows[name]
    if column.choice is not None:
        values = values.list.get(column.choice - 1, null_on_oob=True)
    if values.dtype == pl.Boolean():
        words = yes_no(language)
        return values.replace_strict([True, False], [words[True], words[False]], return_dtype=pl.String())
    if column.field is not None and column.field.list is not None and values.dtype == pl.String():
        return values.replace(choice_texts(vocabulary.code_list(column.field), language))
    return values
