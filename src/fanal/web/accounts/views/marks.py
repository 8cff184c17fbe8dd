"""The mark of pages that lead to a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

from fanal.web.accounts.middleware import FIRST

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def before_second_factor(view: View) -> View:
    """Let somebody who has no second factor yet reach a page. The outermost decorator."""
    setattr(view, FIRST, True)
    return view
