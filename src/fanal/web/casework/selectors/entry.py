"""Entries of a case, as its pages list them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from fanal.web.casework.models import Case
from fanal.web.casework.models.care import Entered
from fanal.web.casework.nouns import Noun
from fanal.web.casework.vocabulary import Words

A_PAGE = 50
MOST_MISTAKEN = 50


@dataclass(slots=True)
class Line:
    """One entry with what is shown of it, by column."""

    row: Any
    cells: list[tuple[str, Any]]
    inner: Section | None = None

    @property
    def name(self) -> Any:
        """What the row is called."""
        return self.cells[0][1]


@dataclass(slots=True)
class Section:
    """The entries of one kind, a page of them, and those marked as mistakes."""

    noun: Noun
    lines: list[Line]
    page: Page[Any] | None = None
    mistaken: list[Any] = field(default_factory=list)
    of: Any = None
    """What the entries belong to, where that is not the case: the plan of steps."""


def entries(noun: Noun, case: Case) -> QuerySet[Any]:
    """Give all entries of a kind, mistakes among them."""
    within = {"plan__case": case} if noun.name == "step" else {"case": case}
    return noun.model._default_manager.filter(**within).select_related(*noun.join)


def entry(noun: Noun, case: Case, row: uuid.UUID) -> Entered | None:
    """Find one entry of a case."""
    found: Entered | None = entries(noun, case).filter(pk=row).first()
    return found


def section(noun: Noun, case: Case, words: Words, page: str | None = None) -> Section:
    """List the entries of a kind, a page at a time."""
    found = entries(noun, case)
    shown = Paginator(found.filter(mistaken_at=None).order_by(*noun.order, "pk"), A_PAGE).get_page(page)
    mistaken = list(found.exclude(mistaken_at=None).order_by("-mistaken_at")[:MOST_MISTAKEN])
    return Section(noun, [line(noun, row, words) for row in shown], shown, mistaken)


def line(noun: Noun, row: Any, words: Words) -> Line:
    """Show one entry; opens what of it is sealed."""
    return Line(row, list(zip(noun.columns, noun.cells(row, words), strict=True)))
