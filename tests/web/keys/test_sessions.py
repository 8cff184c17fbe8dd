"""Sessions: neither who is signed in nor the key of a cookie can be read in the database."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection

from fanal.web.accounts.models import User
from fanal.web.keys.sessions import SessionStore, end_sessions, open_sessions, stored_key

pytestmark = pytest.mark.django_db


def signed_in(user: User, **more: Any) -> SessionStore:
    """Make the session of somebody who is signed in."""
    made = SessionStore()
    made[SESSION_KEY] = str(user.pk)
    made[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    made[HASH_SESSION_KEY] = user.get_session_auth_hash()
    made.update(more)
    made.create()
    made.save()
    return made


@pytest.fixture
def user() -> User:
    return User.objects.create(handle="u" * 64)


def test_it_is_the_engine_of_the_site() -> None:
    assert import_module(settings.SESSION_ENGINE).SessionStore is SessionStore


def test_a_session_is_read_back_and_lies_sealed(user: User) -> None:
    made = signed_in(user, note="Amara Okafor")
    assert SessionStore(made.session_key)["note"] == "Amara Okafor"
    with connection.cursor() as cursor:
        cursor.execute("select session_key || session_data from django_session")
        ((lies,),) = cursor.fetchall()
    for secret in (made.session_key, str(user.pk), "Amara", b"Amara Okafor".hex()):
        assert secret not in lies


def test_a_row_is_of_its_own_cookie_only(user: User) -> None:
    one, other = signed_in(user), signed_in(User.objects.create(handle="o" * 64))
    data = Session.objects.get(session_key=stored_key(one.session_key)).session_data
    Session.objects.filter(session_key=stored_key(other.session_key)).update(session_data=data)
    assert dict(SessionStore(other.session_key).items()) == {}
    # What stands in the database is no cookie.
    assert dict(SessionStore(stored_key(one.session_key)).items()) == {}


def test_a_session_is_renewed_and_ended(user: User) -> None:
    made = signed_in(user)
    before = made.session_key
    made.cycle_key()
    made.save()
    assert not SessionStore().exists(before) and SessionStore().exists(made.session_key)
    assert SessionStore(made.session_key)[SESSION_KEY] == str(user.pk)
    made.flush()
    assert Session.objects.count() == 0


def test_the_sessions_of_some_users_are_ended(user: User) -> None:
    other = User.objects.create(handle="o" * 64)
    signed_in(user), signed_in(user), signed_in(other)
    assert end_sessions({user.pk, uuid4()}) == 2
    assert [held[SESSION_KEY] for _, held in open_sessions()] == [str(other.pk)]


def test_a_damaged_session_is_nobodys(user: User) -> None:
    made = signed_in(user)
    Session.objects.update(session_data="no session")
    assert dict(SessionStore(made.session_key).items()) == {} and list(open_sessions()) == []
