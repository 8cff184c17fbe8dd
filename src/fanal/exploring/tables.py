"""An answer as files: CSV for spreadsheets, JSON with all that must be said beside the numbers."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from fanal.exchange.formulas import harmless
from fanal.exploring.asking import as_query
from fanal.exploring.catalogue import Hub, Release
from fanal.exploring.cells import NUMBERS, Cells, Number, Status
from fanal.exploring.notes import detected, method_in_short, what_is_counted, why_not_told
from fanal.exploring.variables import Variable
from fanal.presentation import Language, text

MEANINGS = {
    Status.COUNTED: "exploring.status-counted",
    Status.ESTIMATED: "exploring.status-estimated",
    Status.AT_LEAST: "exploring.status-at-least",
    Status.SUPPRESSED: "exploring.status-suppressed",
}


def meaning(cells: Cells, status: Status) -> str:
    """Say in a few words what a status means, in the language of the question."""
    return text(MEANINGS[status], cells.language, why=why_not_told(cells.published, cells.language))


def headings(cells: Cells) -> list[str]:
    """Name the columns of `as_csv`: for each field its code and its label, then the numbers."""
    label = text("exploring.label", cells.language)
    pairs = [[column, f"{column} {label}"] for column in cells.columns]
    return [*(name for pair in pairs for name in pair), *NUMBERS, "meaning"]


def as_csv(cells: Cells) -> bytes:
    """Write the cells as CSV in UTF-8, one in a line; the total is not among them.

    In place of a count that is not told stands its status, ``suppressed``: a blank would be read as zero.
    What a spreadsheet would run is made harmless.
    """
    made = io.StringIO()
    lines = csv.writer(made, lineterminator="\n")
    lines.writerow([harmless(name) for name in headings(cells)])
    for cell in cells.rows():
        named = [harmless(one) for pair in zip(cell.codes, cell.labels, strict=True) for one in pair]
        number = cell.number
        count = number.status if number.count is None else number.count
        lines.writerow([*named, count, number.low, number.high, number.status, meaning(cells, number.status)])
    return made.getvalue().encode()


def as_json(
    cells: Cells,
    *,
    release: Release | None = None,
    hub: Hub | None = None,
    address: str = "",
    part: tuple[int, int | None] = (0, None),
) -> dict[str, Any]:
    """Give the cells with all that must be known of them, ready for `json.dumps`.

    Parameters
    ----------
    cells
        The answer.
    release, hub
        Of the catalogue, for version, citation and publisher.
    address
        Of this view, if it has one.
    part
        Which cells to list: from which on, and how many.
    """
    language, published = cells.language, cells.published
    return {
        "release": _release(cells, release, hub),
        "question": {
            "query": as_query(cells.question),
            "fields": list(cells.question.fields),
            "where": {name: list(values) for name, values in cells.question.where.items()},
            "form": str(cells.question.kind),
            "language": language,
            "address": address,
        },
        "unit": what_is_counted(published, language),
        "detected": detected(language),
        "variables": [_variable(one, language) for one in cells.fields],
        "total": _number(cells, cells.total),
        "cells": [
            {
                "values": dict(zip(cells.question.fields, cell.codes, strict=True)),
                "labels": dict(zip(cells.question.fields, cell.labels, strict=True)),
                **_number(cells, cell.number),
            }
            for cell in cells.rows(*part)
        ],
        "suppressed": {
            "cells": cells.suppressed,
            "unlisted": cells.unlisted,
            "meaning": meaning(cells, Status.SUPPRESSED),
        },
        "notes": [{"name": one.name, "text": one.words} for one in cells.notes],
    }


def as_json_bytes(
    cells: Cells, *, release: Release | None = None, hub: Hub | None = None, address: str = ""
) -> bytes:
    """Write what `as_json` gives."""
    told = as_json(cells, release=release, hub=hub, address=address)
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _release(cells: Cells, release: Release | None, hub: Hub | None) -> dict[str, Any]:
    language, published = cells.language, cells.published
    told: dict[str, Any] = {
        "title": published.title,
        "method": published.method,
        "protection": method_in_short(published, language),
        "people": published.people,
        "least": published.least,
        "vocabulary": published.vocabulary,
        "fictional": published.fictional,
        "licence": published.licence,
    }
    if release is not None:
        told |= {
            "version": release.version,
            "state": release.state,
            "title": release.title.in_(language) or published.title,
            "published_on": release.published_on,
            "citation": release.citation.in_(language),
            "population": release.population.in_(language),
        }
    if hub is not None:
        told |= {
            "hub": hub.slug,
            "publisher": hub.publisher,
            "contact": hub.contact,
            "licence": hub.licence or published.licence,
        }
    return told


def _variable(variable: Variable, language: Language) -> dict[str, Any]:
    return {
        "name": variable.name,
        "label": variable.label.in_(language),
        "description": variable.description.in_(language),
        "told": variable.told.in_(language),
        "exact": variable.exact,
        "several": variable.several,
    }


def _number(cells: Cells, number: Number) -> dict[str, Any]:
    return {
        "count": number.count,
        "low": number.low,
        "high": number.high,
        "status": str(number.status),
        "meaning": meaning(cells, number.status),
    }
