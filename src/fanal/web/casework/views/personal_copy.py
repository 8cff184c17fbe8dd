"""The copy of all that is recorded of a person: a document to print, and a file."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.models import PersonRequest
from fanal.web.casework.selectors.person import name_of
from fanal.web.casework.selectors.personal_copy import personal_copy
from fanal.web.casework.services.person_request import copy_note
from fanal.web.casework.views.governing import address
from fanal.web.casework.views.person_request import request_of


@requires("requests.copy")
@require_safe
def copy_show(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Show all that is recorded of a person who asked for it, to be printed or read together."""
    found = _of(request, row)
    copy_note(found, how="document")
    context = {
        "copy": personal_copy(found.person, actor_of(request)),
        "name": name_of(found.person),
        "row": found,
        "back": address(request, "casework.person-request-show", found.pk),
        "json": address(request, "casework.person-request-copy-json", found.pk),
        "today": timezone.localdate(),
    }
    return render(request, "casework/person_request_copy.html", context)


@requires("requests.copy")
@require_safe
def copy_json(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Give the same as a file; its name says nothing."""
    found = _of(request, row)
    copy_note(found, how="json")
    data = personal_copy(found.person, actor_of(request)).data
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="copy.json"'
    return answer


def _of(request: HttpRequest, row: uuid.UUID) -> PersonRequest:
    found = request_of(request, row, "requests.copy")
    if found.kind != PersonRequest.Kind.ACCESS:
        raise Http404
    return found
