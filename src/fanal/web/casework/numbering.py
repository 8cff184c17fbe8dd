"""Numbers of cases: ``26-0173``, the year and what comes next in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from django.db import connection
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from fanal.web.casework.models import Case
from fanal.web.organisations.tenancy import current_organisation


def numbers_hold() -> None:
    """Let all others who open cases wait; before any row is held, where rows are held as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext(%s))", [f"case-number/{current_organisation()}"]
        )


def next_numbers(year: int) -> Iterator[str]:
    """Give the next numbers of a year. Two who open cases at once wait for each other."""
    numbers_hold()
    begins = f"{year % 100:02}-"
    numbered = Case.objects.filter(number__startswith=begins, number__regex=rf"^{begins}[0-9]{{1,9}}$")
    place = Cast(Substr("number", len(begins) + 1), IntegerField())
    last = numbered.aggregate(last=Max(place))["last"] or 0
    return (f"{begins}{place:04}" for place in count(last + 1))
