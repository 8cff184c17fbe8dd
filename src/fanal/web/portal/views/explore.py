"""Explore: any crossing of fields, with filters, in any form that suits; one address for each view."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from fanal.exploring import Form, Question, as_query, parse, suitable
from fanal.exploring.asking import AS, BY, MOST_FIELDS, WHERE
from fanal.exploring.tables import as_csv, as_json_bytes
from fanal.presentation import Refusal
from fanal.web.design.errors import Refused
from fanal.web.portal import answers
from fanal.web.portal.figures import figure
from fanal.web.portal.pictures import LOOKS, picture
from fanal.web.portal.places import Place, placed
from fanal.web.portal.ways import ways

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_UNSUITED = {f"exploring.{name}" for name in ("bars-want", "lines-want", "map-wants", "flows-want")}


@placed
def newest(request: HttpRequest, place: Place) -> HttpResponse:
    """Lead on to the newest release: the address of a view names its release."""
    if place.release is None:
        return answers.page(request, place, "portal/nothing_yet.html")
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(place.in_release("portal.explore") + (f"?{query}" if query else ""))


@placed
def explore(request: HttpRequest, place: Place) -> HttpResponse:
    """Show an answer as picture, table and files, and what else may be asked."""
    query = request.META.get("QUERY_STRING", "")
    wrong, question = "", Question(language=place.language)
    try:
        question = _suited(query, place)
    except Refusal as refusal:
        wrong = refusal.finding.text(place.language)
    if not wrong and query and as_query(question) != query:
        return HttpResponseRedirect(f"{request.path}?{as_query(question)}")
    return answers.page(
        request,
        place,
        "portal/explore.html",
        status=400 if wrong else 200,
        wrong=wrong,
        figure=None if wrong or not query else figure(place, question),
        asked=question,
        ways=[] if query else ways(place),
        crossings=_crossings(request, place, question),
        choices=_choices(place, question),
        filters=_filters(place, question),
        forms=[(str(form), str(form) == str(question.kind)) for form in Form],
        suitable=[str(form) for form in _suitable(place, question)],
    )


@placed
def file(request: HttpRequest, place: Place, kind: str) -> HttpResponse:
    """Give an answer as a file."""
    question = _asked(request, place)
    if kind in ("svg", "png"):
        content = picture(place, question, "titled", kind)
    elif kind == "csv":
        content = as_csv(place.answer(question))
    else:
        address = request.build_absolute_uri(f"{place.in_release('portal.explore')}?{as_query(question)}")
        content = as_json_bytes(
            place.answer(question),
            release=place.release,
            hub=place.catalogue.hub,
            address=address,
        )
    response = HttpResponse(content, content_type=_TYPES[kind])
    name = "-".join(question.fields) or "all"
    response["Content-Disposition"] = f'inline; filename="{place.hub}-{name}.{kind}"'
    return answers.for_everybody(response)


@placed
def look(request: HttpRequest, place: Place, look: str) -> HttpResponse:
    """Give the picture that stands in a page, in the look that suits it."""
    if look not in LOOKS:
        raise Refused("web.portal.no-such-look", status=404)
    return HttpResponse(picture(place, _asked(request, place), look), content_type=_TYPES["svg"])


@placed
def specification(request: HttpRequest, place: Place) -> HttpResponse:
    """Give what the drawing library draws in the page: Vega-Lite."""
    from fanal.exploring.drawing import specification as drawn

    dark = request.META.get("QUERY_STRING", "").startswith("dark&")
    query = request.META.get("QUERY_STRING", "").removeprefix("dark&")
    made = drawn(place.answer(_asked(request, place, query)), LOOKS["dark" if dark else "plain"])
    return HttpResponse(json.dumps(made, ensure_ascii=False), content_type=_TYPES["json"])


@placed
def embed(request: HttpRequest, place: Place) -> HttpResponse:
    """Give an answer as a page for frames of other sites."""
    shown = figure(place, _asked(request, place))
    return answers.to_be_framed(answers.page(request, place, "portal/embed.html", figure=shown))


def _asked(request: HttpRequest, place: Place, query: str | None = None) -> Question:
    try:
        said = request.META.get("QUERY_STRING", "") if query is None else query
        return parse(said, place.published, place.language)
    except Refusal as refusal:
        raise Refused("web.portal.not-so", status=400, why=refusal.finding.text(place.language)) from None


def _suited(query: str, place: Place) -> Question:
    """Read a query; where the form does not suit the fields any longer, or none is named, take the best."""
    parts = [part for part in query.split("&") if part != f"{AS}="]
    query, bare = "&".join(parts), "&".join(part for part in parts if not part.startswith(f"{AS}="))
    best = parse(bare, place.published, place.language)
    fields = [place.published.variables[name] for name in best.fields]
    if bare == query:
        return Question(
            fields=best.fields, where=best.where, kind=suitable(fields)[0], language=place.language
        )
    try:
        return parse(query, place.published, place.language)
    except Refusal as refusal:
        if refusal.finding.code not in _UNSUITED:
            raise
        return Question(
            fields=best.fields, where=best.where, kind=suitable(fields)[0], language=place.language
        )


def _suitable(place: Place, question: Question) -> tuple[Form, ...]:
    return suitable(place.published.variables[name] for name in question.fields)


def _crossings(request: HttpRequest, place: Place, asked: Question) -> list[dict[str, object]]:
    """List what an exported copy answers, in place of the form."""
    if not getattr(request, answers.EXPORTED, False):
        return []
    from fanal.web.portal.exporting import crossings

    labels = {name: one.label.in_(place.language) for name, one in place.published.variables.items()}
    return [
        {
            "title": " × ".join(labels[name] for name in one.fields),
            "address": f"{place.in_release('portal.explore')}?{as_query(one)}",
            "here": one == asked,
        }
        for one in crossings(place)
    ]


def _choices(place: Place, question: Question) -> list[dict[str, object]]:
    """Offer the fields, as many times as may be crossed."""
    variables = list(place.published.variables.values())
    return [
        {
            "name": BY,
            "number": number + 1,
            "options": [
                (one.name, one.label.in_(place.language), question.fields[number : number + 1] == (one.name,))
                for one in variables
            ],
        }
        for number in range(MOST_FIELDS)
    ]


def _filters(place: Place, question: Question) -> list[dict[str, object]]:
    """Offer the values of each field, those chosen marked."""
    return [
        {
            "name": WHERE + one.name,
            "label": one.label.in_(place.language),
            "chosen": len(question.where.get(one.name, ())),
            "options": [
                (value.code, value.label.in_(place.language), value.code in question.where.get(one.name, ()))
                for value in one.values
            ],
        }
        for one in place.published.variables.values()
    ]
