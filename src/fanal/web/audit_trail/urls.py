"""Addresses of this room, by where they hang: see `config.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.audit_trail import views

Patterns = list[URLPattern | URLResolver]

site: Patterns = []
host: Patterns = [
    path("audit/", views.host_trail, name="audit_trail.host"),
    path("audit/verify/", views.host_verify_now, name="audit_trail.host-verify"),
]
organisation: Patterns = [
    path("audit/", views.trail, name="audit_trail.entries"),
    path("audit/verify/", views.verify_now, name="audit_trail.verify"),
]
