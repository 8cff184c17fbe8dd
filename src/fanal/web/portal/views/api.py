"""What is told of the API: its description, and how to use it."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from fanal.web.portal import answers
from fanal.web.portal.api import described
from fanal.web.portal.examples import examples
from fanal.web.portal.places import Place, placed


@placed
def description(request: HttpRequest, place: Place) -> HttpResponse:
    """Describe the API as OpenAPI."""
    said = json.dumps(described(), ensure_ascii=False, indent=1)
    return answers.for_everybody(HttpResponse(said, content_type="application/json"))


@placed
def guide(request: HttpRequest, place: Place) -> HttpResponse:
    """Show how the API is asked, in Python and in R."""
    at = request.build_absolute_uri(f"/data/{place.hub}/api/v1")
    return answers.page(request, place, "portal/api.html", examples=examples(place, at), at=at)
