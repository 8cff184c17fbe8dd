"""Addresses of the data."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.portal.views import data

_IN = "data/<slug:hub>/<language:language>/data/"
_OF = f"{_IN}<version:version>/"

patterns: list[URLPattern | URLResolver] = [
    path(_IN, data.data, name="portal.data"),
    path(_OF, data.version, name="portal.data-version"),
    path(f"{_OF}citation.bib", data.citation_bibtex, name="portal.citation-bibtex"),
    path(f"{_OF}citation.ris", data.citation_ris, name="portal.citation-ris"),
]
