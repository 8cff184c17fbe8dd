"""Pages of the hub: itself, who contributes."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.collaborative import showing
from fanal.web.collaborative.forms.contributor import ContributorForm
from fanal.web.collaborative.forms.hub import HubForm
from fanal.web.collaborative.models import Contribution
from fanal.web.collaborative.pages import address, form_page, gone_to, slug_of
from fanal.web.collaborative.selectors import contribution as kept
from fanal.web.collaborative.selectors import hub as hubs
from fanal.web.collaborative.services.agreement import assessed
from fanal.web.collaborative.services.contributor import (
    contributor_end,
    contributor_invite,
    contributor_token,
)
from fanal.web.collaborative.services.hub import hub_change, hub_found
from fanal.web.collaborative.services.mapping import newest_mapping

_RECENT = 20


@requires("hubs.read")
@require_safe
def hub_show(request: HttpRequest) -> HttpResponse:
    """Show the hub: what waits, who contributes, what came, the releases at a glance."""
    hub, actor = hubs.hub(), actor_of(request)
    context = {
        "slug": slug_of(request),
        "hub": hub,
        "founds": may(actor, "hubs.found").allowed,
        "changes": may(actor, "hubs.change").allowed,
    }
    if hub is not None:
        context |= {
            "contributors": hubs.contributors(),
            "waiting": kept.waiting(),
            "recent": kept.contributions()[:_RECENT],
            "releases": hubs.releases()[:_RECENT],
        }
    return render(request, "collaborative/hub.html", context)


@requires("hubs.found")
@require_http_methods(["GET", "HEAD", "POST"])
def hub_new(request: HttpRequest) -> HttpResponse:
    """Found the hub."""
    form = HubForm(request.POST or None, initial={"publisher": request.belonging.organisation.name})
    if form.is_valid():
        hub_found(by=actor_of(request), **form.said())
        return gone_to(request, "web.collaborative.hub-founded", "collaborative.hub-show")
    return form_page(
        request,
        form,
        title="web.collaborative.hub-found",
        intro="web.collaborative.hub-found-intro",
        back=address(request, "collaborative.hub-show"),
        back_key="web.collaborative.hub",
        button="web.collaborative.hub-found",
    )


@requires("hubs.change")
@require_http_methods(["GET", "HEAD", "POST"])
def hub_edit(request: HttpRequest) -> HttpResponse:
    """Change what the hub says of itself."""
    form = HubForm(request.POST or None, hub=hubs.hub_or_404())
    if form.is_valid():
        hub_change(by=actor_of(request), **form.said())
        return gone_to(request, "web.collaborative.hub-changed", "collaborative.hub-show")
    return form_page(
        request,
        form,
        title="web.collaborative.hub-change",
        back=address(request, "collaborative.hub-show"),
        back_key="web.collaborative.hub",
        button="web.collaborative.save",
    )


@requires("hubs.change")
@require_http_methods(["GET", "HEAD", "POST"])
def contributor_new(request: HttpRequest) -> HttpResponse:
    """Invite an organisation to contribute."""
    hubs.hub_or_404()
    form = ContributorForm(request.POST or None)
    if form.is_valid():
        made = contributor_invite(by=actor_of(request), **form.cleaned_data)
        done = "web.collaborative.contributor-invited"
        return gone_to(request, done, "collaborative.contributor-show", made.pk)
    return form_page(
        request,
        form,
        title="web.collaborative.contributor-invite",
        intro="web.collaborative.contributor-invite-intro",
        back=address(request, "collaborative.hub-show"),
        back_key="web.collaborative.hub",
        button="web.collaborative.contributor-invite",
    )


@requires("hubs.read")
@require_safe
def contributor_show(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Show a contributor: agreements, assessment, mapping, versions and their quality."""
    return _contributor(request, contributor)


@requires("hubs.change")
@require_POST
def contributor_key(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Draw a token for another site, and show it once."""
    found = hubs.contributor(contributor)
    token = contributor_token(found, by=actor_of(request))
    return _contributor(request, contributor, token=token)


@requires("hubs.change")
@require_POST
def contributor_leave(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """End a contributor."""
    found = hubs.contributor(contributor)
    contributor_end(found, by=actor_of(request))
    return gone_to(
        request, "web.collaborative.contributor-has-ended", "collaborative.contributor-show", found.pk
    )


@requires("hubs.read")
@require_safe
def contributor_quality(request: HttpRequest, contributor: uuid.UUID) -> HttpResponse:
    """Draw the quality of a contributor's versions."""
    found = hubs.contributor(contributor)
    return svg(list(kept.contributions(found).filter(kind=Contribution.Kind.ROWS)))


def svg(contributions: list[Contribution]) -> HttpResponse:
    """Answer with a picture of the quality of some versions."""
    return HttpResponse(showing.quality_svg(contributions), content_type="image/svg+xml")


def _contributor(request: HttpRequest, contributor: uuid.UUID, token: str = "") -> HttpResponse:
    found = hubs.contributor(contributor)
    versions = list(kept.contributions(found))
    context = {
        "slug": slug_of(request),
        "hub": hubs.hub_or_404(),
        "contributor": found,
        "agreements": hubs.agreements(found),
        "assessment": hubs.assessments(found).first(),
        "assessed": assessed(found, timezone.localdate()),
        "today": timezone.localdate(),
        "mapping": newest_mapping(found),
        "versions": versions,
        "drawn": sum(1 for one in versions if one.quality.get("fields")) > 1,
        "token": token,
        "changes": may(actor_of(request), "hubs.change").allowed,
        "back": address(request, "collaborative.hub-show"),
    }
    return render(request, "collaborative/contributor.html", context)
