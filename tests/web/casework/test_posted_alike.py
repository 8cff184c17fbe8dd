"""Search before create by the API: who may be here is not made again until somebody says who it is."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanal.presentation import Refusal
from fanal.web.access.levels import AccessLevel
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.audit_trail.sealing import open_details
from fanal.web.casework.models import Basis, Case, Comment, HiddenHit, Person
from fanal.web.casework.numbering import numbers_hold
from fanal.web.casework.services.erasure import forget_person
from fanal.web.casework.transfer import posted
from fanal.web.casework.transfer.persons import Somebody
from fanal.web.keys.blind_indexes.models import BlindSearch
from web.casework.asking import Asked, ask, ask_by, bare

if TYPE_CHECKING:
    from fanal.web.organisations.models import Membership

__all__ = ["ask", "ask_by"]

pytestmark = pytest.mark.django_db
AMINAH = {"prs_FirstName": "Aminah", "prs_SecondName": "Faruk", "prs_Gender": "Feminine", "con_Consent": True}
SANNE = {"prs_FirstName": "Sanne", "prs_SecondName": "Visser", "prs_MobilePhone": "+31 6 1111 2222"}
INGRID = {"prs_FirstName": "Ingrid", "prs_SecondName": "Sommer"}


def outcomes(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [one["outcome"] for one in response.json()["results"]]


def hide(working_as: Any, case: Case, level: str = AccessLevel.RESTRICTED) -> None:
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=level)


def stored(table: str) -> str:
    """Give all that stands in a table, as the database writes it."""
    with connection.cursor() as cursor:
        cursor.execute(f"select whole::text from {table} whole")
        return "\n".join(row for (row,) in cursor.fetchall())


def test_who_may_be_here_is_not_made_and_is_named_within_ones_rights(
    ask: Asked, case: Case, working_as: Any
) -> None:
    response = ask("/import", {"cases": [AMINAH, INGRID]})
    first, second = bare(response.json())
    assert first == {
        "outcome": "possible-duplicate",
        "candidates": [
            {"person": str(case.person_id), "place": None, "why": ["sounds-alike"], "cases": [case.number]}
        ],
    }
    assert second["outcome"] == "created"
    # No more than the page of an import: not even that, where it is of the person.
    assert not any(told in response.content.decode() for told in ("Farouk", "Amina", "320", "NG", "24"))
    again = ask("/import", {"cases": [AMINAH, INGRID]})
    assert again.content == response.content
    with working_as("data-manager"):
        assert Case.objects.count() == 2 and Person.objects.count() == 2


def test_it_is_that_person(ask: Asked, case: Case, working_as: Any) -> None:
    ask("/import", {"cases": [AMINAH]})
    said = {**AMINAH, "person": str(case.person_id)}
    assert outcomes(ask("/import", {"cases": [said]}, key="another-key")) == ["created"]
    assert outcomes(ask("/import", {"cases": [said]}, key="another-key")) == ["created"]
    with working_as("data-manager"):
        person = Person.objects.get()
        assert person.told["prs_FirstName"] == "Amina" and person.version == 1
        assert Case.objects.filter(person=person).count() == 2
        assert not Basis.objects.filter(person=person).exists()
        assert "First Name: Aminah" in Comment.objects.get().text


def test_it_is_somebody_new(ask: Asked, case: Case, working_as: Any) -> None:
    ask("/import", {"cases": [AMINAH]})
    new = {**AMINAH, "new_person": True}
    assert outcomes(ask("/import", {"cases": [new]}, key="another-key")) == ["created"]
    with working_as("data-manager"):
        assert sorted(one.told["prs_FirstName"] for one in Person.objects.all()) == ["Amina", "Aminah"]
        told = [open_details(one).values for one in AuditEntry.objects.filter(event="imports.compared")]
        assert sorted(one["said-new"] for one in told) == [0, 1]


def test_who_stands_twice_in_what_is_sent_is_made_once(ask: Asked, working_as: Any) -> None:
    response = ask("/import", {"cases": [SANNE, INGRID, {**SANNE, "prs_MobilePhone": ""}]})
    made, _, twice = bare(response.json())
    assert made["outcome"] == "created"
    with working_as("data-manager"):
        person = Case.objects.get(pk=made["id"]).person_id
        assert Person.objects.count() == 2
    [candidate] = twice["candidates"]
    assert candidate == {"person": str(person), "place": 0, "why": [], "cases": [made["number"]]}


def test_who_stands_twice_and_may_be_here_is_made_not_at_all(ask: Asked, case: Case, working_as: Any) -> None:
    first, second = bare(ask("/import", {"cases": [AMINAH, AMINAH]}).json())
    here = {"person": str(case.person_id), "place": None, "why": ["sounds-alike"], "cases": [case.number]}
    assert first["candidates"] == [here]
    assert second["candidates"] == [{"person": None, "place": 0, "why": [], "cases": []}, here]
    with working_as("data-manager"):
        assert Case.objects.count() == 1
    # Of two who are said to be one person who is here, nothing is asked any more.
    both = [{**AMINAH, "person": str(case.person_id)}, {**AMINAH, "person": str(case.person_id)}]
    assert outcomes(ask("/import", {"cases": both}, key="another-key")) == ["created", "created"]
    with working_as("data-manager"):
        assert Case.objects.filter(person=case.person_id).count() == 3


def test_a_new_case_is_compared_with_what_the_same_message_says_of_those_here(
    ask: Asked, case: Case, working_as: Any
) -> None:
    change = {"id": str(case.pk), "version": 1, **SANNE}
    new, updated = bare(ask("/import", {"cases": [SANNE, change]}).json())
    assert updated["outcome"] == "updated" and new["candidates"][0]["person"] == str(case.person_id)


@pytest.mark.parametrize("level", [AccessLevel.RESTRICTED, AccessLevel.CLOSED])
@pytest.mark.parametrize("more", [{}, {"new_person": True}])
def test_a_hit_beyond_ones_rights_says_nothing_and_goes_to_its_supervisor(
    ask: Asked,
    case: Case,
    working_as: Any,
    members: dict[str, Membership],
    level: str,
    more: dict[str, bool],
) -> None:
    hide(working_as, case, level)
    response = ask("/import", {"cases": [{**AMINAH, **more}]})
    unknown = ask("/import", {"cases": [{**INGRID, **more}]}, key="another-key")
    said = response.content.decode()
    for secret in (case.number, str(case.person_id), str(case.pk), "Farouk", "duplicate"):
        assert secret not in said
    assert [one.keys() for one in bare(response.json())] == [one.keys() for one in bare(unknown.json())]
    assert response.headers.keys() == unknown.headers.keys()
    with working_as("supervisor"):
        hit = HiddenHit.objects.get()
        assert (hit.case_id, hit.by, hit.to) == (case.pk, members["data-manager"], members["supervisor"])
        assert Case.objects.count() == 3


@pytest.mark.parametrize(
    "fault", [DataError("secret"), RuntimeError("secret"), Refusal("web.casework.api-no-id")]
)
def test_what_fails_once_it_was_searched_for_counts_all_the_same(
    ask: Asked, case: Case, working_as: Any, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    hide(working_as, case)

    def fail(*_: Any, **__: Any) -> Any:
        Person.objects.update(version=9)  # It had begun to write.
        raise fault

    monkeypatch.setattr(posted, "cases_write", fail)
    response = ask("/import", {"cases": [AMINAH, INGRID]})
    assert outcomes(response) == ["refused", "refused"]
    assert all(one["reason"] and one["id"] is None for one in response.json()["results"])
    assert "secret" not in response.content.decode()
    monkeypatch.undo()
    assert ask("/import", {"cases": [AMINAH, INGRID]}).content == response.content
    with working_as("data-manager"):
        assert BlindSearch.objects.count() == 1
        assert HiddenHit.objects.filter(case=case).exists()
        assert AuditEntry.objects.filter(event="imports.compared").count() == 1
        assert Case.objects.count() == 1 and Person.objects.get().version == 1
    assert outcomes(ask("/import", {"cases": [INGRID]}, key="another-key")) == ["created"]


def test_a_quantity_that_nobody_can_keep_is_said_and_not_kept(ask: Asked, working_as: Any) -> None:
    much = {**INGRID, "service": [{"srv_Kind": "shelter", "srv_GivenOn": "2024-01-01", "srv_Quantity": 1e7}]}
    response = ask("/import", {"cases": [much]})
    assert outcomes(response) == ["created"]
    assert "srv_Quantity" in {one["field"] for one in response.json()["findings"]}


def test_a_person_whom_one_may_not_see_is_as_one_who_is_not_there(
    ask: Asked, case: Case, working_as: Any
) -> None:
    hide(working_as, case)
    hidden = ask("/import", {"cases": [{**AMINAH, "person": str(case.person_id)}]})
    nobody = ask("/import", {"cases": [{**AMINAH, "person": str(uuid.uuid4())}]}, key="another-key")
    assert bare(hidden.json()) == [{"outcome": "not-found"}] and hidden.content == nobody.content
    with working_as("supervisor"):
        assert Case.objects.count() == 1 and Person.objects.count() == 1 and not Comment.objects.exists()


def test_a_person_who_was_erased_is_not_there(ask: Asked, case: Case, working_as: Any) -> None:
    with working_as("supervisor"):
        Case.objects.filter(pk=case.pk).update(status=Case.Status.CLOSED)
        forget_person(case.person_id, reason="mistake")
    said = ask("/import", {"cases": [{**AMINAH, "person": str(case.person_id)}, AMINAH]})
    assert outcomes(said) == ["not-found", "possible-duplicate"]
    assert said.json()["results"][1]["candidates"][0]["person"] is None


def test_an_answer_given_again_names_nobody_who_may_be_known_no_longer(
    ask: Asked, case: Case, working_as: Any
) -> None:
    body = {"cases": [AMINAH]}
    assert case.number in ask("/import", body).content.decode()
    hide(working_as, case)
    again = ask("/import", body)
    assert outcomes(again) == ["possible-duplicate"]
    assert case.number not in again.content.decode() and str(case.person_id) not in again.content.decode()


def test_a_token_that_may_only_bring_in_is_named_nobody(
    ask: Asked, ask_by: Callable[..., Asked], case: Case
) -> None:
    only = ask_by("data-manager", "cases.import")
    for response in (only("/import", {"cases": [AMINAH]}), only("/import", {"cases": [AMINAH]})):
        assert bare(response.json()) == [{"outcome": "possible-duplicate"}]
    # The same key, of the same person: what that token may read, this one may not.
    assert case.number in ask("/import", {"cases": [AMINAH]}).content.decode()


def test_what_was_sent_counts_as_one_search_and_given_again_as_none(
    ask: Asked, case: Case, working_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def searches() -> list[bytes]:
        with working_as("data-manager"):
            return [bytes(one) for one in BlindSearch.objects.values_list("token", flat=True)]

    ask("/import", {"cases": [AMINAH, SANNE, INGRID]})
    ask("/import", {"cases": [AMINAH, SANNE, INGRID]})
    assert len(searches()) == 1
    ask("/import", {"cases": [AMINAH, SANNE, INGRID]}, key="another-key")
    assert len(searches()) == 2 and len(set(searches())) == 1
    ask("/import", {"cases": [{"prs_Gender": "Feminine"}]}, key="a-third-key")
    ask("/import", {"cases": [{**AMINAH, "person": str(case.person_id)}]}, key="a-fourth-key")
    assert len(searches()) == 2
    monkeypatch.setitem(limits(), "searches", 2)
    refused = ask("/import", {"cases": [AMINAH]}, key="a-fifth-key")
    assert refused.status_code == 429 and refused["Retry-After"]
    assert case.number not in refused.content.decode()


def limits() -> dict[str, Any]:
    from fanal.web.keys.blind_indexes.searching import rules

    found: dict[str, Any] = rules()["limits"]
    return found


def test_whoever_fishes_by_the_api_is_told_of(ask: Asked, working_as: Any) -> None:
    for number in range(21):
        ask(
            "/import",
            {"cases": [{**INGRID, "prs_SecondName": f"Nobody{number}"}]},
            key=f"fishing-{number:02}",
        )
    with working_as("auditor"):
        assert AuditEntry.objects.filter(event="keys.fishing").exists()


def test_nothing_of_who_is_like_whom_lies_in_the_clear(ask: Asked, case: Case, working_as: Any) -> None:
    body = {"cases": [AMINAH, SANNE]}
    assert str(case.person_id) in ask("/import", body).content.decode()
    with working_as("data-manager"):
        imports, searches = stored("casework_import"), stored(BlindSearch._meta.db_table)
    for secret in (str(case.person_id), case.number, "duplicate", "sounds-alike", "Aminah", "Visser"):
        assert secret not in imports
    # Who guesses what was sent cannot try it: neither hash can be computed without a key.
    guessed = posted._hashed(posted.json.dumps([body["cases"], [], []], sort_keys=True))
    assert guessed not in imports
    marks = "".join(
        Somebody(
            str(place),
            place,
            {
                "name": [f"{one['prs_FirstName']} {one['prs_SecondName']}"],
                "telephone": [one["prs_MobilePhone"]] if "prs_MobilePhone" in one else [],
                "identity-number": [],
            },
        ).mark
        for place, one in enumerate([AMINAH, SANNE])
    )
    assert hashlib.sha256(marks.encode()).hexdigest()[:32] not in searches


@pytest.mark.parametrize(
    "said",
    [
        {"person": "somebody"},
        {"person": 7},
        {"new_person": "yes"},
        {"new_person": True, "person": str(uuid.uuid4())},
        {"id": str(uuid.uuid4()), "person": str(uuid.uuid4())},
        {"id": str(uuid.uuid4()), "new_person": True},
    ],
)
def test_what_says_two_things_is_refused(ask: Asked, working_as: Any, said: dict[str, Any]) -> None:
    assert ask("/import", {"cases": [INGRID, {**AMINAH, **said}]}).status_code == 422
    with working_as("data-manager"):
        assert not Case.objects.exists() and not BlindSearch.objects.exists()


def test_the_number_of_queries_does_not_grow_with_those_who_may_be_here(ask: Asked, case: Case) -> None:
    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as found:
            said = ask("/import", {"cases": [AMINAH] * count}, key=f"so-many-{count}")
        assert outcomes(said) == ["possible-duplicate"] * count
        return len(found)

    queries(1)
    assert queries(60) <= queries(3)


@pytest.mark.django_db(transaction=True)
def test_two_messages_at_once_double_nobody(
    ask: Asked, working_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, looked = Barrier(2), posted.who_is_who

    def look_and_wait(*args: Any, **kwargs: Any) -> Any:
        found = looked(*args, **kwargs)
        # Who can look before the other has written has them both here.
        with suppress(BrokenBarrierError):
            both.wait(timeout=2)
        return found

    monkeypatch.setattr(posted, "who_is_who", look_and_wait)

    def send(key: str) -> str:
        try:
            [outcome] = outcomes(ask("/import", {"cases": [SANNE]}, key=key))
            return outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(send, ["the-first-key", "the-second-key"]))
    assert sorted(found) == ["created", "possible-duplicate"]
    with working_as("data-manager"):
        assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_holds_no_row_while_it_waits_for_numbers(ask: Asked, case: Case, working_as: Any) -> None:
    change = {"id": str(case.pk), "version": 1, "prs_FirstName": "Amina", "prs_SecondName": "Farouk"}

    def send() -> list[str]:
        try:
            return outcomes(ask("/import", {"cases": [change, INGRID]}))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with working_as("caseworker"):
            numbers_hold()  # As whoever opens another case of the same person does first.
            sending = pool.submit(send)
            with connection.cursor() as cursor:
                for _ in range(400):
                    cursor.execute(
                        "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                    )
                    if cursor.fetchone() == (1,):
                        break
                    time.sleep(0.05)
            assert not sending.done()
            assert Person.objects.select_for_update(nowait=True).get(pk=case.person_id)
        assert sending.result(30) == ["updated", "created"]


SENT = st.lists(
    st.builds(
        lambda one, new: {**one, **({"new_person": True} if new else {})},
        st.sampled_from([AMINAH, SANNE, INGRID]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(sent=SENT)
def test_nobody_comes_twice_unless_it_is_said(
    ask: Asked, case: Case, working_as: Any, sent: list[dict[str, Any]]
) -> None:
    """Whatever is sent: who is not said to be new is made only if nobody alike is here or stands before."""
    with transaction.atomic():
        response = ask("/import", {"cases": sent})
        seen = {"Aminah"}  # Amina is here.
        expected = []
        for one in sent:
            known = one["prs_FirstName"] in seen and "new_person" not in one
            expected.append("possible-duplicate" if known else "created")
            seen.add(one["prs_FirstName"])
        assert outcomes(response) == expected
        with working_as("data-manager"):
            assert Person.objects.count() == 1 + expected.count("created")
        transaction.set_rollback(True)
