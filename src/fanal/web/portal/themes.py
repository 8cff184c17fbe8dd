"""The dashboards as data: themes, and charts as questions of explore; see `data/dashboards.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from fanal.exploring import Published, Question, check, parse
from fanal.presentation import Refusal
from fanal.standard import Words
from fanal.web.portal.figures import Figure, figure
from fanal.web.portal.places import Place

_BAND = re.compile(r"\d+--(\d+)")
_OF_AGE = 18
_CHILD = "Minor"


@dataclass(frozen=True)
class Chart:
    """A chart: its title, and questions of which the first that can be asked is.

    Attributes
    ----------
    children
        Whether it is of those under eighteen only.
    """

    title: Words
    asks: Sequence[str]
    children: bool = False


@dataclass(frozen=True)
class Theme:
    """A dashboard."""

    slug: str
    title: Words
    about: Words
    charts: Sequence[Chart]


@dataclass(frozen=True)
class Shown:
    """What a page shows of charts.

    Attributes
    ----------
    untold, missing
        Titles of charts of which no number is told, and of those that the release has no fields for.
    """

    figures: Sequence[Figure]
    untold: Sequence[str]
    missing: Sequence[str]


@cache
def themes() -> Mapping[str, Theme]:
    """Give the dashboards by their slugs."""
    return {
        one["slug"]: Theme(one["slug"], Words(**one["title"]), Words(**one["about"]), _charts(one["chart"]))
        for one in _raw()["theme"]
    }


@cache
def charts_of_country() -> Mapping[str, Sequence[Chart]]:
    """Give the charts of a country, by the field in which it stands."""
    return {one["field"]: _charts(one["chart"]) for one in _raw()["country"]}


def shown(place: Place, charts: Sequence[Chart], where: Mapping[str, Sequence[str]] | None = None) -> Shown:
    """Make the figures of charts, as far as the release has the fields and tells any number.

    Parameters
    ----------
    where
        A filter of them all.
    """
    figures, untold, missing = [], [], []
    for chart in charts:
        title = chart.title.in_(place.language)
        question = asked(place, chart, where or {})
        if question is None:
            missing.append(title)
        elif all(one.number.count is None for one in place.answer(question).rows()):
            untold.append(title)
        else:
            figures.append(figure(place, question, title))
    return Shown(figures, untold, missing)


def asked(place: Place, chart: Chart, where: Mapping[str, Sequence[str]]) -> Question | None:
    """Give the question of a chart; none where the release has no field for it."""
    narrowed = dict(where)
    if chart.children:
        field, values = children_in(place.published)
        if not values:
            return None
        narrowed[field] = values
    for query in chart.asks:
        try:
            question = parse(query, place.published, place.language)
            both = {name: tuple(values) for name, values in {**question.where, **narrowed}.items()}
            question = replace(question, where=both)
            check(question, place.published)
        except Refusal:
            continue
        return question
    return None


def children_in(published: Published) -> tuple[str, Sequence[str]]:
    """Find the field and its values that are told of people under eighteen; no values if there are none."""
    for name in ("ageBroad", "majorityStatus"):
        codes = published.variables[name].codes if name in published.variables else ()
        if values := [code for code in codes if _of_child(code)]:
            return name, values
    return "", ()


def _of_child(code: str) -> bool:
    band = _BAND.fullmatch(code)
    return code == _CHILD or (band is not None and int(band[1]) < _OF_AGE)


def _charts(raw: Sequence[Mapping[str, Any]]) -> Sequence[Chart]:
    return tuple(
        Chart(Words(**one["title"]), tuple(one["ask"]), one.get("only") == "children") for one in raw
    )


@cache
def _raw() -> Mapping[str, Any]:
    source = files("fanal.web.portal").joinpath("data", "dashboards.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
