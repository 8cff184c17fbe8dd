"""Counts over the cases that somebody may read: what a supervisor looks at in the morning, never who.

The number of queries is the same for ten cases and for a hundred thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Switch
from django.db.models import CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncMonth

from fanal.web.access.actor import Actor
from fanal.web.casework import lists
from fanal.web.casework.models import Assessment, Case, Context, Person, RetentionReview, SafetyPlan, Task
from fanal.web.casework.policy import readable
from fanal.web.casework.selectors.age import age_now
from fanal.web.casework.selectors.small_numbers import TOTAL, Cell, Shown, protected
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_in
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of

AGES_OF_CASES = (30, 90, 180, 365)
"""Days up to which a case is counted in a band; the last is open-ended."""
MONTHS = 12
UNSAID = ""
GENDER, EXPLOITATION = "prs_Gender", "vic_TypeOfExploitation"
AGE_THEN, BAND_THEN = "vic_AgeWhenTrafficked", "vic_AgeBandWhenTrafficked"
BANDS_THEN = ((0, "0–8"), (9, "9–17"), (18, "18–29"), (30, "30–47"), (48, "48+"))
STEPS = 20
"""Lengths that a bar can have."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a table with a bar. `count` is None where few are counted."""

    label: str
    count: int | None
    length: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """The open cases of one owner, by the age of the cases."""

    owner: str
    member: object
    counts: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class Due:
    """Of one kind of work: what is overdue, and what is due within a week."""

    key: str
    overdue: int
    soon: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of people, by gender; None where few are counted."""

    label: str
    cells: list[int | None]


def loads(actor: Actor, today: date) -> list[Load]:
    """Count open cases by owner and by how long they are open."""
    bands = [
        When(opened_on__gt=today - timedelta(days), then=Value(str(place)))
        for place, days in enumerate(AGES_OF_CASES)
    ]
    band = Switch(*bands, default=Value(str(len(AGES_OF_CASES))), output_field=CharField())
    found: dict[object, Counter[int]] = {}
    rows = _open(actor).annotate(band=band).order_by().values_list("owner", "band").annotate(n=Count("pk"))
    for owner, place, n in rows:
        found.setdefault(owner, Counter())[int(place)] = n
    names = {one.pk: name_of(one) for one in Membership.objects.select_related("user").filter(pk__in=found)}
    lines = [
        Load(names[owner], owner, [n[p] for p in range(len(AGES_OF_CASES) + 1)], n.total())
        for owner, n in found.items()
    ]
    return sorted(lines, key=lambda one: (-one.total, one.owner.casefold()))


def work_due(actor: Actor, today: date) -> list[Due]:
    """Count what is to be done: it is work, so also one of it is said."""
    cases = _open(actor)
    last = Assessment.objects.filter(case__in=cases, mistaken_at=None).order_by("case", "-on", "-made_at")
    kinds: list[tuple[str, QuerySet[Any], str]] = [
        (
            "web.casework.due-tasks",
            Task.objects.filter(case__in=cases, done_at=None, mistaken_at=None),
            "due_on",
        ),
        ("web.casework.due-safety", SafetyPlan.objects.filter(case__in=cases, mistaken_at=None), "review_on"),
        (
            "web.casework.due-assessments",
            Assessment.objects.filter(pk__in=last.distinct("case").values("pk")),
            "next_on",
        ),
        (
            "web.casework.due-reviews",
            RetentionReview.objects.filter(case__in=readable(actor), decided_on=None),
            "due_on",
        ),
    ]
    return [_due(key, rows, day, today) for key, rows, day in kinds]


def months(actor: Actor, today: date) -> list[tuple[date, Bar, Bar]]:
    """Count what was opened and closed in each of the last months."""
    first = _month_before(today.replace(day=1), MONTHS - 1)
    wanted = [_month_before(today.replace(day=1), back) for back in range(MONTHS - 1, -1, -1)]
    opened, closed = (_by_month(readable(actor), day, first) for day in ("opened_on", "closed_on"))
    new = _bars([("", opened[month]) for month in wanted])
    done = _bars([("", closed[month]) for month in wanted])
    return list(zip(wanted, new, done, strict=True))


def exploitation(actor: Actor, words: Words) -> list[Bar]:
    """Count open cases by type of exploitation; a case may have several, so nothing is subtracted."""
    codes = words.vocabulary.code_list(words.vocabulary[EXPLOITATION]).offered()
    each = {
        f"n{place}": Count("pk", filter=Q(coded__contains={EXPLOITATION: [one.code]}))
        for place, one in enumerate(codes)
    }
    counted = _victims(actor).aggregate(**each)
    rows = [(say_in(one.label), counted[f"n{place}"]) for place, one in enumerate(codes)]
    return sorted((one for one in _bars(rows) if one.count != 0), key=lambda one: -(one.count or 0))


def ages_and_genders(actor: Actor, words: Words, today: date) -> tuple[list[str], list[Line]]:
    """Count the persons of open cases by age group and gender, with totals."""
    rows = (
        _open(actor)
        .annotate(gender=KeyTextTransform(GENDER, "person__coded"), age_now=age_now("person__", today))
        .order_by()
        .values_list("age_now", "gender")
        .annotate(n=Count("pk"))
    )
    counted: Counter[tuple[str, ...]] = Counter()
    for age, gender, n in rows:
        for cell in ((age, gender or UNSAID), (age, TOTAL), (TOTAL, gender or UNSAID), (TOTAL, TOTAL)):
            counted[cell] += n
    genders = sorted({gender for _, gender in counted} - {TOTAL}) or [UNSAID]
    groups = [age for age in Person.Age.values if counted[(age, TOTAL)]]
    whole: dict[Cell, int] = {
        (age, gender): counted[(age, gender)] for age in (*groups, TOTAL) for gender in (*genders, TOTAL)
    }
    shown: Shown = protected(whole)
    codes = words.vocabulary.code_list(words.vocabulary[GENDER]).by_code
    heads = [
        say_in(codes[one].label) if one in codes else say("web.casework.not-recorded") for one in genders
    ]
    lines = [
        Line(
            say("web.casework.total") if age == TOTAL else lists.said("ages", age),
            [shown[(age, gender)] for gender in (*genders, TOTAL)],
        )
        for age in (*groups, TOTAL)
    ]
    return heads, lines


def ages_then(actor: Actor) -> list[Bar]:
    """Count the victims of open cases by how old they were when it began, where that was recorded."""
    rows = (
        _victims(actor)
        .annotate(age=KeyTextTransform(AGE_THEN, "coded"), band=KeyTextTransform(BAND_THEN, "coded"))
        .order_by()
        .values_list("age", "band")
        .annotate(n=Count("pk"))
    )
    counted: Counter[str] = Counter()
    for age, band, n in rows:
        counted[_band(age or band or "")] += n
    names = [label for _, label in BANDS_THEN]
    whole: dict[Cell, int] = {(one,): counted[one] for one in (*names, UNSAID)}
    shown = protected({**whole, (TOTAL,): counted.total()})
    labels = {UNSAID: say("web.casework.not-recorded"), TOTAL: say("web.casework.total")}
    most = max((shown[(one,)] or 0 for one in (*names, UNSAID)), default=0)
    return [
        Bar(labels.get(one, one), shown[(one,)], 0 if one == TOTAL else _length(shown[(one,)], most))
        for one in (*names, UNSAID, TOTAL)
    ]


def in_danger(actor: Actor) -> int | None:
    """Count the open cases whose person is in immediate danger; few are not counted, only said to be."""
    count = _open(actor).filter(person__danger_since__isnull=False).count()
    return protected({("danger",): count})[("danger",)]


def _open(actor: Actor) -> QuerySet[Case]:
    return readable(actor).filter(status=Case.Status.OPEN)


def _victims(actor: Actor) -> QuerySet[Context]:
    return Context.objects.filter(case__in=_open(actor), role=Context.Role.VICTIM, person=F("case__person"))


def _due(key: str, rows: QuerySet[Any], day: str, today: date) -> Due:
    counted = rows.aggregate(
        overdue=Count("pk", filter=Q(**{f"{day}__lt": today})),
        soon=Count("pk", filter=Q(**{f"{day}__gte": today, f"{day}__lte": today + timedelta(7)})),
    )
    return Due(key, counted["overdue"], counted["soon"])


def _by_month(cases: QuerySet[Case], day: str, first: date) -> Mapping[date, int]:
    rows = (
        cases.filter(**{f"{day}__gte": first})
        .annotate(month=TruncMonth(day))
        .order_by()
        .values_list("month")
        .annotate(n=Count("pk"))
    )
    return Counter(dict(rows))


def _month_before(first: date, back: int) -> date:
    place = first.year * 12 + first.month - 1 - back
    return date(place // 12, place % 12 + 1, 1)


def _bars(rows: Sequence[tuple[str, int]]) -> list[Bar]:
    """Make lines of counts that nothing sums up."""
    shown = [protected({("one",): count})[("one",)] for _, count in rows]
    most = max((count or 0 for count in shown), default=0)
    return [Bar(label, count, _length(count, most)) for (label, _), count in zip(rows, shown, strict=True)]


def _length(count: int | None, most: int) -> int:
    return -(-(count or 0) * STEPS // most) if most else 0


def _band(text: str) -> str:
    digits = text.split("-")[0].rstrip("+")
    if not digits.isdigit():
        return UNSAID
    return next(label for low, label in reversed(BANDS_THEN) if int(digits) >= low)
