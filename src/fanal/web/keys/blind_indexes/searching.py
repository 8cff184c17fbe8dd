"""Search a blind index, no faster than somebody needs to; whoever fishes for names is told of."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, Value
from django.db.models.functions import Least
from django.utils import timezone

from fanal.web.keys.blind_indexes.entries import tokens
from fanal.web.keys.blind_indexes.models import BlindEntry, BlindSearch
from fanal.web.keys.errors import TooManySearches
from fanal.web.keys.signals import fishing, searched
from fanal.web.organisations.tenancy import current_user

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who was found.

    Attributes
    ----------
    strength
        Between 0 and 1: how much of what would be found for the same value was found.
    forms
        Which forms agreed, the strongest first.
    """

    person: UUID
    strength: float
    forms: tuple[str, ...]


@cache
def rules() -> Mapping[str, Any]:
    """Give weights and limits."""
    return tomllib.loads(
        files("fanal.web.keys.blind_indexes").joinpath("data", "searching.toml").read_text("utf-8")
    )


@transaction.atomic
def search(kind: str, text: str) -> list[Hit]:
    """Find persons of the organisation by a name, a telephone or an identity number, the likeliest first.

    Parameters
    ----------
    kind
        ``name``, ``telephone`` or ``identity-number``.
    text
        What is searched for.

    Raises
    ------
    TooManySearches
        If the user searches faster than `rules` allows.
    KeyUnavailable
        If the organisation's keys are not open.
    """
    asked = tokens(kind, text)
    if not asked:
        return []
    _limit(asked[0][1])
    found = _ranked(kind, asked)
    searched.send(sender="keys", kind=kind, hits=len(found))
    return found


def search_count(about: bytes) -> None:
    """Count a search of whoever acts, as `search` does, of many persons at once: those of a file.

    Parameters
    ----------
    about
        What is searched for; the same again is no other search.

    Raises
    ------
    TooManySearches
        If the user searches faster than `rules` allows.
    """
    _limit(about)


def search_followed() -> None:
    """Note that a person was opened from the latest search of whoever acts."""
    latest = BlindSearch.objects.filter(user=current_user()).order_by("-at").values("pk")[:1]
    BlindSearch.objects.filter(pk__in=latest).update(followed=True)


def _ranked(kind: str, asked: list[tuple[str, bytes]]) -> list[Hit]:
    """Find the likeliest: weighed in the database, for a common name is that of thousands."""
    rows = BlindEntry.objects.filter(kind=kind, token__in=[token for _, token in asked])
    most = _most(asked)
    total: Any = Value(0)
    for form, weight in rules()["weights"][kind].items():
        agreed = Count("token", filter=Q(form=form))
        total += weight * (Least(agreed, Value(most[form])) if form in most else agreed)
    likeliest = rows.values("person").annotate(total=total).order_by("-total", "person")
    shown = list(likeliest.values_list("person", flat=True)[: rules()["limits"]["shown"]])
    found: dict[UUID, set[tuple[str, bytes]]] = defaultdict(set)
    for person, form, token in rows.filter(person__in=shown).values_list("person", "form", "token"):
        found[person].add((form, bytes(token)))
    return ranked(kind, asked, found)


def ranked(
    kind: str, asked: list[tuple[str, bytes]], agreed: Mapping[UUID, set[tuple[str, bytes]]]
) -> list[Hit]:
    """Rank the persons with whom forms agree of all those asked for, the likeliest first."""
    weigh = partial(_weight, weights=rules()["weights"][kind], most=_most(asked))
    best = weigh([form for form, _ in asked])
    hits = [
        Hit(
            person,
            weigh([form for form, _ in forms]) / best,
            tuple(sorted({form for form, _ in forms}, key=lambda form: (-weigh([form]), form))),
        )
        for person, forms in agreed.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.strength, hit.person.int))[: rules()["limits"]["shown"]]


def _most(asked: list[tuple[str, bytes]]) -> Mapping[str, int]:
    """Say how often a form counts at most; of others, each that agrees."""
    # A word has several sounds where its script leaves open how it is read; it counts once.
    return {"sound": max(1, sum(form == "word" for form, _ in asked)), "sounds": 1}


def _weight(forms: list[str], *, weights: Mapping[str, int], most: Mapping[str, int]) -> int:
    """Weigh forms that agree; of some no more than so many count."""
    return sum(weights[form] * min(n, most.get(form, n)) for form, n in Counter(forms).items())


def _limit(token: bytes) -> None:
    """Count a search of whoever acts: in the database, so that it holds in every process."""
    user, now = current_user(), timezone.now()
    if user is None:
        return  # The host's own work, such as an import.
    limits, fished = rules()["limits"], rules()["fishing"]
    own = BlindSearch.objects.filter(user=user)
    BlindSearch.objects.filter(at__lt=now - _KEPT).delete()
    if own.filter(at__gt=now - timedelta(seconds=limits["seconds"])).count() >= limits["searches"]:
        raise TooManySearches
    BlindSearch.objects.create(user=user, token=token, at=now)
    lately = own.filter(at__gt=now - timedelta(seconds=fished["seconds"]))
    followed = lately.filter(followed=True).order_by("-at").values_list("at", flat=True).first()
    idle = lately.filter(at__gt=followed) if followed else lately
    if idle.filter(told=True).exists():
        return
    if idle.values("token").distinct().count() >= fished["different"]:
        idle.update(told=True)
        fishing.send(sender="keys", user=user)
