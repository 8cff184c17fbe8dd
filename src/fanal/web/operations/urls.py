"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.operations import views

Patterns = list[URLPattern | URLResolver]

site: Patterns = [path("health", views.answers, name="operations.answers")]
host: Patterns = [path("health/", views.signs, name="operations.health")]
organisation: Patterns = [
    path("waiting/<uuid:notice>/seen/", views.seen, name="operations.seen"),
]
