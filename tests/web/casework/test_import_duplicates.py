"""Who in a file may be here already, or in it twice: shown, decided on, left out, told of silently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from fanal.fictional.generation import generate
from fanal.web.access.levels import AccessLevel
from fanal.web.casework.models import Basis, Case, Comment, Context, HiddenHit, Import, Imported, Person
from fanal.web.casework.services import duplicates
from fanal.web.casework.services.bringing_in import import_steps
from fanal.web.casework.services.imports import import_begin
from fanal.web.casework.transfer.persons import alike_within, persons_in
from fanal.web.keys.blind_indexes.models import BlindSearch
from fanal.web.keys.models import Erasure, PersonKey, SealedFile
from web.casework.imported import LIST, asked_of, choice_of, import_of, look
from web.jobs.test_queue import work

if TYPE_CHECKING:
    from django.test import Client

    from fanal.web.organisations.models import Membership

ROWS = """case,First name,Second name,Gender,Mobile phone,Consent,Shoe size
H-1,Aminah,Faruk,Feminine,,yes,38
H-2,Sanne,Visser,Feminine,+31 6 1111 2222,yes,
H-3,Ingrid,Sommer,Feminine,,no,40
H-4,Sanne,Visser,Feminine,,,41
"""
pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[str], "Client"]


@pytest.fixture(autouse=True)
def _queue() -> Iterator[None]:
    from fanal.web.jobs.queue import MANAGER

    yield
    MANAGER.connector.execute_query(
        query="truncate procrastinate_jobs, procrastinate_events, procrastinate_workers cascade"
    )


def begin(client: Client, address: str) -> None:
    assert client.post(f"{address}begin/", {}).status_code == 302
    work()


def decide(client: Client, address: str, said: dict[str, str]) -> None:
    """Decide, by the words of a row and of a choice."""
    asked = asked_of(client, address)
    sent = {}
    for row, words in said.items():
        [field] = [field for label, field in asked.items() if row in label]
        sent[field.name] = choice_of(field, words)
    assert client.post(f"{address}decide/", sent).status_code == 302


def names(model: Any = Person) -> list[str]:
    return sorted(f"{one.told['prs_FirstName']}" for one in model.objects.all() if one.told)


def test_who_may_be_here_or_stands_there_twice_is_asked_for_row_by_row(
    case: Case, client_of: ClientOf
) -> None:
    client = client_of("data-manager")
    asked = asked_of(client, look(client, ROWS))
    assert [label.partition(":")[0] for label in asked] == ["Row 2", "Row 5"]
    first, second = asked.values()
    words = [text for _, text in first.field.choices]
    assert "Amina Farouk: 24 years" in words[0] and case.number in words[0]
    assert words[1:] == ["Another person", "Decide later: leave this case out"]
    assert "row 3: Sanne Visser" in second.field.choices[0][1]
    assert first.initial == second.initial == duplicates.LATER


def test_until_it_is_said_the_case_waits_and_nothing_of_it_is_lost(
    case: Case, client_of: ClientOf, working_as: Any
) -> None:
    client = client_of("data-manager")
    address = look(client, ROWS)
    assert "2 cases are left out" in client.get(address).content.decode()
    begin(client, address)
    said = client.get(address)
    assert "2 cases came in." in said.content.decode() and "2 cases were left out" in said.content.decode()
    with working_as("data-manager"):
        assert names() == ["Amina", "Ingrid", "Sanne"]
        rest = import_of(address).settings["rest"]
        assert SealedFile.objects.count() == 1  # of those who wait alone
    second = f"{LIST}{rest}/"
    decide(client, second, {"Aminah": "Amina Farouk", "Sanne": "Sanne Visser"})
    begin(client, second)
    with working_as("data-manager"):
        assert names() == ["Amina", "Ingrid", "Sanne"] and Case.objects.count() == 5
        assert Case.objects.filter(person=case.person_id).count() == 2
        assert not SealedFile.objects.exists()
        # What was not understood came with it.
        assert any("Shoe size: 38" in one.text for one in Comment.objects.filter(person=case.person_id))


def test_of_whom_is_here_nothing_is_changed_and_undo_leaves_them(
    case: Case, client_of: ClientOf, working_as: Any
) -> None:
    client = client_of("supervisor")
    address = look(client, ROWS)
    with working_as("supervisor"):
        before = Person.objects.get(pk=case.person_id)
        told, version = dict(before.told), before.version
    decide(client, address, {"Aminah": "Amina Farouk", "Sanne": "row 3"})
    begin(client, address)
    with working_as("supervisor"):
        person = Person.objects.get(pk=case.person_id)
        assert (person.told, person.version) == (told, version)
        assert not Basis.objects.filter(person=person).exists()
        comment = Comment.objects.get(person=person).text
        assert "First Name: Aminah" in comment and "Consent" in comment
        [sanne] = [one for one in Person.objects.all() if one.told.get("prs_FirstName") == "Sanne"]
        assert Case.objects.filter(person=sanne).count() == 2
        assert Imported.objects.filter(known=True).count() == 1
    client.post(f"{address}undo/")
    work()
    with working_as("supervisor"):
        assert [one.pk for one in Case.objects.all()] == [case.pk]
        assert import_of(address).state == Import.State.UNDONE
        assert not PersonKey.objects.get(pk=case.person_id).destroyed_at
        assert Person.objects.get(pk=case.person_id).told == told
        assert PersonKey.objects.get(pk=sanne.pk).destroyed_at
        assert Erasure.objects.filter(person=sanne.pk).count() == 1
        assert Context.objects.filter(person=case.person_id).count() == 1


def test_another_person_comes_in_as_one(case: Case, client_of: ClientOf, working_as: Any) -> None:
    client = client_of("data-manager")
    address = look(client, ROWS)
    client.post(f"{address}decide/", {"rest": "another"})
    begin(client, address)
    with working_as("data-manager"):
        assert names() == ["Amina", "Aminah", "Ingrid", "Sanne", "Sanne"]


def test_a_hit_beyond_ones_rights_says_nothing_and_goes_to_its_supervisor_once(
    case: Case, client_of: ClientOf, working_as: Any, members: dict[str, Membership]
) -> None:
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.RESTRICTED)
    client = client_of("data-manager")
    address = look(client, ROWS)
    assert [label.partition(":")[0] for label in asked_of(client, address)] == ["Row 5"]
    client.post(f"{address}mend/", {})
    said = client.get(address).content.decode()
    assert case.number not in said and "Farouk" not in said and str(case.person_id) not in said
    begin(client, address)
    with working_as("supervisor"):
        hit = HiddenHit.objects.get()
        assert (hit.case_id, hit.by, hit.to) == (case.pk, members["data-manager"], members["supervisor"])
        # She came in as somebody new: that one is left out would have told.
        assert names().count("Aminah") == 1


def test_a_choice_that_was_not_offered_is_not_taken(case: Case, client_of: ClientOf, working_as: Any) -> None:
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.RESTRICTED)
    client = client_of("data-manager")
    address = look(client, ROWS)
    with working_as("data-manager") as actor:
        row = import_of(address)
        [mark] = row.fixes["alike"]
        for said in (f"person:{case.person_id}", "row:nobody", "nonsense"):
            assert duplicates.decide(row, by=actor, decided={mark: said}).fixes["decided"] == {}


def test_two_who_bring_in_the_same_file_at_once_double_nobody(
    client_of: ClientOf, working_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanal.web.casework.services.bringing_in.STEP", 2)
    rows = ROWS.rpartition("H-4")[0]
    first = look(client_of("data-manager"), rows)
    second = look(client_of("supervisor"), rows)
    with working_as("data-manager") as actor:
        one = import_begin(import_of(first), by=actor, purposes=[])
        steps = import_steps(one.pk)
        assert next(steps) == (2, 3)
    with working_as("supervisor") as actor:
        two = import_begin(import_of(second), by=actor, purposes=[])
        others = import_steps(two.pk)
        assert next(others) == (2, 3)
    with working_as("supervisor"):
        assert list(others) == [(3, 3)]
    with working_as("data-manager"):
        assert list(steps) == [(3, 3)]
        assert names() == ["Aminah", "Ingrid", "Sanne"]
        waiting = {pk: Import.objects.get(pk=pk).settings.get("waiting", 0) for pk in (one.pk, two.pk)}
        assert waiting == {one.pk: 1, two.pk: 2}


def test_the_same_file_again_brings_in_nobody_twice(client_of: ClientOf, working_as: Any) -> None:
    client = client_of("data-manager")
    rows = ROWS.rpartition("H-4")[0]
    begin(client, look(client, rows))
    again = look(client, rows)
    assert len(asked_of(client, again)) == 3
    begin(client, again)
    assert "0 cases came in." in client.get(again).content.decode()
    with working_as("data-manager"):
        assert Case.objects.count() == 3
        rest = import_of(again).settings["rest"]
    client.post(f"{LIST}{rest}/decide/", {"rest": "another"})
    begin(client, f"{LIST}{rest}/")
    with working_as("data-manager"):
        assert Case.objects.count() == 6


def test_a_large_file_is_compared_as_it_comes_in(
    case: Case, client_of: ClientOf, working_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "ONE_LOOK", 3)
    client = client_of("data-manager")
    address = look(client, ROWS)
    assert "compared as they come in" in client.get(address).content.decode()
    begin(client, address)
    with working_as("data-manager"):
        assert import_of(address).settings["waiting"] == 2
        rest = import_of(address).settings["rest"]
    assert len(asked_of(client, f"{LIST}{rest}/")) == 2


def test_a_file_counts_as_one_search_and_the_same_again_as_none_else(
    client_of: ClientOf, working_as: Any
) -> None:
    client = client_of("data-manager")
    address = look(client, ROWS)
    client.post(f"{address}mend/", {})
    with working_as("data-manager"):
        searches = [bytes(one) for one in BlindSearch.objects.values_list("token", flat=True)]
    assert len(searches) == 2 and len(set(searches)) == 1


def test_the_number_of_queries_does_not_grow_with_those_asked_for(
    case: Case, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of("data-manager")
    rows = "".join(f"N-{n},Aminah,Faruk,Feminine,,,\n" for n in range(60))
    address = look(client, ROWS + rows)
    client.get(address)
    with django_assert_max_num_queries(40):
        page = client.get(f"{address}?who=2")
    assert len(page.context["decide"].fields) == 20 and page.context["alike"].paginator.count == 62


def test_one_name_alone_makes_nobody_the_same() -> None:
    records = generate(400, 11).records
    alike = alike_within(persons_in(records))
    # Those who share a whole name by chance are asked for; that they are few is what makes asking bearable.
    assert len(alike) < 40
