"""The list of cases, and the views of it that somebody keeps."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.casework.forms.list import Filters
from fanal.web.casework.models import Case, SavedView
from fanal.web.casework.selectors.list import cases_listed, owners, rows_of, saved_views
from fanal.web.casework.vocabulary import Words

PAGE_OF = 25
MOST_VIEWS = 20


@requires("cases.read")
def case_list(request: HttpRequest) -> HttpResponse:
    """List the cases that somebody may know of."""
    actor, words = actor_of(request), Words()
    filters = Filters(request.GET, owners=owners(), words=words)
    found = cases_listed(actor, filters.asked, request.GET.get("sort", ""))
    page = Paginator(found, PAGE_OF).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "casework/case_list.html",
        {
            "page": page,
            "rows": rows_of(page, actor, words),
            "filters": filters,
            "chips": filters.chips(request.GET),
            "any_status": "status" not in filters.asked,
            "sort": request.GET.get("sort", ""),
            "query": kept.urlencode(),
            "views": saved_views(request.user.pk),
            "any_case": page.paginator.count > 0 or Case.objects.visible_to(actor).exists(),
            "may_open": may(actor, "cases.change").allowed,
            "may_hand_over_all": may(actor, "cases.hand-over-all").allowed,
            "may_see_hits": may(actor, "cases.read-hidden-hits").allowed,
            "slug": request.belonging.organisation.slug,
        },
    )


@requires("cases.read")
@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep a list with its filters under a name."""
    name = request.POST.get("name", "").strip()[:80]
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("page", None)
    kept = query.urlencode()[:500]
    if name and SavedView.objects.filter(user=request.user.pk).count() < MOST_VIEWS:
        SavedView.objects.create(user_id=request.user.pk, name=name, query=kept)
    return HttpResponseRedirect(f"{_list(request)}?{kept}")


@requires("cases.read")
@require_POST
def view_drop(request: HttpRequest, view: uuid.UUID) -> HttpResponse:
    """Forget a view that one saved."""
    SavedView.objects.filter(pk=view, user=request.user.pk).delete()
    return HttpResponseRedirect(_list(request))


def _list(request: HttpRequest) -> str:
    return reverse("casework.case-list", args=[request.belonging.organisation.slug])
