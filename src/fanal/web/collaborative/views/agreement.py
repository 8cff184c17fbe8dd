"""Pages of agreements and impact assessments, at the hub."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.presentation.markdown import as_html
from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.collaborative import lists, showing
from fanal.web.collaborative.forms.contributor import AgreementForm, AssessmentForm, PaperForm
from fanal.web.collaborative.models import Agreement
from fanal.web.collaborative.pages import address, form_page, gone_to, slug_of
from fanal.web.collaborative.selectors import hub as hubs
from fanal.web.collaborative.services.agreement import agreement_end, agreement_offer, agreement_record
from fanal.web.collaborative.services.impact_assessment import assessment_accept, assessment_save


@requires("hubs.change")
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_new(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Write an agreement and offer it."""
    hub, found = hubs.hub_or_404(), hubs.contributor(contributor)
    form = AgreementForm(request.POST or None)
    if form.is_valid():
        made = agreement_offer(found, by=actor_of(request), **form.said())
        return gone_to(
            request, "web.collaborative.agreement-offered", "collaborative.agreement-show", made.pk
        )
    return form_page(
        request,
        form,
        hub=hub,
        title="web.collaborative.agreement-new",
        intro="web.collaborative.agreement-new-intro",
        back=address(request, "collaborative.contributor-show", found.pk),
        back_key="web.collaborative.contributor",
        button="web.collaborative.agreement-offer",
    )


@requires("hubs.read")
@require_safe
def agreement_show(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Show an agreement as the hub has it."""
    found = hubs.agreement(agreement)
    context = said(found) | {
        "slug": slug_of(request),
        "back": address(request, "collaborative.contributor-show", found.contributor_id),
        "signed_by": found.signed_by,
        "changes": may(actor_of(request), "hubs.change").allowed,
        "paper": PaperForm(),
    }
    return render(request, "collaborative/agreement.html", context)


@requires("hubs.change")
@require_POST
def agreement_paper(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Record that it was signed on paper."""
    found, form = hubs.agreement(agreement), PaperForm(request.POST)
    if form.is_valid():
        agreement_record(found, by=actor_of(request), name=form.cleaned_data["name"])
        return gone_to(
            request, "web.collaborative.agreement-recorded", "collaborative.agreement-show", found.pk
        )
    return form_page(
        request,
        form,
        title="web.collaborative.agreement-record",
        back=address(request, "collaborative.agreement-show", found.pk),
        back_key="web.collaborative.agreement",
        button="web.collaborative.agreement-record",
    )


@requires("hubs.change")
@require_POST
def agreement_stop(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """End it today."""
    found = hubs.agreement(agreement)
    agreement_end(found, by=actor_of(request))
    return gone_to(request, "web.collaborative.agreement-has-ended", "collaborative.agreement-show", found.pk)


@requires("hubs.change")
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_edit(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Answer the questions of an impact assessment; accept it once all are answered."""
    found = hubs.contributor(contributor)
    last = hubs.assessments(found).first()
    shown = {**last.answers, "review_on": last.review_on} if last else {}
    form = AssessmentForm(request.POST or None, initial=shown)
    if form.is_valid():
        actor = actor_of(request)
        kept = assessment_save(
            found, by=actor, answers=form.answers(), review_on=form.cleaned_data["review_on"]
        )
        done = "web.collaborative.assessment-saved"
        if "accept" in request.POST:
            assessment_accept(kept, by=actor)
            done = "web.collaborative.assessment-is-accepted"
        return gone_to(request, done, "collaborative.contributor-show", found.pk)
    return form_page(
        request,
        form,
        title="web.collaborative.assessment",
        intro="web.collaborative.assessment-intro",
        back=address(request, "collaborative.contributor-show", found.pk),
        back_key="web.collaborative.contributor",
        button="web.collaborative.save",
        template="collaborative/assessment.html",
    )


def said(agreement: Agreement) -> dict[str, object]:
    """Give what both sides are shown of an agreement."""
    return {
        "agreement": agreement,
        "purpose": lists.said("sharing-purposes", agreement.purpose),
        "kinds": [lists.said("contribution-kinds", one) for one in agreement.kinds],
        "fields": showing.labels(agreement.fields),
        "text": SafeString(as_html(agreement.text)),
    }
