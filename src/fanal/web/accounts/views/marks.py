"""Marks of pages: that they lead to a second factor, that they keep the organisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

from fanal.web.accounts.middleware import FIRST
from fanal.web.organisations.middleware import KEEPS

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def before_second_factor(view: View) -> View:
    """Let somebody who has no second factor yet reach a page. The outermost decorator."""
    setattr(view, FIRST, True)
    return view


def in_organisation(view: View) -> View:
    """Let a page keep the navigation of the organisation that was open last. The outermost decorator."""
    setattr(view, KEEPS, True)
    return view
