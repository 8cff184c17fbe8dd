"""Values as the text of a cell: what a person reads in a spreadsheet and Fanal reads back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from fanal.exchange.formulas import DANGEROUS
from fanal.presentation import Language, text
from fanal.standard.spelling import fold, matcher
from fanal.standard.vocabulary import Code, CodeList, Field, Vocabulary

SEPARATOR = ";"
"""Between several choices in one cell; no code holds it."""

LONG_LIST = 30
"""Lists of more codes than this are searched for a word, not read through."""


def number_text(value: float) -> str:
    """Write a number with all its digits and no exponent: ``0.0000001``, ``12``."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def choice_texts(codes: CodeList, language: Language) -> dict[str, str]:
    """Give what stands for each code in a cell for people: its label, where that is no other's.

    Parameters
    ----------
    codes
        A code list.
    language
        The language of the labels.

    Returns
    -------
    dict
        From code to label; to the code itself where the label would be read as another code.
    """
    reads = matcher(codes)
    labels = {code.code: code.label.in_(language).strip() for code in codes.codes}
    return {code: label if reads.find(label) == code else code for code, label in labels.items()}


def offered(codes: CodeList, language: Language) -> list[Code]:
    """Give the codes that new data may use, as a person looks for them.

    Parameters
    ----------
    codes
        A code list.
    language
        The language that long lists, such as countries, are put into the alphabet of.

    Returns
    -------
    list of Code
        In the order of the list; in the order of their labels where it has more than `LONG_LIST`.
    """
    found = codes.offered()
    if len(found) <= LONG_LIST:
        return found
    return sorted(found, key=lambda code: (fold(code.label.in_(language)), code.code))


def yes_no(language: Language | None) -> Mapping[bool, str]:
    """Give what stands for true and false: ``TRUE``, or a word of the language."""
    if language is None:
        return {True: "TRUE", False: "FALSE"}
    return {True: text("exchange.yes", language), False: text("exchange.no", language)}


def as_text(
    column: pl.Series, field: Field | None, vocabulary: Vocabulary, labels: Language | None
) -> pl.Series:
    """Write a column as the text of cells; what was not recorded stays null.

    Parameters
    ----------
    column
        Values of one field, of the type that `fanal.standard.records.dtype` gives.
    field
        Its field; None for the column that names the case.
    vocabulary
        Where its code list is found.
    labels
        The language whose labels stand for codes; None writes codes.

    Returns
    -------
    polars.Series
        Text: dates as ISO 8601, several choices joined by ``;`` (by a line break where a label of
        the list holds a ``;``), and nothing that a spreadsheet would run as a formula.
    """
    kind = column.dtype
    if kind == pl.Boolean():
        words = yes_no(labels)
        return column.replace_strict([True, False], [words[True], words[False]], return_dtype=pl.String())
    if kind == pl.Date():
        return column.dt.strftime("%Y-%m-%d")
    if kind.is_float():
        return column.map_elements(number_text, return_dtype=pl.String())
    if kind.is_integer():
        return column.cast(pl.String())
    separator = SEPARATOR
    if labels is not None and field is not None and field.list is not None:
        texts = choice_texts(vocabulary.code_list(field), labels)
        if any(SEPARATOR in label for label in texts.values()):
            separator = "\n"
        column = _replace(column, texts)
    if isinstance(kind, pl.List):
        column = column.list.join(separator)
    return column.str.replace(f"({DANGEROUS})", "'${1}")


def _replace(column: pl.Series, texts: Mapping[str, str]) -> pl.Series:
    if isinstance(column.dtype, pl.List):
        return column.list.eval(pl.element().replace(texts))
    return column.replace(texts)
