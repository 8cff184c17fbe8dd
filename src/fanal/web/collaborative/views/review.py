"""Pages of a contributor: releases that it is asked about, each with its own part."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fanal.release import publishable
from fanal.standard import htcds
from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.collaborative import lists
from fanal.web.collaborative.forms.release import ReviewAnswer, method_said
from fanal.web.collaborative.selectors.seen import review_seen, reviews_seen
from fanal.web.collaborative.services.release_review import review_answer
from fanal.web.collaborative.views.release import slug_of
from fanal.web.design.language import current_language, say, say_in


@requires("contributions.read")
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """List the releases that the organisation was asked about."""
    language = current_language()
    rows = [(one, one.shown.get("title", {}).get(language, "")) for one in reviews_seen()]
    return render(request, "collaborative/review_list.html", {"slug": slug_of(request), "rows": rows})


@requires("contributions.read")
@require_http_methods(["GET", "HEAD", "POST"])
def review_show(request: HttpRequest, review: UUID) -> HttpResponse:
    """Show the own part of a release, and take the answer."""
    found, actor = review_seen(review), actor_of(request)
    answers = may(actor, "contributions.review").allowed
    form = ReviewAnswer(request.POST or None) if answers else None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        delivered = review_answer(review, by=actor, agrees=said["answer"] == "agreed", reason=said["reason"])
        messages.success(request, say("web.collaborative.review-answered"))
        if not delivered:
            messages.warning(request, say("web.collaborative.review-reason-not-delivered"))
        return redirect(reverse("collaborative.review-show", args=[slug_of(request), review]))
    language = current_language()
    labels = {one.name: say_in(one.label) for one in publishable(htcds()).variables}
    shown = found.shown
    context = {
        "slug": slug_of(request),
        "review": found,
        "form": form,
        "title": shown.get("title", {}).get(language, ""),
        "population": shown.get("population", {}).get(language, ""),
        "version": shown.get("version", ""),
        "method": method_said(shown["method"]),
        "noise": shown["method"] == "dp",
        "k": shown.get("k"),
        "epsilon": shown.get("epsilon"),
        "fields": [labels.get(one, one) for one in shown.get("fields", [])],
        "parts": [
            (lists.said("contribution-kinds", one["kind"]), one["version"], one["rows"])
            for one in shown.get("parts", [])
        ],
    }
    return render(
        request, "collaborative/review_show.html", context, status=400 if form and form.errors else 200
    )
