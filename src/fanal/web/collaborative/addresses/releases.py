"""Addresses of releases, at the hub and at its contributors."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.collaborative.views import release, release_deciding, review

_RELEASES = "collaborative/releases/"
_RELEASE = f"{_RELEASES}<uuid:release>/"

patterns: list[URLPattern | URLResolver] = [
    path(_RELEASES, release.release_list, name="collaborative.release-list"),
    path(f"{_RELEASES}new/", release.release_new, name="collaborative.release-new"),
    path(f"{_RELEASES}budget/", release.budget_open, name="collaborative.budget-open"),
    path(_RELEASE, release.release_show, name="collaborative.release-show"),
    path(f"{_RELEASE}change/", release.release_change, name="collaborative.release-change"),
    path(f"{_RELEASE}assess/", release.release_assess, name="collaborative.release-assess"),
    path(f"{_RELEASE}redraft/", release.release_redraft, name="collaborative.release-redraft"),
    path(f"{_RELEASE}answer/", release.release_answer, name="collaborative.release-answer"),
    path(f"{_RELEASE}review/", release.release_ask, name="collaborative.release-review"),
    path(
        f"{_RELEASE}assessment/", release_deciding.release_assessment, name="collaborative.release-assessment"
    ),
    path(f"{_RELEASE}sign/", release_deciding.release_signing, name="collaborative.release-sign"),
    path(f"{_RELEASE}publish/", release_deciding.release_publishing, name="collaborative.release-publish"),
    path(f"{_RELEASE}withdraw/", release_deciding.release_withdrawing, name="collaborative.release-withdraw"),
    path("contributions/reviews/", review.review_list, name="collaborative.review-list"),
    path("contributions/reviews/<uuid:review>/", review.review_show, name="collaborative.review-show"),
]
