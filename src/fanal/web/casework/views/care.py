"""The parts of a case that care consists of: events, safety, services, assessments, files, comments."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.forms.comment import DestroyFile
from fanal.web.casework.nouns import NOUNS
from fanal.web.casework.pages import case_page
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.assessment import comparison
from fanal.web.casework.selectors.entry import line, section
from fanal.web.casework.services.entry import Unsuitable
from fanal.web.casework.services.file import file_destroy, file_open, type_of_file
from fanal.web.casework.views.entry import entry_of
from fanal.web.casework.vocabulary import Words
from fanal.web.design.forms import mistake
from fanal.web.design.language import say


def listing(names: Sequence[str]) -> Callable[..., HttpResponse]:
    """Make the page that lists entries of some kinds; the first has pages."""
    tab = NOUNS[names[0]].tab

    @requires("cases.read")
    @require_safe
    def entries(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
        found, words = case_of(request, case), Words()
        page = request.GET.get("page")
        sections = [section(NOUNS[name], found, words, page if name == names[0] else None) for name in names]
        return case_page(request, found, "casework/entry_list.html", tab, sections=sections)

    return entries


event_list = listing(["event"])
safety_list = listing(["safety-plan", "accompanying"])
service_list = listing(["service", "stay"])
comment_list = listing(["comment"])
file_list = listing(["file"])


@requires("cases.read")
@require_safe
def assessment_list(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """List assessments, and compare the last of them in one table."""
    found = case_of(request, case)
    return case_page(
        request,
        found,
        "casework/assessment_list.html",
        "casework.assessment-list",
        sections=[section(NOUNS["assessment"], found, Words(), request.GET.get("page"))],
        comparison=comparison(found),
    )


@requires("cases.read")
@require_safe
def file_download(request: HttpRequest, case: uuid.UUID, entry: uuid.UUID) -> StreamingHttpResponse:
    """Hand out a file, never to be shown by the browser itself, under a name that tells nothing.

    ``?name=own`` asks for the name that it came with.
    """
    found = case_of(request, case)
    row = entry_of(NOUNS["file"], found, entry)
    ending = type_of_file(row).ending
    name = row.file.name if request.GET.get("name") == "own" else f"file-{row.pk.hex[:8]}.{ending}"
    parts = file_open(row, case=found, actor=actor_of(request))
    # The first part is opened inside the request: what cannot be opened is refused before anything is sent.
    answer = StreamingHttpResponse(_begun(parts), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Content-Length"] = str(row.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


@requires("cases.destroy-file")
@require_http_methods(["GET", "HEAD", "POST"])
def file_end(request: HttpRequest, case: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """Destroy a file for good, with a reason."""
    found = case_of(request, case, "cases.destroy-file")
    row = entry_of(NOUNS["file"], found, entry)
    form = DestroyFile(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            file_destroy(row, case=found, actor=actor_of(request), reason=form.cleaned_data["reason"])
        except Unsuitable as why:
            form.add_error(None, mistake(why.key))
        else:
            messages.success(request, say("web.casework.file-destroyed"))
            return redirect("casework.file-list", request.belonging.organisation.slug, found.pk)
    return case_page(
        request,
        found,
        "casework/file_destroy.html",
        "casework.file-list",
        status=400 if form.errors else 200,
        form=form,
        line=line(NOUNS["file"], row, Words()),
    )


def _begun(parts: Iterator[bytes]) -> Iterator[bytes]:
    first = next(parts, b"")
    return chain([first], parts)
