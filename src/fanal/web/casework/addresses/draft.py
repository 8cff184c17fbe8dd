"""Addresses of what is half typed."""

from __future__ import annotations

from django.urls import path

from fanal.web.casework.views import draft

patterns = [path("cases/drafts/<slug:form>/", draft.keep, name="casework.draft-keep")]
