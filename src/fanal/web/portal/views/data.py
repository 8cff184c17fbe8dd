"""The data: versions, their files under the promise not to re-identify, how to cite them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from fanal.exploring import method_in_short
from fanal.exploring.notes import what_is_counted, why_not_told
from fanal.web.portal import answers
from fanal.web.portal.bundles import offered
from fanal.web.portal.citing import bibtex, citation, ris
from fanal.web.portal.figures import best_question, explore_of
from fanal.web.portal.places import Place, placed

_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@placed
def data(request: HttpRequest, place: Place) -> HttpResponse:
    """List the versions, those withdrawn with the reason."""
    return answers.page(
        request,
        place,
        "portal/data.html",
        releases=place.catalogue.releases,
        licence=_licence(place),
    )


@placed
def version(request: HttpRequest, place: Place) -> HttpResponse:
    """Show a version: what its numbers are, the promise, then its files."""
    published = place.published
    files, papers = offered(place)
    origin = request.build_absolute_uri("/")[:-1]
    earlier = [one for one in place.catalogue.releases if one != place.release and not one.withdrawn]
    cited = citation(place, origin)
    return answers.page(
        request,
        place,
        "portal/data_version.html",
        published=published,
        protection=method_in_short(published, place.language),
        unit=what_is_counted(published, place.language),
        untold=why_not_told(published, place.language),
        files=files,
        papers=papers,
        fields=[
            (one, explore_of(place, best_question(place, one.name))) for one in published.variables.values()
        ],
        cited=cited,
        bibtex=bibtex(cited),
        earlier=earlier[:1],
        licence=_licence(place),
    )


@placed
def citation_bibtex(request: HttpRequest, place: Place) -> HttpResponse:
    """Give the citation for BibTeX."""
    return _file(place, bibtex(citation(place, request.build_absolute_uri("/")[:-1])), "bib")


@placed
def citation_ris(request: HttpRequest, place: Place) -> HttpResponse:
    """Give the citation for programs that read RIS."""
    return _file(place, ris(citation(place, request.build_absolute_uri("/")[:-1])), "ris")


_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


def _file(place: Place, content: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_TYPES[kind])
    version = place.release.version if place.release else ""
    response["Content-Disposition"] = f'attachment; filename="{place.hub}-{version}.{kind}"'
    return answers.for_everybody(response)


def _licence(place: Place) -> tuple[str, str]:
    """Give the licence and its address."""
    name = place.catalogue.hub.licence or "CC-BY-4.0"
    return name, _LICENCES.get(name, "")
