"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.keys import views

Patterns = list[URLPattern | URLResolver]

site: Patterns = []
host: Patterns = []
organisation: Patterns = [
    path("keys/", views.page, name="keys.page"),
    path("keys/unlock/", views.unlock, name="keys.unlock"),
    path("keys/unlock-by-host/", views.unlock_by_host, name="keys.unlock-by-host"),
    path("keys/lock/", views.lock, name="keys.lock"),
    path("keys/create/", views.create, name="keys.create"),
    path("keys/passphrase/", views.passphrase, name="keys.passphrase"),
    path("keys/host/", views.host, name="keys.host"),
    path("keys/erasures/", views.erasures, name="keys.erasures"),
]
