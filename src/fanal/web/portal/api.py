"""The API of the portal: what the pages show, for programs; for everybody, without a token."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError, ValidationError

from fanal.exploring import Question, Release, Variable, parse
from fanal.exploring.tables import as_json
from fanal.presentation import LANGUAGES, Language, Refusal
from fanal.standard import Words
from fanal.web.access.views import public
from fanal.web.api.limits import address_of
from fanal.web.api.openapi import with_problems
from fanal.web.api.problems import Problem
from fanal.web.api.problems import answer as problem_answer
from fanal.web.portal import answers, limits, reading
from fanal.web.portal.places import Place

VERSION = "1"
MOST_ON_A_PAGE = 1000
Said = dict[str, str]
Hub = Annotated[str, Path(description="The slug of a hub, as in the addresses of its pages.")]
Number = Annotated[str, Path(description="The version of a release, or “newest”.")]


class ReleaseOut(Schema):
    """A release; of a withdrawn one, why."""

    version: str
    state: str
    title: Said
    published_on: str
    withdrawn_on: str
    reason: Said
    successor: str
    method: str
    people: int | None
    population: Said
    changes: Said
    citation: Said


class ValueOut(Schema):
    """A value of a variable."""

    code: str
    label: Said


class VariableOut(Schema):
    """A variable that counts can be asked by."""

    name: str
    label: Said
    description: Said
    kind: str
    told: Said
    exact: bool
    several: bool
    values: list[ValueOut]


class CountsOut(Schema):
    """An answer: cells of one page, and all that must be known of them."""

    release: dict[str, Any]
    question: dict[str, Any]
    unit: str
    detected: str
    variables: list[dict[str, Any]]
    total: dict[str, Any]
    cells: list[dict[str, Any]]
    suppressed: dict[str, Any]
    notes: list[dict[str, Any]]
    page: int
    pages: int
    next: str | None


class PortalApi(NinjaAPI):
    """An API for everybody, whose errors are problems."""

    def patterns(self) -> list[URLPattern]:
        """Give the addresses, each with what every answer of the portal has."""
        found = [one for one in self.urls[0] if one.name != "api-root"]
        return [path(f"data/{one.pattern}", _for_everybody(one.callback), name=_name(one)) for one in found]


api = PortalApi(
    title="Published data",
    version=VERSION,
    description=(
        "Numbers of published releases: what the pages show, and nothing more. No token is needed. Detected"
        " is not all: every answer says what its numbers mean. A count that is not told is null; its status"
        " says why. Errors are problem details (RFC 9457)."
    ),
    urls_namespace="portal-api",
    docs_url=None,
    openapi_url=None,
)


@api.get("/{hub}/api/v1/releases", response=list[ReleaseOut], summary="All releases, the newest first")
def releases(request: HttpRequest, hub: Hub) -> Any:
    """List all releases, also those that were superseded or withdrawn."""
    return [_release(one) for one in _catalogue(hub).releases]


@api.get("/{hub}/api/v1/releases/{version}", response=ReleaseOut, summary="One release")
def release(request: HttpRequest, hub: Hub, version: Number) -> Any:
    """Describe a release; a withdrawn one answers 410."""
    found = _place(hub, version, "en").release
    assert found is not None  # noqa: S101 - `_place` answers 404
    return _release(found)


@api.get(
    "/{hub}/api/v1/releases/{version}/variables", response=list[VariableOut], summary="What can be asked by"
)
def variables(request: HttpRequest, hub: Hub, version: Number) -> Any:
    """List the variables of a release with their values."""
    return [_variable(one) for one in _place(hub, version, "en").published.variables.values()]


@api.get("/{hub}/api/v1/releases/{version}/counts", response=CountsOut, summary="Count people")
def counts(
    request: HttpRequest,
    hub: Hub,
    version: Number,
    by: Annotated[list[str], Query(description="Up to three variables that are crossed.", max_length=3)] = [],  # noqa: B006
    language: Annotated[str, Query(description="Of labels and notes: en or fr.")] = "en",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = 500,
) -> Any:
    """Count people by up to three variables; ``where.VARIABLE=VALUE``, any number of times, chooses whom."""
    if language not in LANGUAGES:
        raise Problem(422, f"There is no such language: say one of {', '.join(LANGUAGES)}.")
    spoken: Language = "fr" if language == "fr" else "en"
    place = _place(hub, version, spoken)
    question = _question(request, place)
    found = place.answer(question)
    pages = max(ceil(found.frame.height / per_page), 1)
    if page > pages:
        raise Problem(404, f"There are {pages} pages.")
    part = ((page - 1) * per_page, per_page)
    told = as_json(found, release=place.release, hub=place.catalogue.hub, part=part)
    asked = request.GET.copy()
    asked["page"] = str(page + 1)
    following = request.build_absolute_uri(f"{request.path}?{asked.urlencode()}") if page < pages else None
    return told | {"page": page, "pages": pages, "next": following}


def described() -> dict[str, Any]:
    """Describe the API as OpenAPI."""
    schema = api.get_openapi_schema(path_prefix="/data")
    found: dict[str, Any] = with_problems(schema)
    return found


def _question(request: HttpRequest, place: Place) -> Question:
    """Read the question as explore does: the parameters of the page are not part of it."""
    kept = "&".join(
        part
        for part in request.META.get("QUERY_STRING", "").split("&")
        if part.partition("=")[0] not in ("language", "page", "per_page")
    )
    try:
        return parse(kept, place.published, place.language)
    except Refusal as refusal:
        raise Problem(400, refusal.finding.text("en")) from None


def _catalogue(hub: str) -> Any:
    found = reading.catalogue(hub)
    if found is None:
        raise Problem(404)
    return found


def _place(hub: str, version: str, language: Language) -> Place:
    catalogue = _catalogue(hub)
    found = catalogue.newest if version == "newest" else catalogue.release(version)
    if found is None:
        raise Problem(404)
    if found.withdrawn:
        more = {"reason": _said(found.reason), "successor": found.successor}
        raise Problem(410, "This release was withdrawn. Do not use copies of it.", **more)
    return Place(catalogue, reading.stamp(hub), language, found)


def _release(one: Release) -> dict[str, Any]:
    names = ("version", "state", "published_on", "withdrawn_on", "successor", "method", "people")
    words = ("title", "reason", "population", "changes", "citation")
    return {name: getattr(one, name) for name in names} | {name: _said(getattr(one, name)) for name in words}


def _variable(one: Variable) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": _said(one.label),
        "description": _said(one.description),
        "kind": str(one.kind),
        "told": _said(one.told),
        "exact": one.exact,
        "several": one.several,
        "values": [{"code": value.code, "label": _said(value.label)} for value in one.values],
    }


def _said(words: Words) -> Said:
    return {tag: words.in_(tag) for tag in LANGUAGES}


def _for_everybody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Count who asks, answer 304 where nothing changed, and let programs of other sites read it."""

    @transaction.non_atomic_requests
    @csrf_exempt
    @public
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            limits.count(address_of(request))
        except Problem as problem:
            return answers.for_everybody(problem_answer(request, problem))
        stamp = reading.stamp(str(kwargs.get("hub", "")))
        tag = answers.tag_of_parts(stamp, request.get_full_path())
        response = answers.unchanged(request, tag) or view(request, *args, **kwargs)
        assert isinstance(response, HttpResponse)  # noqa: S101 - nothing here streams
        if response.status_code in (200, 304):
            answers.kept(response, tag)
        return answers.for_everybody(response)

    return answered


def _name(pattern: URLPattern) -> str:
    return f"portal.api-{pattern.name}"


def _wrong(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell where a value is not allowed, and what is; never the value."""
    errors = [{"where": [str(part) for part in one["loc"]], "what": one["msg"]} for one in error.errors]
    return problem_answer(request, Problem(422, errors=errors))


api.add_exception_handler(Problem, lambda request, error: problem_answer(request, error))
api.add_exception_handler(
    HttpError, lambda request, error: problem_answer(request, Problem(error.status_code))
)
api.add_exception_handler(ValidationError, _wrong)
