"""Pages of releases: the list, one release and where it stands, choosing, assessing, the budget."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.presentation import LANGUAGES, Refusal
from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.collaborative import lists, publishing
from fanal.web.collaborative.forms.release import Answer, Budget, ChosenRelease, NewRelease, method_said
from fanal.web.collaborative.models import Contributor, Hub, Release
from fanal.web.collaborative.phases import phases
from fanal.web.collaborative.policy.release import Obstacle
from fanal.web.collaborative.selectors import release as selectors
from fanal.web.collaborative.services import release as services
from fanal.web.collaborative.services.release_assess import before_assessing, release_assess_begin, ticket_of
from fanal.web.collaborative.services.release_inputs import covered, going_in
from fanal.web.collaborative.services.release_review import release_review
from fanal.web.collaborative.services.release_sign import before_signing
from fanal.web.design.forms import Form
from fanal.web.design.language import current_language, say, say_in
from fanal.web.jobs.models import JobTicket
from fanal.web.organisations.names import name_of

_JOBS = {
    JobTicket.State.WAITING: "waiting",
    JobTicket.State.LOCKED: "waiting",
    JobTicket.State.RUNNING: "running",
    JobTicket.State.DONE: "done",
    JobTicket.State.STOPPED: "stopped",
}


def slug_of(request: HttpRequest) -> str:
    """Give the name of the organisation in addresses."""
    return str(request.belonging.organisation.slug)


def hub_here() -> Hub:
    """Give the hub of the organisation.

    Raises
    ------
    Http404
        If it runs none.
    """
    found: Hub | None = Hub.objects.first()
    if found is None:
        raise Http404
    return found


def release_here(release: UUID) -> Release:
    """Find a release of the hub.

    Raises
    ------
    Http404
        If there is none.
    """
    hub_here()
    found: Release | None = selectors.releases().filter(pk=release).first()
    if found is None:
        raise Http404
    return found


def gone_to(request: HttpRequest, done: str, release: Release) -> HttpResponse:
    """Say what was done, and show the release."""
    messages.success(request, say(done))
    return redirect(reverse("collaborative.release-show", args=[slug_of(request), release.pk]))


def form_page(
    request: HttpRequest, form: Form, *, title: str, back: str, button: str, **more: Any
) -> HttpResponse:
    """Show a form on a page of its own; keys of its title and button, ``intro`` and ``template`` besides."""
    template = more.pop("template", "collaborative/release_form.html")
    said = {"form": form, "title": title, "back": back, "button": button, **more}
    return render(request, template, said, status=400 if form.errors else 200)


@requires("hubs.read")
@require_safe
def release_list(request: HttpRequest) -> HttpResponse:
    """List the releases, and what is left of the budget of noise."""
    hub = hub_here()
    rows = [(one, _label(one), method_said(one.settings["method"])) for one in selectors.releases()]
    context = {"slug": slug_of(request), "hub": hub, "rows": rows, "budget": services.budget(hub)}
    return render(request, "collaborative/release_list.html", context)


@requires("releases.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def release_new(request: HttpRequest) -> HttpResponse:
    """Begin a release."""
    hub = hub_here()
    form = NewRelease(request.POST or None)
    if form.is_valid():
        found = form.cleaned_data
        made = services.release_prepare(
            by=actor_of(request),
            version=found["version"],
            purpose=found["purpose"],
            choices={"method": "k-anonymous", "k": hub.k, "fields": []},
            texts={"title": {one: found[f"title_{one}"] for one in LANGUAGES}},
        )
        return redirect(reverse("collaborative.release-change", args=[slug_of(request), made.pk]))
    back = reverse("collaborative.release-list", args=[slug_of(request)])
    return form_page(
        request,
        form,
        title="web.collaborative.release-new",
        back=back,
        button="web.collaborative.release-begin",
    )


@requires("releases.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def release_change(request: HttpRequest, release: UUID) -> HttpResponse:
    """Choose population, fields, method and whose data go in."""
    found, hub = release_here(release), hub_here()
    offered = selectors.may_contribute(found)
    variables = covered(offered)
    form = ChosenRelease(
        request.POST or None,
        hub=hub,
        variables=variables,
        offered=offered,
        initial=ChosenRelease.initial_of(found, hub, offered),
    )
    if form.is_valid():
        services.release_change(found, by=actor_of(request), choices=form.choices, texts=form.texts)
        return gone_to(request, "web.collaborative.release-changed", found)
    return form_page(
        request,
        form,
        title="web.collaborative.release-choose",
        back=reverse("collaborative.release-show", args=[slug_of(request), found.pk]),
        button="web.collaborative.release-save",
        intro="web.collaborative.release-choose-intro",
    )


@requires("hubs.read")
@require_safe
def release_show(request: HttpRequest, release: UUID) -> HttpResponse:
    """Show where a release stands, what comes next, and why something is not possible yet."""
    found, hub, actor = release_here(release), hub_here(), actor_of(request)
    language = current_language()
    chosen = found.settings
    labels = {one.name: say_in(one.label) for one in covered(selectors.may_contribute(found))}
    ticket = ticket_of(found)
    refused = (found.assessment or {}).get("refused") if found.state == "draft" else None
    context = {
        "slug": slug_of(request),
        "release": found,
        "title": found.title.get(language, found.version),
        "population": found.population.get(language, ""),
        "label": _label(found),
        "steps": [(say_in(one.phase.label), say_in(one.phase.means), one) for one in selectors.steps(found)],
        "stops": _stops(found),
        "method": method_said(chosen["method"]),
        "purpose": lists.said("sharing-purposes", found.purpose),
        "fields": ", ".join(labels.get(one, one) for one in chosen.get("fields", [])),
        "years": chosen.get("years"),
        "inputs": _inputs(found),
        "reviews": selectors.reviews(found),
        "signatures": [(one, name_of(one.by)) for one in selectors.signatures(found)],
        "ways": {one.name for one in selectors.ways(found, actor)},
        "ticket": ticket,
        "job_state": _JOBS[JobTicket.State(ticket.state)] if ticket else "",
        "refused": refused[language] if refused else "",
        "written": found.state in ("published", "superseded") and publishing.is_written(found, hub),
        "reason": found.reason.get(language, ""),
        "changes": [line.removeprefix("- ") for line in found.changes.get(language, "").splitlines()],
        "citation": found.citation.get(language, ""),
    }
    return render(request, "collaborative/release_show.html", context)


@requires("releases.prepare")
@require_POST
def release_assess(request: HttpRequest, release: UUID) -> HttpResponse:
    """Let a draft be made and judged."""
    found = release_assess_begin(release_here(release), by=actor_of(request))
    return gone_to(request, "web.collaborative.release-assessing", found)


@requires("releases.prepare")
@require_POST
def release_redraft(request: HttpRequest, release: UUID) -> HttpResponse:
    """Lead a release back to a draft."""
    found = services.release_redraft(release_here(release), by=actor_of(request))
    return gone_to(request, "web.collaborative.release-redrafted", found)


@requires("releases.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def release_answer(request: HttpRequest, release: UUID) -> HttpResponse:
    """Answer which group a release could harm."""
    found = release_here(release)
    told = found.assessment or {}
    initial = {"harm": found.harm, "concerns": told.get("answer", "")}
    form = Answer(request.POST or None, asked=bool(told.get("concerns")), initial=initial)
    if form.is_valid():
        services.release_answer(found, by=actor_of(request), **form.cleaned_data)
        return gone_to(request, "web.collaborative.release-answered", found)
    return form_page(
        request,
        form,
        title="web.collaborative.release-answer",
        back=reverse("collaborative.release-show", args=[slug_of(request), found.pk]),
        button="web.collaborative.release-save",
        intro="web.collaborative.release-answer-intro",
    )


@requires("releases.prepare")
@require_POST
def release_ask(request: HttpRequest, release: UUID) -> HttpResponse:
    """Ask the contributors."""
    found = release_review(release_here(release), by=actor_of(request))
    return gone_to(request, "web.collaborative.release-in-review", found)


@requires("releases.prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def budget_open(request: HttpRequest) -> HttpResponse:
    """Decide, once, what all releases with noise together may amount to."""
    hub_here()
    form = Budget(request.POST or None)
    if form.is_valid():
        try:
            services.budget_open(by=actor_of(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.finding.text(current_language()))
        else:
            messages.success(request, say("web.collaborative.budget-opened"))
            return redirect(reverse("collaborative.release-list", args=[slug_of(request)]))
    return form_page(
        request,
        form,
        title="web.collaborative.budget-open",
        back=reverse("collaborative.release-list", args=[slug_of(request)]),
        button="web.collaborative.budget-decide",
        intro="web.collaborative.budget-intro",
    )


def _stops(release: Release) -> list[Obstacle]:
    """List what stands in the way of the next step."""
    if release.state == Release.State.DRAFT:
        return before_assessing(release)
    if release.state == Release.State.REVIEWED:
        return before_signing(release)
    following = {"assessed": "review", "signed": "publish"}.get(release.state)
    return selectors.ahead(release, following) if following else []


def _label(release: Release) -> str:
    return say_in(phases().phases[release.state].label)


def _inputs(release: Release) -> list[tuple[str, str, int, int]]:
    """Name what goes in, for the hub's own people: contributor, kind, version, rows."""
    names = dict(Contributor.objects.values_list("pk", "name"))
    if release.inputs:
        return [
            (
                names.get(UUID(one["contributor"]), ""),
                lists.said("contribution-kinds", one["kind"]),
                one["version"],
                one["rows"],
            )
            for one in release.inputs
        ]
    return [
        (one.contributor.name, lists.said("contribution-kinds", one.kind), one.version, one.rows or 0)
        for one in going_in(release)
    ]
