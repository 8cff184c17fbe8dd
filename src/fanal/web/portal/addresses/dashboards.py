"""Addresses of dashboards."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.portal.views import dashboards

_IN = "data/<slug:hub>/<language:language>/"

patterns: list[URLPattern | URLResolver] = [
    path(f"{_IN}dashboards/", dashboards.dashboards, name="portal.dashboards"),
    path(
        f"{_IN}releases/<version:version>/dashboards/<slug:theme>/",
        dashboards.dashboard,
        name="portal.dashboard",
    ),
]
