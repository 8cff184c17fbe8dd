"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.jobs import views

Patterns = list[URLPattern | URLResolver]

site: Patterns = []
host: Patterns = [
    path("jobs/", views.host_jobs, name="jobs.host"),
    path("jobs/<int:number>/retry/", views.host_retry, name="jobs.host-retry"),
]
organisation: Patterns = [path("jobs/", views.jobs, name="jobs.tickets")]
