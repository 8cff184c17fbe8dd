"""Questions to begin with: what most readers ask first, where the release has the fields for it."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.exploring import Form, Kind, Question, as_query, check
from fanal.exploring.wording import title_of
from fanal.presentation import Refusal
from fanal.web.portal.places import Place


@dataclass(frozen=True)
class Way:
    """A question with its words and its address."""

    title: str
    address: str
    question: Question


def ways(place: Place) -> list[Way]:
    """List questions that suit the release."""
    variables = list(place.published.variables.values())
    times = [one.name for one in variables if one.kind is Kind.TIME]
    places = [one.name for one in variables if one.kind is Kind.PLACE]
    others = [one.name for one in variables if one.kind in (Kind.CODED, Kind.ORDERED)]
    wanted: list[tuple[tuple[str, ...], Form]] = [((name,), Form.LINES) for name in times[:1]]
    wanted += [((name,), Form.BARS) for name in others[:3]]
    wanted += [((name,), Form.MAP) for name in places]
    wanted += [((places[0], places[1]), Form.FLOWS)] if len(places) > 1 else []
    found = []
    for fields, form in wanted:
        question = Question(fields=fields, kind=form, language=place.language)
        try:
            check(question, place.published)
        except Refusal:
            continue
        title = title_of(place.answer(question))
        address = f"{place.in_release('portal.explore')}?{as_query(question)}"
        found.append(Way(title, address, question))
    return found
