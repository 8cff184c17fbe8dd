"""Addresses of stories, quiz and calendar."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.collaborative.views import story

_ALL = "collaborative/stories/"
_KIND = f"{_ALL}<slug:kind>/"
_ONE = f"{_KIND}<uuid:writing>/"

patterns: list[URLPattern | URLResolver] = [
    path(_ALL, story.story_list, name="collaborative.story-list"),
    path(f"{_ALL}picture/<slug:language>.svg", story.story_picture, name="collaborative.story-picture"),
    path(f"{_KIND}new/", story.writing_new, name="collaborative.writing-new"),
    path(_ONE, story.writing_show, name="collaborative.writing-show"),
    path(f"{_ONE}change/", story.writing_change, name="collaborative.writing-change"),
    path(f"{_ONE}publish/", story.writing_give, name="collaborative.writing-publish"),
    path(f"{_ONE}take-back/", story.writing_recall, name="collaborative.writing-take-back"),
    path(f"{_ONE}remove/", story.writing_drop, name="collaborative.writing-remove"),
]
