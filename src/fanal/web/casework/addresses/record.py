"""Addresses of cases, persons, and of lists."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.casework.views import case, list

patterns: list[URLPattern | URLResolver] = [
    path("cases/", list.case_list, name="casework.case-list"),
    path("cases/<uuid:case>/", case.case_show, name="casework.case-show"),
]
