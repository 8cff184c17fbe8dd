"""What the figures of a release show: chosen from its variables, filled from its counts alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from fanal.presentation import Language, Value, fill, specification, text, with_end_labels
from fanal.presentation.report import Table
from fanal.release.counts import COUNT, HIGH, LOW
from fanal.release.methods import Told
from fanal.release.places import map_of
from fanal.release.result import Content

SHOWN = 15
"""Bars of one figure; further values are put together, and told apart in the table."""

EVERYBODY = ""
"""Stands for the one series of a figure of one variable."""

GROUPS = 6
"""The most colours of one figure."""

_ROOM = "fanal.release"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which figure to draw: of one variable, or of a second one within the first."""

    name: str
    kind: str
    """``bars``, ``lines``, ``grouped`` or ``map``."""
    first: Told
    second: Told | None = None


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A figure in one language.

    Attributes
    ----------
    name, kind
        As of its `Plan`.
    title, unit
        The claim; what is counted, and when.
    alternative
        What the picture shows, in words.
    notes
        What was left blank, and how to read it.
    specification
        Vega-Lite, filled.
    table
        Everything that it shows.
    """

    name: str
    kind: str
    title: str
    unit: str
    alternative: str
    notes: tuple[str, ...]
    specification: Mapping[str, Any]
    table: Table


def plans(content: Content) -> list[Plan]:
    """Choose the figures of a release: years first, then each variable in its order, then maps."""
    counted = content.protected_variables
    apart = [one for one in counted if not (one.variable.several or one.variable.runs)]
    few = [one for one in apart if 0 < len(_values(content, one)) <= GROUPS]
    found: list[Plan] = []
    for one in counted:
        others = [other for other in few if other is not one]
        second = others[0] if others else None
        name = _file_name(one.variable.name)
        if one.variable.is_year and one.exact and len(_values(content, one)) > 1:
            found.insert(0, Plan(name=f"{name}-lines", kind="lines", first=one, second=second))
        elif one.variable.hierarchy.name == "age" and second is not None:
            found.append(Plan(name=f"{name}-grouped", kind="grouped", first=one, second=second))
        else:
            found.append(Plan(name=name, kind="bars", first=one))
    maps = [one for one in counted if one.variable.is_country and one.exact and _values(content, one)]
    return found + [Plan(name=f"{_file_name(one.variable.name)}-map", kind="map", first=one) for one in maps]


def chart(plan: Plan, content: Content, language: Language) -> Chart:
    """Fill one figure in one language."""
    return _KINDS[plan.kind](plan, content, language)


def people_by(content: Content, told: Told) -> dict[str | None, int]:
    """Count released people by the values of one variable; None for blank.

    A person with several choices counts under each of them.
    """
    return dict(content.counts.by(told.variable))


def bounds_by(content: Content, *told: Told) -> dict[tuple[str | None, ...], tuple[int, int]]:
    """Give the error bar of each count by the values of variables; nothing where counts are exact."""
    names = [one.variable.name for one in told]
    counts = content.counts.over(*names)
    if LOW not in counts.columns:
        return {}
    return {row[:-2]: row[-2:] for row in counts.select(*names, LOW, HIGH).rows()}


def period(content: Content, language: Language) -> str:
    """Say which years the release is of; nothing where it does not tell."""
    for one in content.told:
        if one.variable.is_year:
            values = sorted(value for value in _values(content, one) if value[:4].isdigit())
            if values:
                first, last = values[0][:4], values[-1][-4:]
                return first if first == last else text("release.period", language, first=first, last=last)
    return ""


def in_order(told: Told, values: Mapping[str | None, int]) -> list[tuple[str, int]]:
    """Sort values: years and ages as they run, others by how many people they have."""
    known = [(value, people) for value, people in values.items() if value is not None]
    if told.variable.runs:
        return sorted(known, key=lambda one: told.variable.sort_key(one[0]))
    return sorted(known, key=lambda one: (-one[1], one[0]))


def _bars(plan: Plan, content: Content, language: Language) -> Chart:
    told = plan.first
    values = people_by(content, told)
    bounds = bounds_by(content, told)
    rows = in_order(told, values)
    shown = rows[:SHOWN] if len(rows) > SHOWN + 1 else rows
    more = rows[len(shown) :]
    drawn: list[dict[str, Any]] = [
        {"label": _label(told, value, content, language), "value": people, **_bar(bounds, value)}
        for value, people in shown
    ]
    if more:
        label = text("release.other-values", language, n=len(more))
        # A person with several choices may stand in several of them: their sum would count them twice.
        # And the error of a sum is not the sum of errors.
        note = text("release.see-table", language) if told.variable.several or bounds else ""
        drawn.append(
            {"label": label, "value": None if note else sum(people for _, people in more), "note": note}
        )
    return _chart(
        plan,
        content,
        language,
        specification("bars"),
        drawn,
        _claim(told, values, content, language),
        _one_way(told, content, language),
    )


def _lines(plan: Plan, content: Content, language: Language) -> Chart:
    told, second = plan.first, plan.second
    by_year = people_by(content, told)
    years = [int(value) for value, _ in in_order(told, by_year)]
    series = _series(content, told, second)
    bounds = bounds_by(content, told, *_some(second))
    drawn: list[dict[str, Any]] = [
        {
            "x": year,
            "y": people.get(str(year)),
            "series": _group(second, group, content, language),
            **_bar(bounds, str(year), *([group] if second else [])),
        }
        for group, people in series.items()
        if group is not None
        for year in range(min(years), max(years) + 1)
    ]
    top = max((value for value in by_year if value is not None), key=lambda value: (by_year[value], value))
    title = content.say("claim-year", language, label=told.variable.label, year=top, n=by_year[top])
    spec = specification("lines")
    spec["encoding"]["x"]["axis"]["values"] = _ticks(years)
    return _chart(
        plan, content, language, spec, with_end_labels(drawn), title, _table(content, plan, language)
    )


def _grouped(plan: Plan, content: Content, language: Language) -> Chart:
    told = plan.first
    values = people_by(content, told)
    bounds = bounds_by(content, told, *_some(plan.second))
    drawn: list[dict[str, Any]] = [
        {
            "label": _label(told, value, content, language),
            "group": _group(plan.second, group, content, language),
            "value": people.get(value),
            **_bar(bounds, value, group),
        }
        for value, _ in in_order(told, values)
        for group, people in _series(content, told, plan.second).items()
        if group is not None
    ]
    title, table = _claim(told, values, content, language), _table(content, plan, language)
    return _chart(plan, content, language, specification("grouped", _ROOM), drawn, title, table)


def _map(plan: Plan, content: Content, language: Language) -> Chart:
    told = plan.first
    values = people_by(content, told)
    places = {value: people for value, people in values.items() if value is not None}
    least = min([content.method.few(content.settings), *places.values()])
    filled = map_of(places, told, least, content.say("map-nobody", language), language)
    table = _one_way(told, content, language)
    title = text("release.claim-map", language, label=told.variable.label, n=len(places))
    made = _chart(plan, content, language, filled, [], title, table)
    spec = dict(made.specification) | {"data": filled["data"]}
    return replace(made, specification=spec)


def _chart(
    plan: Plan,
    content: Content,
    language: Language,
    spec: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    title: str,
    table: Table,
) -> Chart:
    when = period(content, language)
    key = "unit" if when else "unit-no-period"
    unit = content.say(key, language, period=when)
    alternative = _alternative(plan, content, title, language)
    return Chart(
        name=plan.name,
        kind=plan.kind,
        title=title,
        unit=unit,
        alternative=alternative,
        notes=_notes(plan, content, language),
        specification=fill(
            spec, rows, language=language, title=title, subtitle=unit, alternative=alternative
        ),
        table=table,
    )


def _claim(told: Told, values: Mapping[str | None, int], content: Content, language: Language) -> str:
    """Say in one line what a figure shows first: which value most people have."""
    known = {value: people for value, people in values.items() if value is not None}
    if not known:
        return content.say("claim-nothing", language, label=told.variable.label)
    top = max(sorted(known), key=lambda value: known[value])
    return content.say(
        "claim-most",
        language,
        label=told.variable.label,
        value=_label(told, top, content, language),
        n=known[top],
    )


def _alternative(plan: Plan, content: Content, title: str, language: Language) -> str:
    values = people_by(content, plan.first)
    first = in_order(plan.first, values)
    most = sorted(first, key=lambda one: -one[1])[:5]
    listed = "; ".join(
        content.say("value-people", language, value=_label(plan.first, value, content, language), n=people)
        for value, people in most
    )
    return text(f"release.alternative-{plan.kind}", language, title=title, listed=listed)


def _notes(plan: Plan, content: Content, language: Language) -> tuple[str, ...]:
    """Say what is blank and why, how a person counts, and what a figure leaves out."""
    notes = []
    blank = people_by(content, plan.first).get(None, 0)
    notes.append(content.say("note-blank" if blank else "note-no-blank", language, n=blank))
    if not plan.first.exact:
        notes.append(text("release.note-coarse", language, words=plan.first.words))
    if plan.first.variable.several and _some_have_several(content, plan.first):
        notes.append(content.say("note-several", language))
    if plan.second is not None:
        notes.append(content.say("note-none-or-few", language))
    if plan.kind == "map":
        notes.append(content.say("note-map", language))
    return tuple(notes)


def _series(content: Content, told: Told, second: Told | None) -> dict[str | None, dict[str | None, int]]:
    """Count people by the first variable, for each value of the second; for everybody where there is none."""
    if second is None:
        return {EVERYBODY: people_by(content, told)}
    name, other = told.variable.name, second.variable.name
    counts = content.counts.over(name, other)
    by_group = people_by(content, second)
    groups: list[str | None] = [value for value, _ in in_order(second, by_group)]
    if counts[other].null_count():
        groups.append(None)
    return {
        group: {
            row[0]: row[1]
            for row in counts.filter(pl.col(other).eq_missing(group)).select(name, COUNT).rows()
        }
        for group in groups
    }


def _group(second: Told | None, group: str | None, content: Content, language: Language) -> str:
    if second is None:
        return text("release.everybody", language)
    return _label(second, group, content, language)


def _table(content: Content, plan: Plan, language: Language) -> Table:
    """Put two variables into one table, with the total of each row."""
    told, second = plan.first, plan.second
    values = people_by(content, told)
    series = _series(content, told, second) if second else {}
    bounds, whole = bounds_by(content, told, *_some(second)), bounds_by(content, told)
    labels: list[str | None] = [value for value, _ in in_order(told, values)]
    if None in values and (second is None or any(None in people for people in series.values())):
        labels.append(None)
    rows = [
        (
            _label(told, value, content, language),
            *(
                _estimate(people.get(value), bounds.get((value, group)), language)
                for group, people in series.items()
            ),
            _estimate(values[value], whole.get((value,)), language),
        )
        for value in labels
    ]
    columns = [
        told.variable.label.in_(language),
        *(_group(second, group, content, language) for group in series),
        text("release.everybody", language),
    ]
    return Table(columns=columns, rows=rows, empty=content.say("none-or-few", language))


def _one_way(told: Told, content: Content, language: Language) -> Table:
    values, bounds = people_by(content, told), bounds_by(content, told)
    known = in_order(told, values)
    rows: list[tuple[Value, ...]] = [
        (_label(told, value, content, language), people, *bounds.get((value,), ())) for value, people in known
    ]
    if None in values:
        rows.append((_label(told, None, content, language), values[None]))
    columns = [told.variable.label.in_(language), content.say("people", language)]
    if bounds:
        columns += [text("release.dp-low", language), text("release.dp-high", language)]
    return Table(columns=columns, rows=rows)


def _estimate(count: int | None, bounds: tuple[int, int] | None, language: Language) -> Value:
    """Say a count, with its error bar where it has one."""
    if count is None or bounds is None:
        return count
    return text("release.dp-estimate", language, value=count, low=bounds[0], high=bounds[1])


def _bar(bounds: Mapping[tuple[str | None, ...], tuple[int, int]], *values: str | None) -> dict[str, int]:
    """Give what a specification draws as an error bar, if there is one."""
    found = bounds.get(values)
    return {} if found is None else {"low": found[0], "high": found[1]}


def _some(second: Told | None) -> tuple[Told, ...]:
    return () if second is None else (second,)


def _some_have_several(content: Content, told: Told) -> bool:
    return bool(content.table[told.variable.name].str.contains(";", literal=True).any())


def _values(content: Content, told: Told) -> list[str]:
    return [value for value in people_by(content, told) if value is not None]


def _label(told: Told, value: str | None, content: Content, language: Language) -> str:
    if value is None:
        return content.say("blank", language)
    return told.variable.hierarchy.label(value, language)


def _ticks(years: Sequence[int]) -> list[int]:
    """Choose years to write under a line: all of few, else every second, fifth or tenth."""
    first, last = min(years), max(years)
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) / step <= 10 or step == 50)
    return [year for year in range(first, last + 1) if year % step == 0] or [first, last]


def _file_name(name: str) -> str:
    """Make a name of a variable fit for a file; what is no letter, digit or dash becomes a dash."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign == "_") else "-" for sign in name)[:60]


_KINDS = {"bars": _bars, "lines": _lines, "grouped": _grouped, "map": _map}
