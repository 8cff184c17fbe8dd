"""The page that leads to all that an organisation answers for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.casework.selectors import procedure
from fanal.web.casework.selectors.governance import counts
from fanal.web.casework.views.governing import slug_of


@requires("procedures.read")
@require_safe
def governance_show(request: HttpRequest) -> HttpResponse:
    """Lead to procedures, retention, registers; the counts of what waits for those who may see it."""
    actor = actor_of(request)
    reads = may(actor, "governance.read").allowed
    context = {
        "slug": slug_of(request),
        "missing": len(procedure.ready()),
        "reads": reads,
        "registers": may(actor, "requests.register").allowed,
        "reads_erasures": may(actor, "keys.read-erasures").allowed,
        "counts": counts(actor) if reads else None,
    }
    return render(request, "casework/governance_show.html", context)
