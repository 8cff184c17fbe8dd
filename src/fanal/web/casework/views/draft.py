"""What a form asks while somebody types: keep this, give it again, throw it away. Answers are JSON."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import Resolver404, resolve
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fanal.web.access.views import signed_in
from fanal.web.casework.draft_middleware import sent_already
from fanal.web.casework.reaching import person_of
from fanal.web.casework.services.draft import (
    Typed,
    device_key,
    device_slot,
    draft_drop,
    draft_keep,
    draft_take,
    window_now,
)

LONGEST = 256 * 1024
"""No form of people is longer, in bytes."""
_NAMES, _NAME, _PLACE = 500, 100, 200
_KEEPING = ("casework.", "collaborative.")
"""How the addresses of forms begin that keep drafts."""


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def keep(request: HttpRequest, form: str) -> HttpResponse:
    """Keep, give or forget what somebody typed into a form."""
    try:
        about, person = (_id(request.GET.get(name, "")) for name in ("about", "person"))
    except ValueError:
        return JsonResponse({}, status=400)
    if request.method == "DELETE":
        draft_drop(form, about=about)
        return JsonResponse({"kept": False})
    if person is not None:
        person_of(request, person)
    return _keep(request, form, about, person) if request.method == "POST" else _give(request, form, about)


def _keep(request: HttpRequest, form: str, about: uuid.UUID | None, person: uuid.UUID | None) -> JsonResponse:
    if len(request.body) > LONGEST:
        return JsonResponse({"kept": False}, status=413)
    try:
        said = json.loads(request.body)
        token, typed = str(said["token"]), _typed(said["typed"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"kept": False}, status=400)
    if sent_already(request, token):
        return JsonResponse({"kept": False, "sent": True})
    place, case = _place(request)
    draft_keep(form, about=about, person=person, typed=typed, place=place, case=case)
    return JsonResponse({"kept": True, **_device(window_now())})


def _give(request: HttpRequest, form: str, about: uuid.UUID | None) -> JsonResponse:
    asked = request.GET.get("window", "")
    if asked:
        return JsonResponse(_device(int(asked)) if asked.isdecimal() and len(asked) < 10 else {})
    found = draft_take(form, about=about)
    answer: dict[str, Any] = {
        "slot": device_slot(form, about=about),
        "csrf": get_token(request),
        "sent": sent_already(request, request.GET.get("token", "")),
        **_device(window_now()),
    }
    if found:
        draft, typed = found
        answer |= {"typed": typed, "at": int(draft.at.timestamp() * 1000)}
    return JsonResponse(answer)


def _device(window: int) -> dict[str, Any]:
    key = device_key(window)
    return {"window": window, "key": base64.b64encode(key).decode()} if key else {}


def _place(request: HttpRequest) -> tuple[str, uuid.UUID | None]:
    """Give the address of the form, where it is one of this organisation that keeps drafts, and its case."""
    place = request.GET.get("place", "")
    try:
        found = resolve(place)
    except Resolver404:
        return "", None
    here = found.kwargs.get("organisation") == request.belonging.organisation.slug
    if not here or not found.view_name.startswith(_KEEPING) or len(place) > _PLACE:
        return "", None
    return place, found.kwargs.get("case")


def _id(said: str) -> uuid.UUID | None:
    return uuid.UUID(said) if said else None


def _typed(said: Any) -> Typed:
    """Give what was typed, where it is that.

    Raises
    ------
    ValueError
        Otherwise; what it was is not told.
    """
    fits = (
        isinstance(said, dict)
        and len(said) <= _NAMES
        and all(len(name) <= _NAME and isinstance(values, list) for name, values in said.items())
        and all(isinstance(one, str) for values in said.values() for one in values)
    )
    if not fits:
        raise ValueError
    return said
