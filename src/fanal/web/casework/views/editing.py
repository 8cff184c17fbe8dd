"""One way to change a row by a form: when somebody changed it meanwhile, both are shown, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from fanal.web.casework.editing import ChangedMeanwhile
from fanal.web.casework.forms.editing import (
    BASE,
    CHOICE,
    SEEN,
    EditingForm,
    Make,
    differences,
    hidden,
    with_choices,
)
from fanal.web.casework.models.documents import Kept

CHOOSING = "choosing"
CARRIED = ("draft_form", "draft_about", "draft_token")
"""What says which half-typed form is forgotten once this is saved."""


def edited(
    request: HttpRequest,
    *,
    row: Kept | None,
    make: Make,
    save: Callable[[EditingForm], Any],
    page: Callable[..., HttpResponse],
    done: str | Callable[[], HttpResponse],
) -> HttpResponse:
    """Show a form, or save it.

    Parameters
    ----------
    row
        What is changed, as it is now; none: nobody wrote it yet.
    make
        Makes the form of a row, bound or not.
    save
        Calls the service, with ``seen`` from the form; a mistake that it finds goes into the form.
    page
        Shows the form: ``page(form=…, status=…)``.
    done
        The address that leads on, or what says what was done and leads on.
    """
    if request.method != "POST":
        form = make(None, row)
        form.begin(row)
        return page(form=form)
    theirs = make(None, row)
    form = make(with_choices(request.POST, theirs), row)
    if request.POST.get(CHOOSING) and _unchosen(request, row, make):
        return _both(request, make(request.POST, row), row, make, unchosen=True)
    if not form.is_valid():
        return page(form=form, status=400)
    try:
        with transaction.atomic():
            save(form)
    except ChangedMeanwhile as changed:
        return _both(request, form, changed.row, make)
    if form.errors:
        return page(form=form, status=400)
    return HttpResponseRedirect(done) if isinstance(done, str) else done()


def seen_of(request: HttpRequest) -> int:
    """Say which version a button was pressed on."""
    said = request.POST.get(SEEN, "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _unchosen(request: HttpRequest, row: Kept | None, make: Make) -> bool:
    found = differences(make(request.POST, row), make(None, row))
    return any(not one.chosen and not request.POST.get(f"{CHOICE}{one.name}") for one in found)


def _both(
    request: HttpRequest, form: EditingForm, now: Kept | None, make: Make, unchosen: bool = False
) -> HttpResponse:
    """Show what was typed beside what is there now, and ask field by field."""
    chosen = {
        name.removeprefix(CHOICE): value for name, value in request.POST.items() if name.startswith(CHOICE)
    }
    context = {
        "differences": [
            (one, chosen.get(one.name) or one.chosen) for one in differences(form, make(None, now))
        ],
        "typed": [
            *hidden(form),
            *[(name, request.POST[name]) for name in CARRIED if name in request.POST],
            (SEEN, now.version if now else 0),
            (BASE, form.data.get(BASE, "")),
            (CHOOSING, "1"),
        ],
        "unchosen": unchosen,
    }
    return render(request, "casework/changed_meanwhile.html", context, status=409)
