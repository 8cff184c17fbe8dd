"""Addresses of the API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.portal.api import api
from fanal.web.portal.views import api as views

patterns: list[URLPattern | URLResolver] = [
    path("data/<slug:hub>/api/v1/openapi.json", views.description, name="portal.api-description"),
    path("data/<slug:hub>/<language:language>/api/", views.guide, name="portal.api"),
    *api.patterns(),
]
