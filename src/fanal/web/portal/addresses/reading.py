"""Addresses of search, comparison, method and calendar."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.portal.views import calendar, compare, method, search

_IN = "data/<slug:hub>/<language:language>/"

patterns: list[URLPattern | URLResolver] = [
    path(f"{_IN}search/", search.search, name="portal.search"),
    path(f"{_IN}compare/", compare.compare, name="portal.compare"),
    path(f"{_IN}method/", method.method, name="portal.method"),
    path(f"{_IN}calendar/", calendar.calendar, name="portal.calendar"),
    path(f"{_IN}calendar.ics", calendar.ics, name="portal.calendar-ics"),
]
