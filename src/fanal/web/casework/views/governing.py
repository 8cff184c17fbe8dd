"""What the pages of governance have in common: a form on a page of its own, and going back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fanal.web.casework.editing import ChangedMeanwhile
from fanal.web.casework.forms.editing import EditingForm, Make
from fanal.web.casework.models.documents import Kept
from fanal.web.casework.views.editing import edited, seen_of
from fanal.web.design.forms import Form
from fanal.web.design.language import say


def slug_of(request: HttpRequest) -> str:
    """Give the name of the organisation in addresses."""
    return str(request.belonging.organisation.slug)


def address(request: HttpRequest, view: str, *parts: Any) -> str:
    """Give an address of the organisation."""
    return reverse(view, args=[slug_of(request), *parts])


def gone_to(request: HttpRequest, done: str, view: str, *parts: Any, **values: Any) -> HttpResponse:
    """Say what was done, and go on."""
    messages.success(request, say(done, **values))
    return redirect(address(request, view, *parts))


def form_page(
    request: HttpRequest, form: Form, *, title: str, back: str, button: str, **more: Any
) -> HttpResponse:
    """Show a form on a page of its own.

    Parameters
    ----------
    title, button
        Keys of what the page is called and what the button says.
    back
        The address of the page before.
    **more
        ``intro``: the key of what is explained first; ``kind``: of the button; ``template``: another one.
    """
    template = more.pop("template", "casework/governance_form.html")
    context = {"form": form, "title": title, "back": back, "button": button, "slug": slug_of(request), **more}
    return render(request, template, context, status=400 if form.errors else 200)


def edited_page(
    request: HttpRequest,
    *,
    row: Kept | None,
    make: Make,
    save: Callable[[Any], Any],
    done: Callable[[], HttpResponse],
    **words: Any,
) -> HttpResponse:
    """Show a form of a row on a page of its own, and save it: `edited`, with the words of `form_page`."""

    def page(form: EditingForm, status: int = 200) -> HttpResponse:
        return form_page(request, form, **words)

    return edited(request, row=row, make=make, save=save, page=page, done=done)


def pressed(request: HttpRequest, do: Callable[[int], Any]) -> bool:
    """Do what a button asks for with the version that was shown; false where that changed meanwhile."""
    try:
        do(seen_of(request))
    except ChangedMeanwhile:
        return False
    return True
