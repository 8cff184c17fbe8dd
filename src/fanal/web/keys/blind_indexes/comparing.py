"""Many persons looked for at once in a blind index: those of a file, before any of them is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from fanal.web.keys.blind_indexes.entries import tokens_of_many
from fanal.web.keys.blind_indexes.models import BlindEntry
from fanal.web.keys.blind_indexes.searching import Hit, ranked
from fanal.web.keys.signals import searched

AT_ONCE = 500
_TELLS_LITTLE = ("word", "sound")
"""Half of a country shares such a form: alone it makes nobody likely."""
_FOUND = f"""
    with asked as (
        select * from unnest(%s::int[], %s::text[], %s::bytea[]) as asked(place, form, token)
    ), agreed as (
        select asked.place, entry.person, entry.form, entry.token
        from asked join {BlindEntry._meta.db_table} entry
          on entry.token = asked.token and entry.form = asked.form
        where entry.kind = %s
    )
    select place, person, form, token from agreed
    where (place, person) in (select place, person from agreed where form <> all(%s))
"""  # noqa: S608 - the name of a table


def search_many(kind: str, texts: Sequence[str]) -> list[list[Hit]]:
    """Find persons for each of many values, as `search` does for one; only those who are found surely enough.

    It is counted by whoever calls, as one search: `searching.search_count`.

    Parameters
    ----------
    kind, texts
        As for `search`.

    Raises
    ------
    KeyUnavailable
        If the organisation's keys are not open.
    """
    some = [texts[begin : begin + AT_ONCE] for begin in range(0, len(texts), AT_ONCE)]
    found = [one for part in some for one in _some(kind, part)]
    searched.send(sender="keys", kind=kind, hits=sum(map(len, found)))
    return found


def _some(kind: str, texts: Sequence[str]) -> list[list[Hit]]:
    asked = tokens_of_many(kind, texts)
    rows = [(place, form, token) for place, forms in enumerate(asked) for form, token in forms]
    if not rows:
        return [[] for _ in texts]
    agreed: dict[int, dict[UUID, set[tuple[str, bytes]]]] = defaultdict(lambda: defaultdict(set))
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [*map(list, zip(*rows, strict=True)), kind, list(_TELLS_LITTLE)])
        for place, person, form, token in cursor.fetchall():
            agreed[place][person].add((form, bytes(token)))
    return [ranked(kind, forms, agreed.get(place, {})) for place, forms in enumerate(asked)]
