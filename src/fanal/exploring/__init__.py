"""Exploring: the one way in which numbers of published releases are read for the public.

It reads public folders only, and knows neither Django nor any sensitive row.
"""

from fanal.exploring.asking import Form, Question, as_query, check, parse, suitable
from fanal.exploring.catalogue import Catalogue, Release
from fanal.exploring.cells import Cell, Cells, Number, Status, answer
from fanal.exploring.notes import Note, detected, method_in_short
from fanal.exploring.published import Published
from fanal.exploring.variables import NOT_TOLD, Kind, Variable

__all__ = [
    "NOT_TOLD",
    "Catalogue",
    "Cell",
    "Cells",
    "Form",
    "Kind",
    "Note",
    "Number",
    "Published",
    "Question",
    "Release",
    "Status",
    "Variable",
    "answer",
    "as_query",
    "check",
    "detected",
    "method_in_short",
    "parse",
    "suitable",
]
