"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

Patterns = list[URLPattern | URLResolver]

site: Patterns = []
host: Patterns = []
organisation: Patterns = []
