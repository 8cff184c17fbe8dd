"""Addresses of the collaborative within an organisation, from the module of each part: `addresses/`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver

from fanal.web.collaborative import addresses

Patterns = list[URLPattern | URLResolver]

site: Patterns = []
host: Patterns = []
organisation: Patterns = [
    pattern
    for part in sorted(one.name for one in iter_modules(addresses.__path__))
    for pattern in import_module(f"{addresses.__name__}.{part}").patterns
]
