"""Half-filled forms: kept sealed while somebody types, dropped once the form is saved or thrown away."""

from __future__ import annotations

import hashlib
import hmac
import time
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from fanal.web.casework.models import Draft
from fanal.web.keys.errors import KeyDestroyed
from fanal.web.keys.hierarchy import lasting_key
from fanal.web.organisations.tenancy import current_user

KEPT = timedelta(days=30)
"""After this long nobody comes back to a form."""
WINDOW_S = 3600
ON_DEVICE_HOURS = 12
"""For this long a device can open again what it kept while there was no connection."""

Typed = Mapping[str, Sequence[str]]
"""What stands in a form: the values of each name."""


def draft_keep(
    form: str,
    *,
    about: uuid.UUID | None,
    person: uuid.UUID | None,
    typed: Typed,
    place: str = "",
    case: uuid.UUID | None = None,
) -> Draft:
    """Keep what somebody typed into a form so far, in place of what was kept before.

    Parameters
    ----------
    form, about
        Which form, and what it is about.
    person
        Whose key seals it; none: the organisation's.
    typed
        All of it.
    place, case
        The address where it is taken up again, and of which case it is.
    """
    drafts_forget()
    kept, _ = Draft.objects.update_or_create(
        user_id=current_user(),
        form=form,
        about=about,
        defaults={
            "person": person,
            "place": place,
            "case": case,
            "typed": {name: list(values) for name, values in typed.items()},
            "at": timezone.now(),
        },
    )
    return kept


def draft_take(form: str, *, about: uuid.UUID | None) -> tuple[Draft, Typed] | None:
    """Give what whoever acts left in a form; none, where there is nothing or the person was erased since."""
    found = Draft.objects.filter(user=current_user(), form=form, about=about).first()
    if found is None:
        return None
    try:
        return found, found.typed
    except KeyDestroyed:
        found.delete()
        return None


def draft_drop(form: str, *, about: uuid.UUID | None) -> None:
    """Forget what whoever acts left in a form: it was saved, or thrown away."""
    Draft.objects.filter(user=current_user(), form=form, about=about).delete()


def drafts_forget() -> None:
    """Forget what nobody came back to."""
    Draft.objects.filter(at__lt=timezone.now() - KEPT).delete()


def device_slot(form: str, *, about: uuid.UUID | None) -> str:
    """Give the name under which a device keeps a form: it tells neither the form nor what it is about."""
    return _derived(f"slot/{form}/{about or ''}").hex()


def window_now() -> int:
    """Give the hour that it is."""
    return int(time.time()) // WINDOW_S


def device_key(window: int) -> bytes | None:
    """Give the key for what a device of whoever acts keeps in an hour; none, where that is too long ago.

    The device has it in memory only: whoever finds the device has no key, and after 12 hours nobody has.
    """
    if not 0 <= window_now() - window < ON_DEVICE_HOURS:
        return None
    return _derived(f"window/{window}")


def _derived(what: str) -> bytes:
    root = lasting_key("casework/device-drafts")
    return hmac.new(root, f"{current_user()}/{what}".encode(), hashlib.sha256).digest()
