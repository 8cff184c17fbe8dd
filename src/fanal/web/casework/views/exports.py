"""The page of exports: what would leave and what not, then a sealed file."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.casework.forms.exports import ReceiverForm, WantedForm
from fanal.web.casework.models import Basis, Case
from fanal.web.casework.policy import READ_ALLEGED
from fanal.web.casework.selectors.non_punishment import notice_of_many
from fanal.web.casework.services.exports import Wanted, export_look
from fanal.web.casework.services.exports import export_make as make
from fanal.web.design.language import current_language

SHOWN = 100


@requires("cases.export")
@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "HEAD", "POST"])
def export_make(request: HttpRequest) -> HttpResponse:
    """Ask what for; show what would leave, and what is held back and why; give the sealed file."""
    if request.method == "POST":
        return _hand_out(request)
    asked = WantedForm(request.GET or None, alleged=_may_ask(request))
    if not request.GET or not asked.is_valid():
        return render(request, "casework/export_ask.html", {"form": asked}, status=200)
    receiver = ReceiverForm(initial=asked.cleaned_data, alleged=_may_ask(request))
    return _look(request, asked.wanted(), receiver)


def _hand_out(request: HttpRequest) -> HttpResponse:
    form = ReceiverForm(request.POST, alleged=_may_ask(request))
    if not form.is_valid():
        asked = WantedForm(request.POST, alleged=_may_ask(request))
        if not asked.is_valid():
            return render(request, "casework/export_ask.html", {"form": asked}, status=400)
        return _look(request, asked.wanted(), form)
    made = make(form.wanted(), by=actor_of(request), language=_language(), **form.how())
    response = HttpResponse(made.content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _look(request: HttpRequest, wanted: Wanted, form: ReceiverForm) -> HttpResponse:
    found = export_look(wanted, by=actor_of(request))
    context = {
        "form": form,
        "leave": len(found.leave),
        "reasons": Counter(why for _, why in found.held_back).most_common(),
        "held_back": found.held_back[:SHOWN],
        "more_held_back": max(0, len(found.held_back) - SHOWN),
        "others": len(found.others),
        "others_reasons": Counter(found.others_held_back).most_common(),
        "notice": _notice(request, wanted, found.leave),
    }
    return render(request, "casework/export_look.html", context, status=400 if form.errors else 200)


def _may_ask(request: HttpRequest) -> bool:
    return may(actor_of(request), READ_ALLEGED).allowed


def _notice(request: HttpRequest, wanted: Wanted, cases: list[Case]) -> str:
    if wanted.purpose != Basis.Purpose.PROSECUTION:
        return ""
    return notice_of_many((one.person_id for one in cases), actor=actor_of(request))


def _language() -> str:
    return "fr" if current_language() == "fr" else "en"
