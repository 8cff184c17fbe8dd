"""Addresses of countries."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.portal.views import countries

_IN = "data/<slug:hub>/<language:language>/"

patterns: list[URLPattern | URLResolver] = [
    path(f"{_IN}countries/", countries.countries, name="portal.countries"),
    path(f"{_IN}releases/<version:version>/countries/<slug:code>/", countries.country, name="portal.country"),
]
