"""Founding a hub, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.models import Hub, Release
from fanal.web.design.errors import Refused

CHANGED = ("slug", "title", "about", "publisher", "contact", "licence", "address", "k", "review_days")


@transaction.atomic
def hub_found(*, by: Actor, slug: str, title: Mapping[str, str], **says: Any) -> Hub:
    """Let the organisation run a collaborative; its key pair is drawn here, and the secret half is sealed.

    Parameters
    ----------
    slug
        In addresses of the portal.
    title
        In both languages.
    **says
        What else it says of itself: see `CHANGED`.

    Raises
    ------
    Refused
        If the organisation has one, or another hub has this address.
    """
    import pyrage

    insist(by, "hubs.found")
    if Hub.objects.exists():
        raise Refused("web.collaborative.hub-already", status=409)
    pair = pyrage.x25519.Identity.generate()
    made = Hub(
        slug=slug, title=dict(title), recipient=str(pair.to_public()), identity=str(pair), **_known(says)
    )
    _saved(made)
    record("hubs.founded", subject=("collaborative.hub", made.pk))
    return made


@transaction.atomic
def hub_change(*, by: Actor, **says: Any) -> Hub:
    """Say something else of the hub. Its address stays once something was published.

    Raises
    ------
    Refused
        If the address is to change, and is known to the public.
    """
    insist(by, "hubs.change")
    found: Hub = Hub.objects.select_for_update().get()
    changed = {name: value for name, value in _known(says).items() if getattr(found, name) != value}
    if "slug" in changed and Release.objects.filter(published_at__isnull=False).exists():
        raise Refused("web.collaborative.hub-slug-stays", status=409)
    for name, value in changed.items():
        setattr(found, name, value)
    if changed:
        _saved(found)
        record("hubs.changed", subject=("collaborative.hub", found.pk), details={"fields": sorted(changed)})
    return found


def _saved(hub: Hub) -> None:
    """Save it.

    Raises
    ------
    Refused
        If another hub of this site has its address.
    """
    try:
        with transaction.atomic():
            hub.save()
    except IntegrityError:
        raise Refused("web.collaborative.hub-slug-taken", status=409) from None


def _known(says: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in says.items() if name in CHANGED}
