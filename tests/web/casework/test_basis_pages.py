"""Pages of basis, children and status: each opens, and what is recorded is shown."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db

PAGES = (
    "basis/",
    "basis/new/",
    "copies/new/",
    "child/",
    "child/dispute/new/",
    "child/age/new/",
    "child/assent/new/",
    "child/best-interests/new/",
    "guardians/new/",
    "status/",
    "stages/new/",
)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_opens_in_both_languages(case: Any, client_of: Any, language: str) -> None:
    client = client_of("caseworker")
    for page in PAGES:
        answer = client.get(f"/o/harbour/cases/{case.pk}/{page}?language={language}")
        assert answer.status_code == 200, page
        assert "Amina" not in answer.content.decode().split("</title>")[0], page
