"""Pages of the audit trail."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from fanal.web.access.views import requires
from fanal.web.audit_trail.chain import Chain
from fanal.web.audit_trail.forms import Filter
from fanal.web.audit_trail.lines import lines
from fanal.web.audit_trail.selectors import entries, host_names, names
from fanal.web.audit_trail.services import record, record_host
from fanal.web.audit_trail.verification import verify_chain
from fanal.web.design.language import current_language
from fanal.web.organisations.tenancy import current_organisation

A_PAGE = 50


@requires("audit.read")
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Show the trail of an organisation; that somebody reads it is an entry too."""
    people = names()
    form = Filter(request.GET, people=people)
    wanted = form.wanted if form.is_valid() else None
    found = entries(Chain(current_organisation()), wanted) if wanted else []
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    record("audit.read", details={"page": page.number, "filtered": bool(wanted and wanted.is_narrow)})
    said = {
        "form": form,
        "words": form.in_words() if wanted else [],
        "page": page,
        "lines": lines(page.object_list, people),
        "filtered": bool(form.errors or (wanted and wanted.is_narrow)),
    }
    return render(request, "audit_trail/trail.html", said)


@requires("audit.verify")
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Verify the chain of an organisation and say what was found."""
    chain = Chain(current_organisation())
    answer = _verified(request, chain)
    record("audit.verified", details={"findings": len(answer["findings"])})
    return render(request, "audit_trail/verified.html", answer | {"back": "audit_trail.entries"})


@requires("host.read-audit")
@require_GET
def host_trail(request: HttpRequest) -> HttpResponse:
    """Show the trail of the host."""
    page = Paginator(entries(Chain()), A_PAGE).get_page(request.GET.get("page"))
    said = {"page": page, "lines": lines(page.object_list, host_names())}
    # Read before it is told: an entry of the host is stored at once.
    record_host("audit.read", details={"page": page.number})
    return render(request, "audit_trail/host_trail.html", said)


@requires("host.read-audit")
@require_POST
def host_verify_now(request: HttpRequest) -> HttpResponse:
    """Verify the chain of the host and say what was found."""
    answer = _verified(request, Chain())
    record_host("audit.verified", details={"findings": len(answer["findings"])})
    return render(request, "audit_trail/verified.html", answer | {"back": "audit_trail.host"})


def _verified(request: HttpRequest, chain: Chain) -> dict[str, Any]:
    findings = verify_chain(chain)
    said = [finding.text(current_language()) for finding in findings]
    return {"findings": said, "count": entries(chain).count(), "title_key": "web.audit_trail.verified"}
