"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.design import views
from fanal.web.design.living import page as living_page

Patterns = list[URLPattern | URLResolver]

site: Patterns = [
    path("language/", views.language, name="design.language"),
    path("leave/", views.leave, name="design.leave"),
    path("style/<slug:version>.css", views.style, name="design.style"),
    path("style/<slug:version>.svg", views.mark, name="design.mark"),
    path("world/<slug:version>.json", views.world, name="design.world"),
]
host: Patterns = [path("design/", living_page, name="design.living")]
organisation: Patterns = []
