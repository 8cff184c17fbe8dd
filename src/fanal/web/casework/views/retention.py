"""Pages of retention: the schedule, the reviews, and what is decided at one."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.casework.forms.retention import Review, Rule
from fanal.web.casework.governance import categories
from fanal.web.casework.models import Case, Context, RetentionReview, RetentionRule
from fanal.web.casework.policy import may_read_alleged, readable
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors import retention as selectors
from fanal.web.casework.selectors.person import name_of
from fanal.web.casework.services.entry import Unsuitable
from fanal.web.casework.services.erasure import NotNow
from fanal.web.casework.services.retention import review_erase, review_keep, rule_set
from fanal.web.casework.views.governing import address, edited_page, gone_to, slug_of
from fanal.web.design.forms import mistake
from fanal.web.design.language import say_in

A_PAGE = 50


@requires("governance.read")
@require_safe
def retention_list(request: HttpRequest) -> HttpResponse:
    """Show how long what is kept, and the reviews; those that are due first."""
    actor = actor_of(request)
    page = Paginator(selectors.reviews(actor), A_PAGE).get_page(request.GET.get("page"))
    decides = may(actor, "retention.decide").allowed
    cases = [one.case_id for one in page]
    reached = set(readable(actor).filter(pk__in=cases).values_list("pk", flat=True)) if decides else set()
    context = {
        "slug": slug_of(request),
        "schedule": [
            {
                "code": kept.category.code,
                "words": say_in(kept.category.words),
                "months": kept.months,
                "proposed": kept.category.months,
                "own": kept.rule,
                "held_down": kept.months < kept.decided,
                "why": kept.rule.legal_ground if kept.rule else say_in(kept.category.why),
                "source": say_in(kept.category.source),
            }
            for kept in selectors.schedule()
        ],
        "page": page,
        "reviews": [
            {
                "row": one,
                "category": say_in(categories()[one.category].words),
                "due": one.due_on <= timezone.localdate(),
                "decides": one.case_id in reached,
            }
            for one in page
        ],
        "changes": may(actor, "governance.change").allowed,
    }
    return render(request, "casework/retention_list.html", context)


@requires("governance.change")
@require_http_methods(["GET", "HEAD", "POST"])
def retention_rule(request: HttpRequest, category: str) -> HttpResponse:
    """Say how long a category is kept."""
    if category not in categories():
        raise Http404
    rule = RetentionRule.objects.filter(category=category).first()
    months, actor = categories()[category].months, actor_of(request)

    def save(form: Rule) -> None:
        try:
            rule_set(category=category, seen=form.version, by=actor, **form.filled)
        except Unsuitable as why:
            form.add_error(why.field, mistake(why.key, **why.values))

    return edited_page(
        request,
        row=rule,
        make=lambda data, row: Rule(data, row=row, months=months),
        save=save,
        done=lambda: gone_to(request, "web.casework.retention-rule-set", "casework.retention-list"),
        title="web.casework.retention-rule",
        subtitle=say_in(categories()[category].words),
        intro="web.casework.retention-rule-intro",
        back=address(request, "casework.retention-list"),
        button="web.casework.save",
    )


@requires("persons.erase")
@require_http_methods(["GET", "HEAD", "POST"])
def retention_review(request: HttpRequest, review: uuid.UUID) -> HttpResponse:
    """Decide at a review: kept until another day, or erased."""
    found = RetentionReview.objects.filter(pk=review, decided_on=None).select_related("person").first()
    if found is None:
        raise Http404
    found.case = case_of(request, found.case_id, "retention.decide")
    led: list[HttpResponse] = []
    return edited_page(
        request,
        row=found,
        make=lambda data, row: Review(data),
        save=lambda form: led.extend(_decided(request, found, form)),
        done=led.pop,
        title="web.casework.retention-review",
        back=address(request, "casework.retention-list"),
        button="web.casework.retention-decide",
        template="casework/retention_review.html",
        review=found,
        category=say_in(categories()[found.category].words),
        person_name=name_of(found.person) if _may_name(request, found) else None,
        why=say_in(categories()[found.category].why),
        is_open=found.case.status == Case.Status.OPEN,
    )


def _may_name(request: HttpRequest, review: RetentionReview) -> bool:
    alleged = review.category == Context.Role.PERPETRATOR
    return not alleged or may_read_alleged(actor_of(request), review.case)


def _decided(request: HttpRequest, review: RetentionReview, form: Review) -> list[HttpResponse]:
    """Do what was decided, and say where that leads; nowhere, where it cannot be done now."""
    actor, said = actor_of(request), form.cleaned_data
    if not form.erases:
        review_keep(review, until=said["until"], reason=said["reason"], seen=form.version, by=actor)
        return [gone_to(request, "web.casework.retention-kept", "casework.retention-list")]
    try:
        certificate = review_erase(review, seen=form.version, by=actor)
    except NotNow:
        form.add_error("decision", mistake("web.casework.retention-not-now"))
        return []
    if certificate is None:
        return [gone_to(request, "web.casework.retention-part-erased", "casework.retention-list")]
    return [gone_to(request, "web.casework.retention-erased", "keys.erasures")]
