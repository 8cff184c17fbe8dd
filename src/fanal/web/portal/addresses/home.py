"""The address of the first page."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.portal.views import home

patterns: list[URLPattern | URLResolver] = [
    path("data/<slug:hub>/<language:language>/", home.home, name="portal.home"),
]
