"""The examples of docs/how-to/pages.md run and render."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from fanal.web.design import navigation

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "pages.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
FORM, LIST = re.findall(r"```html\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the Python of the page; what it registers is forgotten again."""
    monkeypatch.setattr(navigation, "_ENTRIES", dict(navigation._ENTRIES))
    names: dict[str, Any] = {"__name__": "pages"}
    for code in PYTHON:
        exec(compile(code, "pages.md", "exec"), names)  # noqa: S102 - an example of our own
    names["entries"] = dict(navigation._ENTRIES)
    return names


def draw(source: str, context: dict[str, Any], query: str = "") -> str:
    return engines["django"].from_string(source).render(context, RequestFactory().get(f"/cases/{query}"))


def test_the_form_says_what_is_wrong_above_the_heading(said: dict[str, Any]) -> None:
    drawn = draw(FORM, {"form": said["OpenCase"]({"number": "24-0000"})})
    assert drawn.index('class="error-summary"') < drawn.index("<h1")
    assert drawn.count("number 24-0000 does not exist") == 2, "in the summary and at the field"
    assert drawn.count('class="error-summary"') == 1
    assert said["OpenCase"]({"number": "24-0001", "agreed": "on"}).is_valid()


def test_the_list_sorts_pages_and_says_why_it_is_empty() -> None:
    cases = [
        SimpleNamespace(number=f"24-{n:04}", opened=date(2026, 3, n) if n < 3 else None) for n in range(1, 9)
    ]
    drawn = draw(LIST, {"page": Paginator(cases, 5).page(1)}, "?sort=number&q=a")
    assert "Cases (8)" in drawn and "2 March 2026" in drawn and "not asked" in drawn
    assert 'aria-sort="ascending"' in drawn
    assert 'href="?q=a&amp;sort=-number"' in drawn
    assert 'href="?sort=number&amp;q=a&amp;page=2"' in drawn
    assert "No case yet." in draw(LIST, {"page": Paginator([], 5).page(1)})


def test_the_entry_of_the_navigation_stands(said: dict[str, Any]) -> None:
    assert said["entries"]["design.living"].icon == "folder-open"
