"""The language of a page: the person's own, else what the address or the browser asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client, override_settings
from django.utils.translation import override

from fanal.web.accounts.models import User
from fanal.web.design.language import say, say_date, spoken
from fanal.web.design.pseudo import pseudo

pytestmark = pytest.mark.django_db

NOTHING = {"en": "There is nothing at this address", "fr": "Il n’y a rien à cette adresse"}


def language_of(client: Client, address: str = "/nothing/", browser: str = "en") -> str:
    page = client.get(address, headers={"accept-language": browser}).content.decode()
    (language,) = (tag for tag, said in NOTHING.items() if said in page)
    assert f'<html lang="{language}" dir="ltr"' in page
    return language


def test_a_stranger_is_spoken_to_as_the_browser_asks(client: Client) -> None:
    assert language_of(client, browser="de, fr-CH;q=0.8, en;q=0.5") == "fr"
    assert language_of(client, browser="de, sw") == "en"
    assert language_of(client, browser="x" * 600) == "en"


def test_an_address_may_ask_for_a_language_without_a_cookie(client: Client) -> None:
    assert language_of(client, "/nothing/?language=fr") == "fr"
    assert language_of(client, "/nothing/?language=xx") == "en"
    assert not client.cookies


def test_a_stranger_s_choice_is_kept_for_the_session_and_leads_back(client: Client) -> None:
    answer = client.post("/language/", {"language": "fr", "next": "/nothing/?page=2"})
    assert answer["Location"] == "/nothing/?page=2"
    assert language_of(client) == "fr"
    assert language_of(client, "/nothing/?language=en") == "en", "the address asks for once"
    assert language_of(client) == "fr"


def test_a_choice_leads_nowhere_else(client: Client) -> None:
    for away in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere"):
        assert client.post("/language/", {"language": "fr", "next": away})["Location"] == "/"
    assert client.post("/language/", {"language": "xx"}).status_code == 404


def test_somebody_s_choice_is_their_own_on_every_device(client: Client) -> None:
    user = User.objects.create(handle="somebody", language="en")
    client.post("/language/", {"language": "en"})  # as a stranger, before signing in
    client.force_login(user)
    client.post("/language/", {"language": "fr"})
    user.refresh_from_db()
    assert user.language == "fr"
    assert language_of(client) == "fr"
    other = Client()
    other.force_login(user)
    assert language_of(other) == "fr"


def test_the_pseudo_locale_is_no_choice_on_a_real_site(client: Client) -> None:
    with override_settings(PSEUDO_LOCALE=False):
        assert list(spoken()) == ["en", "fr"]
        assert client.post("/language/", {"language": "qps"}).status_code == 404
        with override("qps"):
            assert say("web.design.skip") == "Skip to the content"


def test_the_pseudo_locale_is_longer_accented_and_keeps_what_people_entered() -> None:
    said = pseudo("Skip to the content")
    assert said.startswith("⟦Škîp tõ") and said.endswith("~⟧")
    assert len(said) >= 1.4 * len("Skip to the content")
    with override("qps"):
        assert "24-0173 Amina" in say("web.design.page-number", number="24-0173 Amina")
        assert "\ue000" not in say("web.design.page-number", number="x")


def test_the_pseudo_locale_runs_from_right_to_left(client: Client) -> None:
    page = client.get("/nothing/?language=qpr").content.decode()
    assert '<html lang="ar-XB" dir="rtl"' in page


def test_dates_and_numbers_are_written_as_the_language_does() -> None:
    with override("fr"):
        assert say_date(1234.5) == "1\u202f234,5"
        assert say_date(date(2026, 3, 3)) == "3 mars 2026"
        assert say_date(date(2026, 3, 1)) == "1er mars 2026"
        assert say_date(datetime(2026, 3, 1, 12, 5, tzinfo=UTC)).startswith("1er mars 2026, ")
        assert say_date(datetime(2026, 3, 3, 14, 5, tzinfo=UTC)).startswith("3 mars 2026")
    with override("en"):
        assert say_date(1234.5) == "1,234.5"
        assert say_date(date(2026, 3, 3)) == "3 March 2026"
        assert say_date(date(2026, 3, 1)) == "1 March 2026"
        assert say_date(None) == ""


@pytest.mark.parametrize(("site", "status"), [("cross-site", 404), ("same-site", 404), ("same-origin", 302)])
def test_the_form_of_a_stranger_s_page_puts_no_cookie_in_the_place_of_one(site: str, status: int) -> None:
    answer = Client().post("/language/", {"language": "fr"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == status
    assert bool(answer.cookies) is (status == 302)
