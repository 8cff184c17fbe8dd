"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fanal.web.api import views
from fanal.web.api.frame import PREFIX, api

Patterns = list[URLPattern | URLResolver]

site: Patterns = [path(PREFIX, include(api.patterns()))]
host: Patterns = []
organisation: Patterns = [
    path("api-tokens/", views.token_list, name="api.tokens"),
    path("api-tokens/new/", views.token_new, name="api.token-new"),
    path("api-tokens/<uuid:token>/revoke/", views.revoke, name="api.token-revoke"),
]
