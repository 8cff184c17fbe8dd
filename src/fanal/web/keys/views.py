"""Pages of keys: their state; unlock, lock, what opens them; certificates of erasure."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires, signed_in
from fanal.web.design.errors import Refused
from fanal.web.design.forms import mistake
from fanal.web.design.language import say
from fanal.web.keys import services
from fanal.web.keys.errors import WrongPassphrase
from fanal.web.keys.forms import Change, Create, Unlock
from fanal.web.keys.selectors import State, certificates, organisation_keys

_ACTIONS = ("unlock", "lock", "create", "change-passphrase", "read-erasures")


@signed_in
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the state of the keys, and what this person may do about it."""
    return _page(request, Unlock(initial={"next": request.GET.get("next", "")}))


@requires("keys.unlock")
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the keys with the passphrase."""
    form = Unlock(request.POST)
    if form.is_valid():
        try:
            services.unlock(form.cleaned_data["passphrase"])
        except WrongPassphrase:
            form.add_error("passphrase", mistake("web.keys.passphrase-wrong"))
        else:
            return _opened(request)
    return _page(request, form)


@requires("keys.unlock")
@require_POST
def unlock_by_host(request: HttpRequest) -> HttpResponse:
    """Open the keys with the host's root key, where the organisation chose so."""
    if not organisation_keys().by_host:
        raise Refused("web.keys.host-not-allowed")
    services.unlock_by_host()
    return _opened(request)


@requires("keys.lock")
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Forget the keys and end all sessions, this one too."""
    services.lock()
    request.session.flush()
    return HttpResponseRedirect(reverse("account_login"))


@requires("keys.create")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make the keys of an organisation that has none."""
    if organisation_keys().state != State.NEVER:
        raise Refused("web.keys.keys-exist")
    form = Create(request.POST or None)
    if form.is_valid():
        services.keys_create(passphrase=form.cleaned_data["new"], host=form.cleaned_data["host"])
        return _back(request, "web.keys.created")
    return render(request, "keys/create.html", {"form": form})


@requires("keys.change-passphrase")
@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    """Let another passphrase open the keys."""
    has_old = organisation_keys().by_passphrase
    form = Change(request.POST or None, has_old=has_old)
    if form.is_valid():
        try:
            services.change_passphrase(old=form.cleaned_data.get("old"), new=form.cleaned_data["new"])
        except WrongPassphrase:
            form.add_error("old", mistake("web.keys.passphrase-wrong"))
        else:
            return _back(request, "web.keys.passphrase-changed")
    return render(request, "keys/passphrase.html", {"form": form})


@requires("keys.change-passphrase")
@require_POST
def host(request: HttpRequest) -> HttpResponse:
    """Let the host's root key open the keys, or no longer."""
    allowed = request.POST.get("allowed") == "yes"
    keys = organisation_keys()
    if not allowed and not keys.by_passphrase:
        raise Refused("web.keys.no-opening-left")
    services.host_opening_set(allowed=allowed)
    return _back(request, "web.keys.host-now-allowed" if allowed else "web.keys.host-now-refused")


@requires("keys.read-erasures")
@require_GET
def erasures(request: HttpRequest) -> HttpResponse:
    """List certificates of erasure."""
    return render(request, "keys/erasures.html", {"certificates": certificates()})


def _page(request: HttpRequest, form: Unlock) -> HttpResponse:
    actor = actor_of(request)
    allowed = {name.replace("-", "_"): may(actor, f"keys.{name}").allowed for name in _ACTIONS}
    said = {"keys": organisation_keys(), "form": form, "may": allowed}
    return render(request, "keys/keys.html", said)


def _opened(request: HttpRequest) -> HttpResponse:
    messages.success(request, say("web.keys.opened"))
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(wanted)
    return _back(request)


def _back(request: HttpRequest, done: str = "") -> HttpResponse:
    if done:
        messages.success(request, say(done))
    return HttpResponseRedirect(
        reverse("keys.page", kwargs={"organisation": request.belonging.organisation.slug})
    )
