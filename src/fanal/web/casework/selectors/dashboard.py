"""Counts over the cases that somebody may read: what a supervisor looks at in the morning, never who.

The number of queries is the same for ten cases and for a hundred thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Switch
from django.db.models import CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncMonth

from fanal.standard.spelling import fold
from fanal.web.access.actor import Actor
from fanal.web.casework import lists
from fanal.web.casework.models import Assessment, Case, Context, Person, RetentionReview, SafetyPlan, Task
from fanal.web.casework.policy import readable
from fanal.web.casework.selectors.age import age_now
from fanal.web.casework.selectors.small_numbers import (
    TOTAL,
    Cell,
    Counts,
    Place,
    Shown,
    part_of,
    protected,
    protected_together,
)
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_in
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of

AGES_OF_CASES = (30, 90, 180, 365)
"""Days up to which a case is counted in a band; the last is open-ended."""
_BANDS = [str(place) for place in range(len(AGES_OF_CASES) + 1)]
MONTHS = 12
UNSAID = ""
GENDER, EXPLOITATION = "prs_Gender", "vic_TypeOfExploitation"
AGE_THEN, BAND_THEN = "vic_AgeWhenTrafficked", "vic_AgeBandWhenTrafficked"
BANDS_THEN = ((0, "0–8"), (9, "9–17"), (18, "18–29"), (30, "30–47"), (48, "48+"))
STEPS = 20
"""Lengths that a bar can have."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a table with a bar. `count` is None where it is withheld."""

    label: str
    count: int | None
    length: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """The open cases of one owner, by the age of the cases; the last line is of all, without an owner."""

    owner: str
    member: object
    counts: list[int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """Of one kind of work: what is overdue, and what is due within a week; None where it is withheld."""

    key: str
    overdue: int | None
    soon: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of people, by gender; None where it is withheld."""

    label: str
    cells: list[int | None]


@dataclass(frozen=True, slots=True)
class OpenCases:
    """All that is shown of open cases and their persons; protected together.

    Attributes
    ----------
    any_open
        Whether there is one at all.
    danger
        How many persons are in immediate danger; None: withheld.
    """

    any_open: bool
    total: int | None
    danger: int | None
    loads: list[Load]
    genders: list[str]
    lines: list[Line]
    ages_then: list[Bar]
    exploitation: list[Bar]


def open_cases(actor: Actor, words: Words, today: date) -> OpenCases:
    """Count open cases and their persons in every way that is shown."""
    loads, suffered = _loads(actor, today), _exploitation(actor, words)
    tables, same = protected_of(
        loads=loads,
        people=_people(actor, today),
        then=_ages_then(actor),
        danger=_open(actor).filter(person__danger_since__isnull=False).count(),
        suffered=suffered,
    )
    shown = protected_together(tables, same)
    genders, lines = _people_lines(shown["people"], words)
    return OpenCases(
        loads[(TOTAL, TOTAL)] > 0,
        shown["loads"][(TOTAL, TOTAL)],
        shown["danger"][("part",)],
        _load_lines(shown["loads"], loads),
        genders,
        lines,
        _then_bars(shown["then"]),
        _bars([(label, shown[f"suffered {label}"][("part",)]) for label in suffered]),
    )


def protected_of(
    *, loads: Counts, people: Counts, then: Counts, danger: int, suffered: Mapping[str, int]
) -> tuple[dict[str, Counts], list[set[Place]]]:
    """Give all tables of open cases by name, and which of their cells are the same number.

    Whoever knows how many cases there are, and of how many something is so, knows of how many it is not.
    """
    total, victims = loads[(TOTAL, TOTAL)], then[(TOTAL,)]
    tables: dict[str, Counts] = {
        "loads": loads,
        "people": people,
        "then": then,
        "danger": part_of(danger, total),
        "victims": part_of(victims, total),
        **{f"suffered {label}": part_of(count, victims) for label, count in suffered.items()},
    }
    all_open: set[Place] = {("loads", (TOTAL, TOTAL)), ("people", (TOTAL, TOTAL))}
    all_open |= {("danger", (TOTAL,)), ("victims", (TOTAL,))}
    all_victims: set[Place] = {("then", (TOTAL,)), ("victims", ("part",))}
    all_victims |= {(f"suffered {label}", (TOTAL,)) for label in suffered}
    return tables, [all_open, all_victims]


def _loads(actor: Actor, today: date) -> Counts:
    """Count open cases by owner and by how long they are open."""
    bands = [
        When(opened_on__gt=today - timedelta(days), then=Value(str(place)))
        for place, days in enumerate(AGES_OF_CASES)
    ]
    band = Switch(*bands, default=Value(str(len(AGES_OF_CASES))), output_field=CharField())
    rows = _open(actor).annotate(band=band).order_by().values_list("owner", "band").annotate(n=Count("pk"))
    return crossed([((str(owner), place), n) for owner, place, n in rows], second=_BANDS)


def _load_lines(shown: Shown, counted: Counts) -> list[Load]:
    """Give a line for each owner, those with most cases first, and one for all."""
    owners = {one for one, _ in counted} - {TOTAL}
    names = {
        str(one.pk): name_of(one) for one in Membership.objects.select_related("user").filter(pk__in=owners)
    }
    lines = [
        Load(names[owner], owner, [shown[(owner, band)] for band in _BANDS], shown[(owner, TOTAL)])
        for owner in owners
    ]
    lines.sort(key=lambda one: (-(one.total or 0), fold(one.owner)))
    whole = Load("", None, [shown[(TOTAL, band)] for band in _BANDS], shown[(TOTAL, TOTAL)])
    return [*lines, whole] if lines else []


def work_due(actor: Actor, today: date) -> list[Due]:
    """Count what is to be done; of few it is only said that there is something."""
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
    new, done = (_bars(_of_months(wanted, counted)) for counted in (opened, closed))
    return list(zip(wanted, new, done, strict=True))


def _of_months(wanted: Sequence[date], counted: Mapping[date, int]) -> list[tuple[str, int | None]]:
    """Protect a row of months as if its sum were shown: it is easily known from elsewhere."""
    whole: dict[Cell, int] = {(month.isoformat(),): counted[month] for month in wanted}
    shown = protected({**whole, (TOTAL,): sum(whole.values())})
    return [("", shown[cell]) for cell in whole]


def _exploitation(actor: Actor, words: Words) -> dict[str, int]:
    """Count open cases by type of exploitation; a case may have several."""
    codes = words.vocabulary.code_list(words.vocabulary[EXPLOITATION]).offered()
    each = {
        f"n{place}": Count("pk", filter=Q(coded__contains={EXPLOITATION: [one.code]}))
        for place, one in enumerate(codes)
    }
    counted = _victims(actor).aggregate(**each)
    return {say_in(one.label): n for place, one in enumerate(codes) if (n := counted[f"n{place}"])}


def _people(actor: Actor, today: date) -> Counts:
    """Count the persons of open cases by age group and gender."""
    rows = (
        _open(actor)
        .annotate(gender=KeyTextTransform(GENDER, "person__coded"), age_now=age_now("person__", today))
        .order_by()
        .values_list("age_now", "gender")
        .annotate(n=Count("pk"))
    )
    return crossed([((age, gender or UNSAID), n) for age, gender, n in rows])


def _people_lines(shown: Shown, words: Words) -> tuple[list[str], list[Line]]:
    genders = sorted({gender for _, gender in shown} - {TOTAL}) or [UNSAID]
    groups = [age for age in Person.Age.values if (age, TOTAL) in shown]
    codes = words.vocabulary.code_list(words.vocabulary[GENDER]).by_code
    heads = [
        say_in(codes[one].label) if one in codes else say("web.casework.not-recorded") for one in genders
    ]
    lines = [
        Line(
            say("web.casework.total") if age == TOTAL else lists.said("ages", age),
            [shown.get((age, gender), 0) for gender in (*genders, TOTAL)],
        )
        for age in (*groups, TOTAL)
    ]
    return heads, lines


def _ages_then(actor: Actor) -> Counts:
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
    return {**whole, (TOTAL,): counted.total()}


def _then_bars(shown: Shown) -> list[Bar]:
    labels = {UNSAID: say("web.casework.not-recorded"), TOTAL: say("web.casework.total")}
    most = max((count or 0 for (one,), count in shown.items() if one != TOTAL), default=0)
    return [
        Bar(labels.get(one, one), count, 0 if one == TOTAL else _length(count, most))
        for (one,), count in shown.items()
    ]


def crossed(rows: Iterable[tuple[Cell, int]], second: Iterable[str] = ()) -> Counts:
    """Add up counts of two dimensions to a whole table, with its margins."""
    counted: Counter[Cell] = Counter()
    for (one, other), n in rows:
        for cell in ((one, other), (one, TOTAL), (TOTAL, other), (TOTAL, TOTAL)):
            counted[cell] += n
    firsts = sorted({one for one, _ in counted} - {TOTAL})
    seconds = sorted({other for _, other in counted} - {TOTAL} | set(second))
    return {(one, other): counted[(one, other)] for one in (*firsts, TOTAL) for other in (*seconds, TOTAL)}


def _open(actor: Actor) -> QuerySet[Case]:
    return readable(actor).filter(status=Case.Status.OPEN)


def _victims(actor: Actor) -> QuerySet[Context]:
    return Context.objects.filter(case__in=_open(actor), role=Context.Role.VICTIM, person=F("case__person"))


def _due(key: str, rows: QuerySet[Any], day: str, today: date) -> Due:
    counted = rows.aggregate(
        overdue=Count("pk", filter=Q(**{f"{day}__lt": today})),
        soon=Count("pk", filter=Q(**{f"{day}__gte": today, f"{day}__lte": today + timedelta(7)})),
    )
    return Due(key, *(protected({("one",): counted[when]})[("one",)] for when in ("overdue", "soon")))


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


def _bars(rows: Sequence[tuple[str, int | None]]) -> list[Bar]:
    """Make lines of counts that are protected already, the longest first where they have a label."""
    most = max((count or 0 for _, count in rows), default=0)
    bars = [Bar(label, count, _length(count, most)) for label, count in rows]
    return sorted(bars, key=lambda one: (bool(one.label) and -(one.count or 0), one.label))


def _length(count: int | None, most: int) -> int:
    return -(-(count or 0) * STEPS // most) if most else 0


def _band(text: str) -> str:
    digits = text.split("-")[0].rstrip("+")
    if not digits.isdigit():
        return UNSAID
    return next(label for low, label in reversed(BANDS_THEN) if int(digits) >= low)
