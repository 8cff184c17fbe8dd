"""Addresses of the portal, ``data/…``, from the module of each part: `addresses/`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver, register_converter

from fanal.web.portal import addresses, converters

register_converter(converters.LanguageConverter, "language")
register_converter(converters.VersionConverter, "version")

Patterns = list[URLPattern | URLResolver]

site: Patterns = [
    pattern
    for part in sorted(one.name for one in iter_modules(addresses.__path__))
    for pattern in import_module(f"{addresses.__name__}.{part}").patterns
]
host: Patterns = []
organisation: Patterns = []
