"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.design import living, views

Patterns = list[URLPattern | URLResolver]

site: Patterns = [
    path("language/", views.language, name="design.language"),
    path("leave/", views.leave, name="design.leave"),
    path("style/<slug:version>.css", views.style, name="design.style"),
    path("style/<slug:version>.svg", views.mark, name="design.mark"),
]
host: Patterns = [path("design/", living.page, name="design.living")]
organisation: Patterns = []
