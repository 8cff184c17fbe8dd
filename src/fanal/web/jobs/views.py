"""Pages of jobs."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fanal.web.access.views import requires, signed_in
from fanal.web.design.language import say
from fanal.web.jobs import selectors
from fanal.web.jobs.queue import words_of
from fanal.web.jobs.services import NothingFailed, job_retry

A_PAGE = 50


@requires("jobs.read")
@require_GET
def host_jobs(request: HttpRequest) -> HttpResponse:
    """Show what runs, waits, failed and was done on the host."""
    state = request.GET.get("state", "")
    state = state if state in selectors.SHOWN else selectors.RUNNING
    page = Paginator(selectors.jobs(state), A_PAGE).get_page(request.GET.get("page"))
    said = {
        "page": page,
        "jobs": selectors.as_jobs(page.object_list),
        "state": state,
        "counts": selectors.counts(),
        "retry": state == selectors.FAILED,
    }
    return render(request, "jobs/host_jobs.html", said)


@requires("jobs.retry")
@require_POST
def host_retry(request: HttpRequest, number: int) -> HttpResponse:
    """Let a failed job run again."""
    try:
        job_retry(number=number)
    except NothingFailed:
        raise Http404 from None
    messages.success(request, say("web.jobs.runs-again", number=str(number)))
    return redirect("jobs.host")


@signed_in
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Show the jobs of an organisation."""
    page = Paginator(selectors.tickets(), A_PAGE).get_page(request.GET.get("page"))
    tickets = [(ticket, words_of(ticket.task)) for ticket in page.object_list]
    return render(request, "jobs/jobs.html", {"page": page, "tickets": tickets})
