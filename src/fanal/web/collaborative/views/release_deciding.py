"""Pages on which a release is decided: the assessment, signing, publishing, withdrawing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.presentation import LANGUAGES
from fanal.release import Variable, publishable
from fanal.standard import htcds
from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.collaborative.forms.release import Withdrawal, method_said
from fanal.web.collaborative.models import Release
from fanal.web.collaborative.policy.release import DOMINATES, ENOUGH
from fanal.web.collaborative.selectors import release as selectors
from fanal.web.collaborative.services.release_sign import (
    before_signing,
    release_publish,
    release_sign,
    release_withdraw,
)
from fanal.web.collaborative.views.release import form_page, gone_to, release_here, slug_of
from fanal.web.design.errors import Refused
from fanal.web.design.language import current_language, say, say_date, say_in

_CONCERNS = {
    "few-contributors": lambda: say("web.collaborative.concern-few-contributors", n=ENOUGH),
    "one-dominates": lambda: say("web.collaborative.concern-one-dominates", share=round(DOMINATES * 100)),
    "small-differences": lambda: say("web.collaborative.concern-small-differences"),
    "rare-appear": lambda: say("web.collaborative.concern-rare-appear"),
    "attack-found": lambda: say("web.collaborative.concern-attack-found"),
    "bars-mislead": lambda: say("web.collaborative.concern-bars-mislead"),
}
_ATTACKS = {
    "membership-nearest": lambda: say("web.collaborative.attack-nearest"),
    "membership-likelihood": lambda: say("web.collaborative.attack-likelihood"),
}


@requires("releases.sign")
@require_safe
def release_assessment(request: HttpRequest, release: UUID) -> HttpResponse:
    """Show utility beside risk: exact numbers, for the steward and whoever signs."""
    found = release_here(release)
    told = found.assessment
    if not told or "people" not in told:
        raise Refused("web.collaborative.release-assessment-none", status=409)
    variables = {one.name: one for one in publishable(htcds()).variables}
    labels = {name: say_in(one.label) for name, one in variables.items()}
    context = {
        "slug": slug_of(request),
        "release": found,
        "told": told,
        "method": method_said(found.settings["method"]),
        "noise": found.settings["method"] == "dp",
        "concerns": [_CONCERNS[one]() for one in told["concerns"]],
        "answer": told.get("answer", ""),
        "errors": [
            (int(length), one["combinations"], _percent(one["preserved"]), _percent(one["relative"]))
            for length, one in sorted(told["utility"]["errors"].items())
        ],
        "published": [
            (
                ", ".join(labels.get(name, name) for name in one["fields"]),
                one["counts"],
                one["absent"],
                _percent(one["relative"]),
                one["largest"],
            )
            for one in told["utility"]["published"][:20]
        ],
        "worst": [
            (
                labels[one["column"]],
                _value(variables, one["column"], one["value"]),
                one["people"],
                _percent(one["relative"]),
            )
            for one in told["utility"]["worst"]
        ],
        "suppressed": [
            (labels.get(name, name), one["people"], one["released"])
            for name, one in told["suppressed"].items()
        ],
        "attacks": [
            (
                _ATTACKS[one["name"]]() if one["name"] in _ATTACKS else one["name"],
                say_date(one["area"]),
                one["found"],
            )
            for one in (told["attacks"] or {}).get("made", [])
        ],
        "earlier": [_against(one, variables) for one in told["earlier"]],
        "largest": _percent(told["shares"]["largest"]),
    }
    return render(request, "collaborative/release_assessment.html", context)


@requires("releases.sign")
@require_http_methods(["GET", "HEAD", "POST"])
def release_signing(request: HttpRequest, release: UUID) -> HttpResponse:
    """Show what is signed, and sign it."""
    found = release_here(release)
    if request.method == "POST":
        release_sign(found, by=actor_of(request))
        return gone_to(request, "web.collaborative.release-signed-now", found)
    language = current_language()
    context = {
        "slug": slug_of(request),
        "release": found,
        "title": found.title.get(language, ""),
        "harm": found.harm,
        "answer": (found.assessment or {}).get("answer", ""),
        "stops": before_signing(found) if found.state == Release.State.REVIEWED else [],
        "here": found.state == Release.State.REVIEWED,
        "signatures": selectors.signatures(found),
    }
    return render(request, "collaborative/release_sign.html", context)


@requires("releases.sign")
@require_POST
def release_publishing(request: HttpRequest, release: UUID) -> HttpResponse:
    """Publish what two people signed."""
    found = release_publish(release_here(release), by=actor_of(request))
    return gone_to(request, "web.collaborative.release-published-now", found)


@requires("releases.withdraw")
@require_http_methods(["GET", "HEAD", "POST"])
def release_withdrawing(request: HttpRequest, release: UUID) -> HttpResponse:
    """Withdraw a release at once."""
    found = release_here(release)
    readable = (Release.State.PUBLISHED, Release.State.SUPERSEDED)
    if found.state not in readable:
        raise Refused("web.collaborative.release-not-from-here", status=409)
    others = list(selectors.releases().filter(state__in=readable).exclude(pk=found.pk))
    form = Withdrawal(request.POST or None, others=others)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        release_withdraw(
            found,
            by=actor_of(request),
            reason={one: said[f"reason_{one}"] for one in LANGUAGES},
            successor=next((one for one in others if str(one.pk) == said["successor"]), None),
        )
        return gone_to(request, "web.collaborative.release-withdrawn-now", found)
    return form_page(
        request,
        form,
        title="web.collaborative.release-withdraw",
        back=reverse("collaborative.release-show", args=[slug_of(request), found.pk]),
        button="web.collaborative.release-withdraw-now",
        intro="web.collaborative.release-withdraw-intro",
        kind="danger",
    )


def _value(variables: dict[str, Variable], name: str, value: str) -> str:
    return variables[name].hierarchy.label(value, current_language())


def _against(one: dict[str, Any], variables: dict[str, Variable]) -> dict[str, Any]:
    examples = [
        (
            " · ".join(_value(variables, name, value) for name, value in each["what"]),
            each["difference"],
        )
        for each in one.get("examples", [])
    ]
    return {**one, "method": method_said(one["method"]), "examples": examples}


def _percent(share: float | None) -> str:
    return "–" if share is None else say("web.collaborative.percent", n=round(share * 100, 1))
