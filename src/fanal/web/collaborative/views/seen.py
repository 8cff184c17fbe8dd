"""Pages of a contributor: agreements with hubs, and what became of what it contributed. Its own part only."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.collaborative.forms.contributor import SignForm
from fanal.web.collaborative.models import Contribution
from fanal.web.collaborative.pages import address, form_page, gone_to, slug_of
from fanal.web.collaborative.selectors import seen
from fanal.web.collaborative.services.agreement import agreement_decline, agreement_sign
from fanal.web.collaborative.services.contribution import contribution_take_back
from fanal.web.collaborative.views import agreement as agreements
from fanal.web.collaborative.views import contribution as contributions
from fanal.web.collaborative.views.hub import svg


@requires("contributions.read")
@require_safe
def hub_list(request: HttpRequest) -> HttpResponse:
    """List the hubs: what was agreed, and what they have."""
    offered, given = seen.agreements_seen(), seen.contributions_seen()
    hubs = [
        {
            "hub": seen.hub_seen(one),
            "contributor": one,
            "agreements": [row for row in offered if row.contributor_id == one.pk],
            "versions": (mine := [row for row in given if row.contributor_id == one.pk]),
            "drawn": sum(1 for row in mine if row.quality.get("fields")) > 1,
            "assessed": seen.assessment_accepted(one),
        }
        for one in seen.contributors_seen()
    ]
    context = {"slug": slug_of(request), "hubs": hubs, "today": timezone.localdate()}
    return render(request, "collaborative/seen.html", context)


@requires("contributions.read")
@require_safe
def agreement_read(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Show an agreement as the contributor has it."""
    found = seen.agreement_seen(agreement)
    context = agreements.said(found) | {
        "slug": slug_of(request),
        "back": address(request, "collaborative.seen-list"),
        "hub": seen.hub_seen(found.contributor),
        "signs": may(actor_of(request), "agreements.sign").allowed,
    }
    return render(request, "collaborative/agreement_seen.html", context)


@requires("agreements.sign")
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_accept(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Sign it."""
    found = seen.agreement_seen(agreement)
    form = SignForm(request.POST or None)
    if form.is_valid():
        agreement_sign(found.pk, by=actor_of(request), name=form.cleaned_data["name"])
        return gone_to(
            request, "web.collaborative.agreement-is-signed", "collaborative.agreement-seen", found.pk
        )
    return form_page(
        request,
        form,
        title="web.collaborative.agreement-sign",
        intro="web.collaborative.agreement-sign-intro",
        back=address(request, "collaborative.agreement-seen", found.pk),
        back_key="web.collaborative.agreement",
        button="web.collaborative.agreement-sign",
    )


@requires("agreements.sign")
@require_POST
def agreement_refuse(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Say no to it, or end it today."""
    found = seen.agreement_seen(agreement)
    agreement_decline(found.pk, by=actor_of(request))
    return gone_to(request, "web.collaborative.agreement-has-ended", "collaborative.agreement-seen", found.pk)


@requires("contributions.read")
@require_safe
def contribution_read(request: HttpRequest, contribution: uuid.UUID) -> HttpResponse:
    """Show what became of a contribution: findings, quality, changes."""
    found = seen.contribution_seen(contribution)
    context = contributions.said(found) | {
        "slug": slug_of(request),
        "back": address(request, "collaborative.seen-list"),
        "sends": may(actor_of(request), "contributions.send").allowed,
        "ended": found.state in (Contribution.State.REFUSED, Contribution.State.WITHDRAWN),
    }
    return render(request, "collaborative/contribution_seen.html", context)


@requires("contributions.send")
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_retract(request: HttpRequest, contribution: uuid.UUID) -> HttpResponse:
    """Withdraw a whole contribution, once it was said what that does."""
    found = seen.contribution_seen(contribution)
    if request.method == "POST":
        contribution_take_back(found.pk, by=actor_of(request))
        done = "web.collaborative.contribution-withdrawn"
        return gone_to(request, done, "collaborative.contribution-seen", found.pk)
    context = {
        "slug": slug_of(request),
        "contribution": found,
        "back": address(request, "collaborative.contribution-seen", found.pk),
    }
    return render(request, "collaborative/contribution_withdraw.html", context)


@requires("contributions.read")
@require_safe
def quality_seen(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Draw the quality of what the organisation contributed to one hub."""
    found = seen.contributor_seen(contributor)
    rows = [one for one in seen.contributions_seen() if one.contributor_id == found.pk]
    return svg([one for one in rows if one.kind == Contribution.Kind.ROWS])
