"""Pages of files: everything by which a row could show itself."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from web.sample.models import File
from web.sample.selectors import file_read, files
from web.sample.services import file_renumber


@requires("cases.read")
def one(request: HttpRequest, file: uuid.UUID) -> HttpResponse:
    return HttpResponse(str(file_read(actor_of(request), file)))


@requires("cases.change")
def renumber(request: HttpRequest, file: uuid.UUID) -> HttpResponse:
    found = file_read(actor_of(request), file)
    file_renumber(file=found, number=request.POST["number"], by=actor_of(request))
    return HttpResponse(str(found))


@requires("cases.read")
def listed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(str(file) for file in files(actor_of(request))))


@requires("cases.read")
def counted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(files(actor_of(request)).count()))


@requires("cases.read")
def searched(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(str(file) for file in files(actor_of(request), request.GET["number"])))


@requires("cases.read")
def suggested(request: HttpRequest) -> HttpResponse:
    found = files(actor_of(request), request.GET["number"])[:10]
    return JsonResponse({"suggestions": [{"id": str(file.pk), "text": str(file)} for file in found]})


@requires("cases.read")
def as_data(request: HttpRequest, file: uuid.UUID) -> HttpResponse:
    found: File = file_read(actor_of(request), file)
    return JsonResponse({"id": str(found.pk), "number": found.number})
