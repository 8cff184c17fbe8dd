"""What the steward wrote, and the newest release, against which it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import F, Max, QuerySet
from django.http import Http404

from fanal.exploring import Catalogue, Published
from fanal.presentation import Refusal
from fanal.web.collaborative.models import CalendarEntry, QuizQuestion, Story
from fanal.web.collaborative.models.story import Writing
from fanal.web.collaborative.publishing import public_folder
from fanal.web.collaborative.selectors.hub import hub_or_404


@dataclass(frozen=True)
class Newest:
    """The release that readers see first."""

    version: str
    published: Published


def newest() -> Newest | None:
    """Open the newest release as readers have it; none where nothing is published."""
    try:
        found = Catalogue.read(public_folder(hub_or_404().slug))
        folder = found.folder_of(found.newest.version) if found.newest else None
        if found.newest is None or folder is None or not folder.is_dir():
            return None
        return Newest(found.newest.version, _opened(folder, folder.stat().st_mtime_ns))
    except Refusal:
        return None


def stories() -> QuerySet[Story]:
    """List the stories: those of the exhibit in their order, then the others, the newest first."""
    return Story.objects.order_by(F("order").asc(nulls_last=True), "-made_at", "pk")


def questions() -> QuerySet[QuizQuestion]:
    """List the questions of the quiz in their order."""
    return QuizQuestion.objects.order_by("order", "made_at", "pk")


def entries() -> QuerySet[CalendarEntry]:
    """List the days of the calendar."""
    return CalendarEntry.objects.order_by("on", "pk")


def writing(model: type[Writing], pk: UUID) -> Any:
    """Find one of them."""
    hub_or_404()
    found = model.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def is_taken(slug: str, by_other_than: Story | None) -> bool:
    """Whether another story has this name in addresses."""
    others = Story.objects.filter(slug=slug)
    return (others.exclude(pk=by_other_than.pk) if by_other_than else others).exists()


def next_place(model: type[Story] | type[QuizQuestion]) -> int:
    """Give the place after the last one."""
    last: int | None = model.objects.aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


@lru_cache(maxsize=1)
def _opened(folder: Path, changed: int) -> Published:
    return Published.open(folder)
