"""The page of a case."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def test_its_page_shows_number_and_name(case: Any, client_of: Any) -> None:
    said = client_of("caseworker").get(f"/o/harbour/cases/{case.pk}/").content.decode()
    assert "Amina Farouk" in said
    assert "24 years" in said
    assert f"<title>Case {case.number}" in said.replace("\n", "")
