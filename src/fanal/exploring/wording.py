"""What stands over a picture: its title, and what it shows in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from fanal.exploring.asking import Form
from fanal.exploring.cells import Cell, Cells
from fanal.exploring.notes import detected, what_is_counted
from fanal.presentation import text
from fanal.release.counts import COUNT

_FEW = 5


def title_of(cells: Cells) -> str:
    """Give the title of an answer: its fields and its filters."""
    language = cells.language
    labels = [one.label.in_(language) for one in cells.fields]
    if not labels:
        title = text("exploring.title-all", language)
    elif len(labels) == 1:
        title = labels[0]
    elif cells.question.kind is Form.FLOWS:
        title = text("exploring.title-flows", language, first=labels[0], second=labels[1])
    else:
        title = text("exploring.title-by", language, first=labels[0], others=", ".join(labels[1:]))
    filters = "; ".join(filters_of(cells))
    return text("exploring.title-where", language, title=title, filters=filters) if filters else title


def filters_of(cells: Cells) -> list[str]:
    """Say each filter: ``Gender: Feminine or Masculine``."""
    language = cells.language
    told = []
    for name, values in cells.question.where.items():
        variable = cells.published.variables[name]
        labels = [variable.label_of(value, language) for value in values]
        listed = labels[0]
        if len(labels) > 1:
            listed = text("exploring.or", language, first=", ".join(labels[:-1]), last=labels[-1])
        told.append(text("exploring.filter", language, label=variable.label, values=listed))
    return told


def alternative_of(cells: Cells) -> str:
    """Say what a picture shows: title, unit, the largest numbers, and that those detected are not all."""
    language = cells.language
    told = cells.frame.filter(pl.col(COUNT).is_not_null()).sort(COUNT, descending=True, maintain_order=True)
    most = list(replace(cells, frame=told).rows(most=_FEW))
    parts = [title_of(cells), what_is_counted(cells.published, language)]
    if most:
        parts.append("; ".join(mark_of(cells, one) for one in most))
    return ". ".join([*parts, detected(language)])


def mark_of(cells: Cells, cell: Cell) -> str:
    """Say a cell: ``Feminine, 2015: 57``."""
    place = name_of(cells, cell.labels)
    return text("exploring.mark", cells.language, place=place, words=cells.words(cell.number))


def name_of(cells: Cells, labels: Sequence[str]) -> str:
    """Name a cell by its labels; where there is no field, it is everybody."""
    if cells.question.kind is Form.FLOWS:
        return text("exploring.flow", cells.language, first=labels[0], second=labels[1])
    return " · ".join(labels) or text("exploring.title-all", cells.language)
