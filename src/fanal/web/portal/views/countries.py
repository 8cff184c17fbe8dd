"""Countries: all of them by name and on the map of the world, and a page for each."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from fanal.exploring import Question
from fanal.exploring.notes import why_not_told
from fanal.presentation import text
from fanal.web.portal import answers
from fanal.web.portal.figures import best_question, explore_of
from fanal.web.portal.lands import MOST_CLASSES, Side, by_name, codes, folded, sides
from fanal.web.portal.places import Place, placed
from fanal.web.portal.themes import charts_of_country, shown
from fanal.web.portal.worldmap import HEIGHT, WIDTH, lands, nobodys

MOST_SIGNS = 100


@placed
def countries(request: HttpRequest, place: Place) -> HttpResponse:
    """List the countries, those whose name begins or holds what is looked for, and show them on the map."""
    if place.release is None:
        return answers.page(request, place, "portal/nothing_yet.html")
    asked = request.GET.get("q", "")[:MOST_SIGNS]
    fields = sides(place)
    listed: list[dict[str, Any]] = [
        {
            "name": name,
            "address": place.in_release("portal.country", code=code.code),
            "told": [side.told[code.code] for side in fields],
        }
        for code, name in by_name(place)
        if folded(asked) in folded(name)
    ]
    return answers.page(
        request,
        place,
        "portal/countries.html",
        asked=asked,
        found=len(listed),
        own=[one for one in listed if any(told.own for told in one["told"])],
        others=[one for one in listed if not any(told.own for told in one["told"])],
        regions=any(told.region for side in fields for told in side.told.values()),
        untold=why_not_told(place.published, place.language),
        sides=fields,
        maps=[] if asked else [_map(place, side) for side in fields],
        lands=[(one, place.in_release("portal.country", code=one.code)) for one in lands().values()],
        nobodys=nobodys(),
        size=(WIDTH + 16, HEIGHT),
    )


@placed
def country(request: HttpRequest, place: Place, code: str) -> HttpResponse:
    """Show what is told of a country, or that its number is not told: never zero."""
    found = codes().get(code)
    if found is None:
        raise Http404
    name = found.label.in_(place.language)
    return answers.page(
        request,
        place,
        "portal/country.html",
        name=name,
        parts=[_part(place, side, code) for side in sides(place)],
        untold_fields=[one for one in charts_of_country() if one not in place.published.variables],
    )


def _part(place: Place, side: Side, code: str) -> dict[str, object]:
    """Give what a page says of a country in one field."""
    told = side.told[code]
    name = side.variable.name
    if told.value is None:
        return {"side": side, "told": told, "field": name}
    where = {name: (told.value,)}
    cells = place.answer(Question(where=where, language=place.language))
    first = next((one for one in place.published.variables if one != name), name)
    return {
        "side": side,
        "told": told,
        "field": name,
        "words": cells.words(cells.total),
        "notes": cells.notes,
        "shown": shown(place, charts_of_country()[name], where),
        "explore": explore_of(place, best_question(place, first, where)),
    }


def _map(place: Place, side: Side) -> dict[str, object]:
    """Give what the map shows of one field: a step for each country, and what the steps mean."""
    language = place.language
    legend = [
        *(text("exploring.between", language, low=low, high=end - 1) for low, end in pairwise(side.starts)),
        text("exploring.from", language, n=side.starts[-1]),
    ]
    field = side.variable.name
    explore = explore_of(place, best_question(place, field))
    names = {code: one.label.in_(language) for code, one in codes().items()}
    shapes = []
    for code in lands():
        told = side.told[code]
        whose = f"{names[code]} ({told.region})" if told.region else names[code]
        shapes.append(
            {
                "code": code,
                "step": min(told.step, MOST_CLASSES),
                "mark": text("exploring.mark", language, place=whose, words=told.words),
                "address": place.in_release("portal.country", code=code),
            }
        )
    return {
        "side": side,
        "legend": list(enumerate(legend, 1)),
        "untold": next((one.words for one in side.told.values() if one.suppressed), ""),
        "shapes": shapes,
        "explore": explore,
        "notes": side.cells.notes,
    }
