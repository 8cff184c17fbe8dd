"""How often the API may be asked, by token and by network address; counted in the database."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from fanal.web.api.models import RateWindow
from fanal.web.api.problems import Problem
from fanal.web.keys.host import host_index

BY_TOKEN, BY_ADDRESS = 120, 240
"""Requests a minute."""
_WINDOW_S = 60
_KEPT_MINUTES = 10


def count(kind: str, who: str, most: int) -> None:
    """Count one request.

    Parameters
    ----------
    kind
        ``token`` or ``address``.
    who
        Which; only a keyed hash of it is stored.
    most
        Requests a minute.

    Raises
    ------
    Problem
        429, if it is one too many.
    """
    now = time.time()
    minute = int(now // _WINDOW_S)
    counted = _count(host_index(f"api-{kind}", who), minute)
    if counted == 1:
        RateWindow.objects.filter(minute__lt=minute - _KEPT_MINUTES).delete()
    if counted > most:
        wait = int((minute + 1) * _WINDOW_S - now) + 1
        raise Problem(429, f"Ask again in {wait} seconds.", headers={"Retry-After": str(wait)})


def address_of(request: HttpRequest) -> str:
    """Give the network address that a request came from; behind TLS, what the proxy in front wrote last."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return (forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR") or "")[:64]


def _count(who: str, minute: int) -> int:
    table = RateWindow._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'insert into "{table}" (who, minute, count) values (%s, %s, 1)'  # noqa: S608
            f' on conflict (who, minute) do update set count = "{table}".count + 1 returning count',
            [who, minute],
        )
        return int(cursor.fetchone()[0])
