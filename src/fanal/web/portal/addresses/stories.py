"""Addresses of stories and of the exhibit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.portal.views import stories

_IN = "data/<slug:hub>/<language:language>/"

patterns: list[URLPattern | URLResolver] = [
    path(f"{_IN}stories/", stories.stories, name="portal.stories"),
    path(f"{_IN}stories/<slug:slug>/", stories.story, name="portal.story"),
    path(f"{_IN}exhibit/", stories.exhibit, name="portal.exhibit"),
]
