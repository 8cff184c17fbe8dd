"""What the pages of this room have in common: their addresses, a form on a page of its own, going back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fanal.presentation import Refusal
from fanal.web.design.forms import Form, mistake
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
    request: HttpRequest, form: Form, *, title: str, back: str, back_key: str, button: str, **more: Any
) -> HttpResponse:
    """Show a form on a page of its own.

    Parameters
    ----------
    title, back_key, button
        Keys of what the page is called, of the page before, and of what the button says.
    back
        The address of the page before.
    **more
        ``intro``: the key of what is explained first; ``template``: another one; anything that it needs.
    """
    template = more.pop("template", "collaborative/form.html")
    context = {"form": form, "title": title, "back": back, "back_key": back_key, "button": button}
    context |= {"slug": slug_of(request), **more}
    return render(request, template, context, status=400 if form.errors else 200)


def mistake_of(refused: Refusal) -> ValidationError:
    """Say a refusal of an engine beside the field that it is about."""
    return mistake(refused.finding.code, **refused.finding.values)
