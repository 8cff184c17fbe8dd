"""Pages of errors: they say what to do, in the language of the reader, and need no database."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fanal.presentation import text
from fanal.web.organisations.models import Organisation

pytestmark = pytest.mark.urls("web.design.sample_pages")

PLAIN = {400: "text-400", 403: "text-403", 500: "text-500"}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 423, 429, 500])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_error_says_why_and_what_to_do(visitor: Client, status: int, language: str) -> None:
    answer = visitor.get(f"/refuse/{status}/", headers={"accept-language": language})
    assert answer.status_code == status
    page = answer.content.decode()
    assert f'lang="{language}"' in page
    assert text(f"web.design.title-{status}", language) in page  # type: ignore[arg-type]
    why = f"web.design.{PLAIN.get(status, 'example-locked')}"
    assert text(why, language) in page  # type: ignore[arg-type]
    if status in (423, 429):
        assert answer["Retry-After"] == "60"
        assert 'href="/unlock/"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 423, 500])
def test_what_a_refused_view_has_written_is_undone(visitor: Client, status: int) -> None:
    assert visitor.get(f"/refuse/{status}/").status_code == status
    assert not Organisation.objects.filter(slug="undone").exists()


@pytest.mark.django_db
def test_an_address_for_forms_says_so(visitor: Client) -> None:
    answer = visitor.get("/posted/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert text("web.design.text-405", "en") in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_says_that_nothing_was_saved() -> None:
    answer = Client(enforce_csrf_checks=True).post("/form/", {"code": "24-0173"})
    assert answer.status_code == 403
    assert text("web.design.form-too-old", "en") in answer.content.decode()


def test_pages_of_errors_need_no_database(visitor: Client, settings: Any) -> None:
    """No fixture lets this test reach the database: whoever carries a session gets 500, others 404."""
    unknown = visitor.get("/nothing/", headers={"accept-language": "fr-CA, en;q=0.5"})
    assert unknown.status_code == 404
    assert text("web.design.title-404", "fr") in unknown.content.decode()
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    down = visitor.get("/nothing/", headers={"accept-language": "fr"})
    assert down.status_code == 500
    assert text("web.design.text-500", "fr") in down.content.decode()


def test_what_was_asked_for_is_not_said_back(visitor: Client) -> None:
    page = visitor.get("/Amina-Example/<script>alert(1)</script>/").content.decode()
    assert "<script>alert" not in page
