"""An address that writes a file, a note, an entry of the audit trail and a job, all or none of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from fanal.web.access.views import public
from fanal.web.audit_trail.services import record
from fanal.web.config.urls import handler400, handler403, handler404, handler500
from fanal.web.config.urls import urlpatterns as site
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant
from web.sample.models import File, Note
from web.sample.tasks import note_by_job

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@csrf_exempt
@public
def write(request: HttpRequest) -> HttpResponse:
    """Write, and acknowledge only what is committed."""
    organisation = Organisation.objects.get(slug="trial")
    with tenant(organisation.pk):
        file = File.objects.create(number=request.POST["number"])
        Note.objects.create(file=file, about="written")
        record("access.level-changed", subject=("sample.File", file.pk))
        note_by_job.defer(file=file.pk)
    return JsonResponse({"file": str(file.pk)}, status=201)


urlpatterns = [*site, path("trial/write/", write, name="trial-write")]
