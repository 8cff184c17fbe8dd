"""Addresses of the hub and of what it receives; of what a contributor sees of it."""

from __future__ import annotations

from django.urls import path

from fanal.web.collaborative.views import agreement, contribution, hub, seen

_HUB, _OF, _GIVEN = (
    "collaborative/",
    "collaborative/contributors/<uuid:contributor>/",
    "collaborative/contributions/<uuid:contribution>/",
)
_AGREED, _SEEN = "collaborative/agreements/<uuid:agreement>/", "contributions/hubs/"

patterns = [
    path(_HUB, hub.hub_show, name="collaborative.hub-show"),
    path(f"{_HUB}found/", hub.hub_new, name="collaborative.hub-found"),
    path(f"{_HUB}settings/", hub.hub_edit, name="collaborative.hub-change"),
    path(f"{_HUB}contributors/invite/", hub.contributor_new, name="collaborative.contributor-invite"),
    path(_OF, hub.contributor_show, name="collaborative.contributor-show"),
    path(f"{_OF}token/", hub.contributor_key, name="collaborative.contributor-token"),
    path(f"{_OF}end/", hub.contributor_leave, name="collaborative.contributor-end"),
    path(f"{_OF}quality.svg", hub.contributor_quality, name="collaborative.contributor-quality"),
    path(f"{_OF}agreements/new/", agreement.agreement_new, name="collaborative.agreement-new"),
    path(f"{_OF}assessment/", agreement.assessment_edit, name="collaborative.assessment"),
    path(f"{_OF}upload/", contribution.upload, name="collaborative.upload"),
    path(f"{_OF}mapping/", contribution.mapping_show, name="collaborative.mapping-show"),
    path(f"{_OF}mapping/change/", contribution.mapping_change, name="collaborative.mapping-change"),
    path(_AGREED, agreement.agreement_show, name="collaborative.agreement-show"),
    path(f"{_AGREED}paper/", agreement.agreement_paper, name="collaborative.agreement-paper"),
    path(f"{_AGREED}end/", agreement.agreement_stop, name="collaborative.agreement-end"),
    path(_GIVEN, contribution.contribution_show, name="collaborative.contribution-show"),
    path(f"{_GIVEN}rows/", contribution.contribution_rows, name="collaborative.contribution-rows"),
    path(f"{_GIVEN}accept/", contribution.contribution_take, name="collaborative.contribution-accept"),
    path(f"{_GIVEN}refuse/", contribution.contribution_decline, name="collaborative.contribution-refuse"),
    path(f"{_GIVEN}remove/", contribution.contribution_remove, name="collaborative.contribution-remove"),
    path(_SEEN, seen.hub_list, name="collaborative.seen-list"),
    path(f"{_SEEN}<uuid:contributor>/quality.svg", seen.quality_seen, name="collaborative.quality-seen"),
    path(f"{_SEEN}agreements/<uuid:agreement>/", seen.agreement_read, name="collaborative.agreement-seen"),
    path(
        f"{_SEEN}agreements/<uuid:agreement>/sign/",
        seen.agreement_accept,
        name="collaborative.agreement-sign",
    ),
    path(
        f"{_SEEN}agreements/<uuid:agreement>/end/",
        seen.agreement_refuse,
        name="collaborative.agreement-refuse",
    ),
    path(
        f"{_SEEN}received/<uuid:contribution>/",
        seen.contribution_read,
        name="collaborative.contribution-seen",
    ),
    path(
        f"{_SEEN}received/<uuid:contribution>/withdraw/",
        seen.contribution_retract,
        name="collaborative.contribution-withdraw",
    ),
]
