"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.access import pages

Patterns = list[URLPattern | URLResolver]

site: Patterns = []
host: Patterns = []
organisation: Patterns = [
    path("emergencies/", pages.emergencies, name="access.emergencies"),
    path("emergencies/<uuid:emergency>/end/", pages.end, name="access.emergency-end"),
    path("emergencies/<str:kind>/<uuid:subject>/", pages.ask, name="access.emergency"),
]
