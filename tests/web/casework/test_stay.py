"""Beds: who sleeps where; no bed twice at once, also for two who give it in the same moment."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

TODAY = date.today()


def day(n: int) -> str:
    return (TODAY + timedelta(n)).isoformat()


def bed(working_as: Any, name: str = "B1") -> Any:
    from fanal.web.casework.services.stay import bed_add

    with working_as("caseworker") as actor:
        return bed_add(actor=actor, name=name, room="Blue", out_of_use=False)


def give(client: Any, case: Any, made: Any, begins: int, ends: int | None) -> Any:
    typed = {"bed": str(made.pk), "begins_on": day(begins), "ends_on": "" if ends is None else day(ends)}
    return client.post(f"/o/harbour/cases/{case.pk}/stays/new/", typed)


@pytest.mark.django_db
def test_a_bed_is_given_once_a_night(case: Any, client_of: Any, working_as: Any) -> None:
    client, made = client_of("caseworker"), bed(working_as)
    assert give(client, case, made, 0, 3).status_code == 302
    for begins, ends in ((0, 3), (2, 5), (-2, 1), (1, 2), (-1, None), (2, None)):
        answer = give(client, case, made, begins, ends)
        assert answer.status_code == 400, (begins, ends)
        assert "Somebody sleeps in this bed" in answer.content.decode()
    # On the night of leaving, and on those before, it is free.
    assert give(client, case, made, 3, None).status_code == 302
    assert give(client, case, made, -3, 0).status_code == 302
    assert give(client, case, made, 900, 901).status_code == 400
    assert give(client, case, made, 5, 5).status_code == 400


@pytest.mark.django_db
def test_a_stay_ends_and_a_mistake_frees_the_bed(case: Any, client_of: Any, working_as: Any) -> None:
    from fanal.web.casework.models import Stay

    client, made = client_of("caseworker"), bed(working_as)
    give(client, case, made, 0, None)
    with working_as("caseworker"):
        stay = Stay.objects.get()
    base = f"/o/harbour/cases/{case.pk}/stays/{stay.pk}/"
    typed = {"bed": str(made.pk), "begins_on": day(0), "ends_on": day(2), "seen": "1"}
    assert client.post(f"{base}change/", typed).status_code == 302
    assert give(client, case, made, 1, 2).status_code == 400
    assert client.post(f"{base}mistake/", {"seen": "2", "mistaken": "yes"}).status_code == 302
    assert give(client, case, made, 1, 2).status_code == 302
    # It is taken now: what was marked cannot come back.
    answer = client.post(f"{base}mistake/", {"seen": "3", "mistaken": "no"})
    assert answer.status_code == 400
    assert "Somebody sleeps in this bed" in answer.content.decode()


@pytest.mark.django_db
def test_the_page_counts_free_beds_and_hides_who_may_not_be_known(
    case: Any, client_of: Any, working_as: Any
) -> None:
    from fanal.web.access.levels import AccessLevel
    from fanal.web.casework.models import Bed, Case

    client, made = client_of("caseworker"), bed(working_as)
    bed(working_as, "B2")
    out = bed(working_as, "B3")
    with working_as("caseworker"):
        Bed.objects.filter(pk=out.pk).update(out_of_use=True)
    give(client, case, made, 0, 2)
    said = client.get("/o/harbour/beds/").content.decode()
    assert said.count(f"Case {case.number}") == 2
    free = said.partition("Free beds")[2].partition("</tr>")[0]
    assert [part.partition("<")[0] for part in free.split("<strong>")[1:]] == list("1122222")
    assert give(client, case, out, 4, 5).status_code == 400
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.CLOSED)
    other = client_of("supervisor").get("/o/harbour/beds/").content.decode()
    assert case.number not in other
    assert str(case.pk) not in other
    assert other.count("Taken") == 2


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_beds(case: Any, client_of: Any, working_as: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = client_of("caseworker"), []
    for round_ in range(2):
        for n in range(4):
            give(client, case, bed(working_as, f"R{round_}{n}"), 0, 3)
        client.get("/o/harbour/beds/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/o/harbour/beds/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 40


@pytest.mark.django_db
def test_two_who_rename_a_bed_see_each_other(client_of: Any, working_as: Any) -> None:
    made = bed(working_as)
    path = f"/o/harbour/beds/{made.pk}/change/"
    client = client_of("caseworker")
    assert client.post(path, {"name": "B7", "room": "", "seen": "1"}).status_code == 302
    answer = client.post(path, {"name": "B8", "room": "", "seen": "1"})
    assert answer.status_code == 409
    assert "B7" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_do_not_get_the_same_bed(case: Any, working_as: Any) -> None:
    from django.db import connection

    from fanal.web.casework.models import Stay
    from fanal.web.casework.services.entry import Unsuitable
    from fanal.web.casework.services.stay import stay_add

    made, together, came = bed(working_as), Barrier(4), []

    def one() -> None:
        try:
            with working_as("caseworker") as actor:
                together.wait(timeout=20)
                stay_add(Stay, case=case, actor=actor, bed=made, begins_on=TODAY, ends_on=None)
            came.append("given")
        except Unsuitable as why:
            came.append(why.key)
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(came) == ["given", *["web.casework.bed-taken"] * 3]
    with working_as("caseworker"):
        assert Stay.objects.count() == 1
