"""Addresses of what an organisation contributes."""

from __future__ import annotations

from django.urls import path

from fanal.web.collaborative.views import submission as views

_ALL, _ONE, _ELSEWHERE = "contributions/", "contributions/<uuid:submission>/", "contributions/elsewhere/"

patterns = [
    path(_ALL, views.submission_list, name="collaborative.submission-list"),
    path(f"{_ALL}prepare/<uuid:agreement>/", views.submission_new, name="collaborative.submission-new"),
    path(f"{_ELSEWHERE}new/", views.destination_new, name="collaborative.destination-new"),
    path(
        f"{_ELSEWHERE}<uuid:destination>/prepare/",
        views.submission_new_elsewhere,
        name="collaborative.submission-new-elsewhere",
    ),
    path(
        f"{_ELSEWHERE}<uuid:destination>/end/",
        views.destination_stop,
        name="collaborative.destination-end",
    ),
    path(_ONE, views.submission_show, name="collaborative.submission-show"),
    path(f"{_ONE}rows/", views.submission_rows, name="collaborative.submission-rows"),
    path(f"{_ONE}stays/", views.submission_stays, name="collaborative.submission-stays"),
    path(f"{_ONE}send/", views.submission_leave, name="collaborative.submission-send"),
    path(f"{_ONE}carry/", views.submission_file, name="collaborative.submission-carry"),
    path(f"{_ONE}look/", views.submission_look, name="collaborative.submission-look"),
    path(f"{_ONE}discard/", views.submission_drop, name="collaborative.submission-discard"),
]
