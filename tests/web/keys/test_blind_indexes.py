"""Blind indexes: found in every way it is written, by the own organisation only, and not too often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fanal.web.keys.blind_indexes.entries import entries_delete, entries_put, tokens
from fanal.web.keys.blind_indexes.forms import FORMS
from fanal.web.keys.blind_indexes.models import BlindEntry, BlindSearch
from fanal.web.keys.blind_indexes.searching import rules, search, search_followed
from fanal.web.keys.errors import KeyDestroyed, KeysLocked, NoKeys, TooManySearches
from fanal.web.keys.hierarchy import remembered
from fanal.web.keys.keyring import keyring
from fanal.web.keys.models import PersonKey
from fanal.web.keys.signals import fishing, searched
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import acting, tenant
from web.keys.founding import somebody

pytestmark = pytest.mark.django_db


def person(kind: str, *values: str) -> UUID:
    made = somebody()
    entries_put(made, kind, values)
    return made


@pytest.mark.parametrize(
    ("kind", "known", "asked", "by"),
    [
        ("name", "Amara Okafor", "amara  OKAFOR", "exact"),
        ("name", "Amara Okafor", "Okafor, Amara", "latin"),
        ("name", "Светлана Иванова", "Svetlana Ivanova", "latin"),
        ("name", "Zoë Müller", "Zoe Muller", "latin"),
        ("name", "Amara Chidinma Okafor", "Okafor", "word"),
        ("name", "Mohammed Yusuf", "Muhamad Youssef", "sounds"),
        ("name", "Mohammed", "محمد", "sound"),
        ("telephone", "+33 6 12 34 56 78", "0033612345678", "full"),
        ("telephone", "+33 6 12 34 56 78", "06 12 34 56 78", "tail"),
        ("telephone", "٠٦١٢٣٤٥٦٧٨", "06 12 34 56 78", "full"),
        ("identity-number", "ab 123-456", "AB123456", "exact"),
        ("identity-number", "AO123456", "A0123456", "alike"),
    ],
)
def test_it_is_found_however_it_is_written(
    harbour: Organisation, kind: str, known: str, asked: str, by: str
) -> None:
    with tenant(harbour.pk):
        meant, _ = person(kind, known), person(kind, "Wholly Different 99")
        (hit,) = search(kind, asked)
        assert hit.person == meant and hit.forms[0] == by and 0 < hit.strength <= 1


def test_the_likeliest_comes_first(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        exact, alike, word = (
            person("name", known) for known in ("Amara Okafor", "Amarah Okaffor", "Amara Bello")
        )
        hits = search("name", "Amara Okafor")
        assert [hit.person for hit in hits] == [exact, word, alike] or [hit.person for hit in hits] == [
            exact,
            alike,
            word,
        ]
        assert hits[0].strength == 1 and hits[0].strength > hits[1].strength >= hits[2].strength


def test_of_more_than_are_shown_the_likeliest_are(harbour: Organisation) -> None:
    shown = rules()["limits"]["shown"]
    with tenant(harbour.pk):
        half = [person("name", f"Amara Nobody{number}") for number in range(shown + 20)]
        near = [person("name", f"Amara Oka{'f' * number}or") for number in (2, 3)]
        exact = person("name", "Amara Okafor")
        hits = search("name", "Amara Okafor")
    assert len(hits) == shown
    assert hits[0].person == exact and {hit.person for hit in hits[1:3]} == set(near)
    assert [hit.person for hit in hits[3:]] == sorted(half)[: shown - 3]
    strengths = [hit.strength for hit in hits]
    assert strengths == sorted(strengths, reverse=True) and strengths[3] == strengths[-1] < strengths[2]


def test_other_organisations_neither_find_nor_share_tokens(
    harbour: Organisation, shelter: Organisation
) -> None:
    found = []
    for organisation in (harbour, shelter):
        with tenant(organisation.pk):
            found.append({token for _, token in tokens("name", "Amara Okafor")})
    assert not found[0] & found[1]
    with tenant(harbour.pk):
        person("name", "Amara Okafor")
    with tenant(shelter.pk):
        assert search("name", "Amara Okafor") == []


def test_kinds_and_forms_share_no_tokens(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        made = [token for kind in FORMS for _, token in tokens(kind, "12345678")]
        assert len(made) == len(set(made))


def test_what_is_put_replaces_and_what_is_deleted_is_gone(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        one = person("name", "Amara Okafor")
        entries_put(one, "telephone", ["+33612345678"])
        entries_put(one, "name", ["Ngozi Bello"])
        assert search("name", "Amara") == [] and [hit.person for hit in search("name", "Bello")] == [one]
        entries_delete(one, "name")
        assert search("name", "Bello") == [] and len(search("telephone", "+33612345678")) == 1
        entries_delete(one)
        assert not BlindEntry.objects.exists()


def test_it_holds_no_form_of_what_it_finds(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person("name", "Amara Okafor")
        with connection.cursor() as cursor:
            cursor.execute("select e::text from keys_blindentry e")
            lies = str(cursor.fetchall()).lower()
    for said in ("amara", "okafor", b"amara".hex(), b"okafor".hex()):
        assert said not in lies


def test_without_keys_nothing_is_found_or_put(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        with pytest.raises(NoKeys), transaction.atomic():
            entries_put(uuid4(), "name", ["Amara"])
        one = person("name", "Amara Okafor")
        keyring().forget(harbour.pk)
        for ask in (lambda: search("name", "Amara"), lambda: entries_put(one, "name", ["Amara"])):
            with pytest.raises(KeysLocked), transaction.atomic():
                ask()


@given(st.sampled_from(sorted(FORMS)), st.text(max_size=40))
def test_any_text_has_forms(kind: str, text: str) -> None:
    assert all(form and said for form, said in FORMS[kind](text))


class Heard(list[Any]):
    """What a signal said."""

    def __call__(self, **said: Any) -> None:
        self.append(said)


def test_searches_are_told_of_without_what_was_searched_for(harbour: Organisation) -> None:
    heard = Heard()
    searched.connect(heard)
    with tenant(harbour.pk):
        person("name", "Amara Okafor")
        search("name", "Amara Okafor")
    searched.disconnect(heard)
    ((said),) = heard
    assert (said["kind"], said["hits"]) == ("name", 1) and "Amara" not in str(said)


def test_nobody_searches_faster_than_anybody_needs(harbour: Organisation) -> None:
    most, user = rules()["limits"]["searches"], uuid4()
    with tenant(harbour.pk), acting(user):
        for _ in range(most):
            search("name", "Amara Okafor")
        with pytest.raises(TooManySearches), transaction.atomic():
            search("name", "Amara Okafor")
        with acting(uuid4()):
            search("name", "Amara Okafor")
        BlindSearch.objects.filter(user=user).update(at=timezone.now() - timedelta(minutes=11))
        search("name", "Amara Okafor")
        BlindSearch.objects.filter(user=user).update(at=timezone.now() - timedelta(days=2))
        search("name", "Amara Okafor")
        assert BlindSearch.objects.filter(user=user).count() == 1


def test_fishing_is_told_once(harbour: Organisation) -> None:
    different, user, heard = rules()["fishing"]["different"], uuid4(), Heard()
    fishing.connect(heard)
    with tenant(harbour.pk), acting(user):
        for _ in range(different + 3):
            search("name", "Amara Okafor")
        assert heard == []  # The same name many times is no fishing.
        for number in range(different + 3):
            search("name", f"Name {number}")
        assert [said["user"] for said in heard] == [user]
    fishing.disconnect(heard)


def test_who_opens_what_was_found_does_not_fish(harbour: Organisation) -> None:
    heard = Heard()
    fishing.connect(heard)
    with tenant(harbour.pk), acting(uuid4()):
        for number in range(rules()["fishing"]["different"] * 2):
            search("name", f"Name {number}")
            if number % 5 == 0:
                search_followed()
    fishing.disconnect(heard)
    assert heard == []


def test_who_was_erased_in_the_same_request_is_not_put_again(harbour: Organisation) -> None:
    with tenant(harbour.pk), remembered():
        one = person("name", "Amara Okafor")
        PersonKey.objects.filter(pk=one).update(wrapped=None, destroyed_at=timezone.now())
        with pytest.raises(KeyDestroyed), transaction.atomic():
            entries_put(one, "name", ["Amara Okafor"])
