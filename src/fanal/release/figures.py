"""What the figures of a release show: chosen from its variables, filled from its counts alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from fanal.presentation import Language, fill, specification, text, with_end_labels
from fanal.presentation.report import Table
from fanal.release.methods import Told
from fanal.release.places import map_of
from fanal.release.result import Content
from fanal.release.tables import COUNT, TOTAL

SHOWN = 15
"""Bars of one figure; further values are put together, and told apart in the table."""

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
    counted = [one for one in content.told if one.protected]
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

    A person with several choices counts under each of them: a sum of whole classes all the same.
    """
    counts = counts_over(content, told)
    if not told.variable.several:
        return {row[0]: row[1] for row in counts.rows()}
    apart = counts.with_columns(pl.col(told.variable.name).str.split(";")).explode(told.variable.name)
    summed = apart.group_by(told.variable.name).agg(pl.col(COUNT).sum())
    return {row[0]: row[1] for row in summed.sort(told.variable.name).rows()}


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
    rows = [(_label(told, value, language), people) for value, people in in_order(told, values)]
    shown = rows[:SHOWN] if len(rows) > SHOWN + 1 else rows
    more = rows[len(shown) :]
    drawn: list[dict[str, Any]] = [{"label": label, "value": people} for label, people in shown]
    if more:
        label = text("release.other-values", language, n=len(more))
        # A person with several choices may stand in several of them: their sum would count them twice.
        note = text("release.see-table", language) if told.variable.several else ""
        drawn.append(
            {"label": label, "value": None if note else sum(people for _, people in more), "note": note}
        )
    return _chart(
        plan,
        content,
        language,
        specification("bars"),
        drawn,
        _claim(told, values, language),
        _one_way(told, values, language),
    )


def _lines(plan: Plan, content: Content, language: Language) -> Chart:
    told, second = plan.first, plan.second
    by_year = people_by(content, told)
    years = [int(value) for value, _ in in_order(told, by_year)]
    series = _series(content, told, second, language)
    drawn: list[dict[str, Any]] = [
        {"x": year, "y": people.get(str(year)), "series": label}
        for label, people in series.items()
        if label != text("release.blank", language)
        for year in range(min(years), max(years) + 1)
    ]
    top = max((value for value in by_year if value is not None), key=lambda value: (by_year[value], value))
    title = text("release.claim-year", language, label=told.variable.label, year=top, n=by_year[top])
    spec = specification("lines")
    spec["encoding"]["x"]["axis"]["values"] = _ticks(years)
    return _chart(
        plan, content, language, spec, with_end_labels(drawn), title, _table(content, plan, language)
    )


def _grouped(plan: Plan, content: Content, language: Language) -> Chart:
    told = plan.first
    values = people_by(content, told)
    drawn: list[dict[str, Any]] = [
        {"label": _label(told, value, language), "group": group, "value": people.get(value)}
        for value, _ in in_order(told, values)
        for group, people in _series(content, told, plan.second, language).items()
        if group != text("release.blank", language)
    ]
    title, table = _claim(told, values, language), _table(content, plan, language)
    return _chart(plan, content, language, specification("grouped", _ROOM), drawn, title, table)


def _map(plan: Plan, content: Content, language: Language) -> Chart:
    told = plan.first
    values = people_by(content, told)
    places = {value: people for value, people in values.items() if value is not None}
    filled = map_of(places, told, content.settings.k, language)
    table = _one_way(told, values, language)
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
    key = "release.unit" if when else "release.unit-no-period"
    unit = text(key, language, period=when)
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


def _claim(told: Told, values: Mapping[str | None, int], language: Language) -> str:
    """Say in one line what a figure shows first: which value most people have."""
    known = {value: people for value, people in values.items() if value is not None}
    if not known:
        return text("release.claim-nothing", language, label=told.variable.label)
    top = max(sorted(known), key=lambda value: known[value])
    return text(
        "release.claim-most",
        language,
        label=told.variable.label,
        value=_label(told, top, language),
        n=known[top],
    )


def _alternative(plan: Plan, content: Content, title: str, language: Language) -> str:
    values = people_by(content, plan.first)
    first = in_order(plan.first, values)
    most = sorted(first, key=lambda one: -one[1])[:5]
    listed = "; ".join(
        text("release.value-people", language, value=_label(plan.first, value, language), n=people)
        for value, people in most
    )
    return text(f"release.alternative-{plan.kind}", language, title=title, listed=listed)


def _notes(plan: Plan, content: Content, language: Language) -> tuple[str, ...]:
    """Say what is blank and why, how a person counts, and what a figure leaves out."""
    notes = []
    blank = people_by(content, plan.first).get(None, 0)
    k = content.settings.k
    if blank:
        notes.append(text("release.note-blank", language, n=blank, k=k))
    else:
        notes.append(text("release.note-no-blank", language, k=k))
    if not plan.first.exact:
        notes.append(text("release.note-coarse", language, words=plan.first.words))
    if plan.first.variable.several and _some_have_several(content, plan.first):
        notes.append(text("release.note-several", language))
    if plan.second is not None:
        notes.append(text("release.note-none-or-few", language, k=k))
    if plan.kind == "map":
        notes.append(text("release.note-map", language))
    return tuple(notes)


def _series(
    content: Content, told: Told, second: Told | None, language: Language
) -> dict[str, dict[str | None, int]]:
    """Count people by the first variable, for each value of the second; for everybody where there is none."""
    if second is None:
        return {text("release.everybody", language): people_by(content, told)}
    name, other = told.variable.name, second.variable.name
    counts = counts_over(content, told, second)
    by_group = people_by(content, second)
    groups = [value for value, _ in in_order(second, by_group)] + ([None] if None in by_group else [])
    return {
        _label(second, group, language): {
            row[0]: row[1]
            for row in counts.filter(pl.col(other).eq_missing(group)).select(name, COUNT).rows()
        }
        for group in groups
    }


def _table(content: Content, plan: Plan, language: Language) -> Table:
    """Put two variables into one table, with the total of each row."""
    told = plan.first
    values = people_by(content, told)
    labels = [value for value, _ in in_order(told, values)] + ([None] if None in values else [])
    series = _series(content, told, plan.second, language)
    total = text("release.everybody", language)
    columns = [told.variable.label.in_(language), *(name for name in series if name != total), total]
    rows = [
        (
            _label(told, value, language),
            *(people.get(value) for name, people in series.items() if name != total),
            values[value],
        )
        for value in labels
    ]
    return Table(columns=columns, rows=rows, empty=_none_or_few(content, language))


def _one_way(told: Told, values: Mapping[str | None, int], language: Language) -> Table:
    rows: list[tuple[str, int]] = [
        (_label(told, value, language), people) for value, people in in_order(told, values)
    ]
    if None in values:
        rows.append((text("release.blank", language), values[None]))
    return Table(columns=(told.variable.label.in_(language), text("release.people", language)), rows=rows)


def _none_or_few(content: Content, language: Language) -> str:
    return text("release.none-or-few", language, k=content.settings.k)


def counts_over(content: Content, *told: Told) -> pl.DataFrame:
    """Give the counts that tell some variables apart and no other: a column for each, and `count`."""
    names = [one.variable.name for one in told]
    apart = [pl.col(name).ne_missing(TOTAL) for name in names]
    together = [pl.col(one).eq_missing(TOTAL) for one in content.counts.columns if one not in (*names, COUNT)]
    return content.counts.filter(*apart, *together).select(*names, COUNT)


def _some_have_several(content: Content, told: Told) -> bool:
    return bool(content.table[told.variable.name].str.contains(";", literal=True).any())


def _values(content: Content, told: Told) -> list[str]:
    return [value for value in people_by(content, told) if value is not None]


def _label(told: Told, value: str | None, language: Language) -> str:
    if value is None:
        return text("release.blank", language)
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
