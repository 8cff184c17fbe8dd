"""The calendar, and what waits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fanal.web.casework.selectors.calendar import span_of

pytestmark = pytest.mark.django_db


def appoint(client: Any, case: Any, member: Any, on: date, what: str, time: str = "09:00") -> Any:
    typed = {"day": on.isoformat(), "time": time, "minutes": "60", "what": what, "by": str(member.pk)}
    return client.post(f"/o/harbour/cases/{case.pk}/appointments/new/", typed)


def test_spans_begin_on_monday_and_on_the_first() -> None:
    day = date(2026, 3, 4)
    assert span_of("day", day) == (day, date(2026, 3, 5))
    assert span_of("week", day) == (date(2026, 3, 2), date(2026, 3, 9))
    assert span_of("month", day) == (date(2026, 3, 1), date(2026, 4, 1))
    assert span_of("month", date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


def test_day_week_and_month_show_what_is_in_them(case: Any, client_of: Any, members: Any) -> None:
    client, me = client_of("caseworker"), members["caseworker"]
    for on, what in ((4, "On Wednesday"), (6, "On Friday"), (30, "At the end"), (31, "At the very end")):
        assert appoint(client, case, me, date(2026, 3, on), what).status_code == 302
    page = "/o/harbour/calendar/?day=2026-03-04&as="
    a_day = client.get(f"{page}day").content.decode()
    assert "On Wednesday" in a_day and "On Friday" not in a_day
    a_week = client.get(f"{page}week").content.decode()
    assert "On Wednesday" in a_week and "On Friday" in a_week and "At the end" not in a_week
    # A month shows times and numbers only.
    assert client.get(f"{page}month").content.decode().count(f"Case {case.number}") == 4


def test_it_shows_own_or_all_and_nothing_of_closed_cases(
    case: Any, client_of: Any, members: Any, working_as: Any
) -> None:
    from fanal.web.access.levels import AccessLevel
    from fanal.web.casework.models import Case

    client = client_of("caseworker")
    appoint(client, case, members["caseworker"], date.today(), "With the lawyer")
    other = client_of("supervisor")
    assert "With the lawyer" not in other.get("/o/harbour/calendar/").content.decode()
    assert "With the lawyer" in other.get("/o/harbour/calendar/?whose=all").content.decode()
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.CLOSED)
    hidden = other.get("/o/harbour/calendar/?whose=all").content.decode()
    assert "With the lawyer" not in hidden
    assert case.number not in hidden
    assert "With the lawyer" in client.get("/o/harbour/calendar/").content.decode()


def test_a_cancelled_appointment_leaves_the_calendar_and_stays_in_the_record(
    case: Any, client_of: Any, members: Any, working_as: Any
) -> None:
    from fanal.web.casework.models import Appointment

    client = client_of("caseworker")
    appoint(client, case, members["caseworker"], date.today(), "With the lawyer")
    with working_as("caseworker"):
        pk = Appointment.objects.get().pk
    path = f"/o/harbour/cases/{case.pk}/appointments/{pk}/cancel/"
    client.post(path, {"seen": "1", "cancelled": "yes"})
    assert "With the lawyer" not in client.get("/o/harbour/calendar/").content.decode()
    record = client.get(f"/o/harbour/cases/{case.pk}/plan/").content.decode()
    assert "With the lawyer" in record and "Cancelled" in record
    client.post(path, {"seen": "2", "cancelled": "no"})
    assert "With the lawyer" in client.get("/o/harbour/calendar/").content.decode()


def test_whatever_stands_in_the_address_there_is_a_page(client_of: Any) -> None:
    client = client_of("caseworker")
    for query in ("day=x", "day=0001-01-01", "day=9999-12-31", "as=year", "day=2026-02-30&as=month"):
        assert client.get(f"/o/harbour/calendar/?{query}").status_code == 200
        assert client.get(f"/o/harbour/beds/?{query}").status_code == 200
