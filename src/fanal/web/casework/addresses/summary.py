"""Addresses of the one-page summary and of the dashboard."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.casework.views import dashboard, summary

patterns: list[URLPattern | URLResolver] = [
    path("dashboard/", dashboard.dashboard_show, name="casework.dashboard-show"),
    path("cases/<uuid:case>/summary/", summary.summary_make, name="casework.summary-make"),
]
