"""Foreign spreadsheets for the tests of mapping: written as CSV, opened as any file is."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from fanal.exchange.files import open_file
from fanal.exchange.mapping import ColumnSuggestion, Suggestion, suggest

REGISTER: Mapping[str, Sequence[str]] = {
    "N° dossier": ["F-01", "F-02", "F-03", "F-04"],
    "Nom": ["Petrova", "Okafor", "Silva", "Haile"],
    "Prénom": ["Irina", "Grace", "Marta", "Saba"],
    "Sexe": ["F", "femme", "dame", "dame"],
    "DDN": ["12/03/1998", "25/12/1999", "01/02/1997", "03/04/1996"],
    "Nationalité": ["ukrainienne", "Nigériane", "PT", "Erythrée"],
    "Moyens de contrôle": ["menaces physiques", "dettes", "confiscation des papiers", "dettes"],
    "Observations": ["a téléphoné à sa sœur", "veut rentrer", "rien", "rien"],
}
"""A small register of a shelter, in French."""


def write(folder: Path, columns: Mapping[str, Sequence[str]], above: Sequence[Sequence[str]] = ()) -> Path:
    """Write columns as a CSV file, with rows of titles above the headings."""
    path = folder / "foreign.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows(above)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def suggested(
    folder: Path, columns: Mapping[str, Sequence[str]], above: Sequence[Sequence[str]] = ()
) -> Suggestion:
    """Suggest a mapping for columns."""
    return suggest(open_file(write(folder, columns, above)))


def column(suggestion: Suggestion, heading: str) -> ColumnSuggestion:
    """Find the one column of a heading."""
    (found,) = [one for one in suggestion.columns if one.heading == heading]
    return found


def fields(suggestion: Suggestion) -> dict[str, str | None]:
    """Give the field that is applied to each column."""
    return {one.shown_heading: one.field.name if one.field else None for one in suggestion.columns}
