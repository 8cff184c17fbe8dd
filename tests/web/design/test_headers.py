"""Headers: nothing from another origin, nothing inline, nothing kept; no cookie where none is needed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fanal.web.accounts.models import User
from fanal.web.design.stylesheet import version

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
STYLE = f"/style/{version()}.css"
SCRIPT = "/static/design/js/leave.js"


class Reader(Client):
    """Reads every answer to its end, as a browser does: a file that is served is closed again."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        answer = super().get(*args, **kwargs)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer


@pytest.fixture
def client() -> Client:
    return Reader()


@pytest.fixture
def signed_in() -> Client:
    client = Reader()
    client.force_login(User.objects.create(handle="host", is_host_administrator=True))
    return client


@pytest.mark.parametrize("address", ["/nothing/", STYLE, SCRIPT, "/host/design/"])
def test_every_answer_has_the_headers(signed_in: Client, address: str) -> None:
    answer = signed_in.get(address)
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    for feature in ("camera", "geolocation", "microphone"):
        assert f"{feature}=()" in answer["Permissions-Policy"]


def test_a_page_is_never_kept(signed_in: Client) -> None:
    for address in ("/nothing/", "/host/design/"):
        assert signed_in.get(address)["Cache-Control"] == "no-store"


def test_what_is_the_same_for_everybody_is_kept(client: Client) -> None:
    assert client.get(STYLE)["Cache-Control"] == "public, max-age=31536000, immutable"
    script = client.get(SCRIPT)
    assert script.status_code == 200
    assert "public" in script["Cache-Control"]


def test_public_pages_set_no_cookie(client: Client) -> None:
    for address in ("/nothing/", STYLE, SCRIPT, "/nothing/?language=fr"):
        assert not client.get(address).cookies, address


def test_leaving_ends_the_session_and_clears_the_browser(signed_in: Client, settings: Any) -> None:
    settings.LEAVE_TO = "https://elsewhere.example/"
    answer = signed_in.get(reverse("design.leave"))
    assert answer.status_code == 302
    assert answer["Location"] == "https://elsewhere.example/"
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "_auth_user_id" not in signed_in.session


def test_the_living_page_is_for_administrators_of_the_host(client: Client) -> None:
    assert client.get("/host/design/").status_code == 302
    client.force_login(User.objects.create(handle="somebody"))
    assert client.get("/host/design/").status_code in (302, 404)


def test_pages_hold_nothing_inline(signed_in: Client) -> None:
    page = signed_in.get("/host/design/").content.decode()
    assert len(page) > 10_000
    assert not re.search(r"<style|<script(?![^>]+src=\"/static/)|\sstyle=|\son[a-z]+=|javascript:", page)
