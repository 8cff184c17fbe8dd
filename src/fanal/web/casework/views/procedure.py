"""Pages of the procedures of an organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.presentation import LANGUAGES
from fanal.presentation.markdown import as_html, body_of, title_of
from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.roles import roles
from fanal.web.access.views import requires
from fanal.web.casework.forms.procedure import Wording
from fanal.web.casework.models import Procedure
from fanal.web.casework.selectors import procedure as selectors
from fanal.web.casework.services.procedure import procedure_accept, procedure_write
from fanal.web.casework.views.governing import address, edited_page, gone_to, pressed, slug_of
from fanal.web.design.language import current_language, say_in
from fanal.web.organisations.names import name_of

NAMES_OF_LANGUAGES = {"en": "English", "fr": "Français"}


@dataclass(frozen=True)
class Line:
    """One procedure of the list."""

    name: str
    title: str
    accepted: list[Procedure]


@requires("procedures.read")
@require_safe
def procedure_list(request: HttpRequest) -> HttpResponse:
    """List the procedures: which are accepted, which are missing, and who accepts them."""
    language = current_language()
    accepted = selectors.accepted_by_name()
    lines = [
        Line(name, title_of(selectors.template(name, language)), accepted.get(name, []))
        for name in selectors.NAMES
    ]
    context = {
        "slug": slug_of(request),
        "language": language,
        "lines": lines,
        "missing": sum(not line.accepted for line in lines),
        "may_accept": may(actor_of(request), "procedures.accept").allowed,
        "who": ", ".join(
            say_in({"en": role.title["en"], "fr": role.title["fr"]})
            for role in roles().with_action("procedures.accept")
        ),
    }
    return render(request, "casework/procedure_list.html", context)


@requires("procedures.read")
@require_safe
def procedure_show(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Show a procedure: what holds, and to those who accept it what is being written."""
    _known(name, language)
    may_accept = may(actor_of(request), "procedures.accept").allowed
    holds = selectors.accepted(name, language)
    wording = selectors.wording(name, language) if may_accept else None
    shown = wording or holds
    text = shown.text if shown else selectors.template(name, language)
    context = {
        "slug": slug_of(request),
        "name": name,
        "language": language,
        "title": title_of(text),
        "text": SafeString(as_html(body_of(text))),
        "holds": holds,
        "accepted_by": name_of(holds.accepted_by) if holds and holds.accepted_by else "",
        "wording": wording,
        "seen": wording.version if wording else 0,
        "may_accept": may_accept,
        "to_accept": may_accept and (wording is not None or holds is None),
        "others": [(one, NAMES_OF_LANGUAGES[one]) for one in LANGUAGES],
    }
    return render(request, "casework/procedure_show.html", context)


@requires("procedures.accept")
@require_http_methods(["GET", "HEAD", "POST"])
def procedure_change(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Word a procedure; it holds once it is accepted."""
    _known(name, language)
    wording = selectors.wording(name, language)
    base = wording or selectors.accepted(name, language)
    text = base.text if base else selectors.template(name, language)
    actor = actor_of(request)
    return edited_page(
        request,
        row=wording,
        make=lambda data, row: Wording(data, text=row.text if row else text),
        save=lambda form: procedure_write(
            name=name, language=language, seen=form.version, by=actor, **form.filled
        ),
        done=lambda: gone_to(
            request, "web.casework.procedure-written", "casework.procedure-show", name, language
        ),
        title="web.casework.procedure-word",
        intro="web.casework.procedure-word-intro",
        back=address(request, "casework.procedure-show", name, language),
        button="web.casework.save",
    )


@requires("procedures.accept")
@require_POST
def procedure_take(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Accept a procedure as it was read."""
    _known(name, language)
    actor = actor_of(request)
    if pressed(request, lambda seen: procedure_accept(name=name, language=language, seen=seen, by=actor)):
        return gone_to(request, "web.casework.procedure-accepted", "casework.procedure-list")
    return gone_to(request, "web.casework.procedure-read-anew", "casework.procedure-show", name, language)


def _known(name: str, language: str) -> None:
    if name not in selectors.NAMES or language not in LANGUAGES:
        raise Http404
