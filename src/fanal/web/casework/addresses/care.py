"""Addresses of care and work: the entries of a case, what waits, the calendar, the beds."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.casework.nouns import NOUNS, Noun
from fanal.web.casework.views import care, organisation, work
from fanal.web.casework.views.entry import adding, changing, marking

ONE = "<uuid:entry>/"


def addresses_of(noun: Noun) -> list[URLPattern | URLResolver]:
    """Give the addresses at which entries of a kind are added, changed, and marked."""
    begins, name = f"cases/<uuid:case>/{noun.path}/", f"casework.{noun.name}"
    found: list[URLPattern | URLResolver] = [
        path(f"{begins}{ONE}mistake/", marking(noun), name=f"{name}-mark"),
    ]
    if noun.name != "step":
        found.append(path(f"{begins}new/", adding(noun), name=f"{name}-add"))
    if not noun.fixed:
        found.append(path(f"{begins}{ONE}change/", changing(noun), name=f"{name}-change"))
    return found


OF_CASE = "cases/<uuid:case>/"
patterns: list[URLPattern | URLResolver] = [
    path(f"{OF_CASE}events/", care.event_list, name="casework.event-list"),
    path(f"{OF_CASE}safety/", care.safety_list, name="casework.safety-plan-list"),
    path(f"{OF_CASE}plan/", work.plan_list, name="casework.plan-list"),
    path(f"{OF_CASE}services/", care.service_list, name="casework.service-list"),
    path(f"{OF_CASE}assessments/", care.assessment_list, name="casework.assessment-list"),
    path(f"{OF_CASE}files/", care.file_list, name="casework.file-list"),
    path(f"{OF_CASE}comments/", care.comment_list, name="casework.comment-list"),
    path(f"{OF_CASE}files/{ONE}", care.file_download, name="casework.file-download"),
    path(f"{OF_CASE}files/{ONE}destroy/", care.file_end, name="casework.file-destroy"),
    path(f"{OF_CASE}plans/<uuid:plan>/steps/new/", work.step_add, name="casework.step-add"),
    path(f"{OF_CASE}steps/{ONE}done/", work.step_mark_done, name="casework.step-done"),
    path(f"{OF_CASE}tasks/{ONE}done/", work.task_mark_done, name="casework.task-done"),
    path(f"{OF_CASE}appointments/{ONE}cancel/", work.appointment_mark, name="casework.appointment-cancel"),
    *(pattern for noun in NOUNS.values() for pattern in addresses_of(noun)),
    path("cases/waiting/", organisation.waiting_list, name="casework.waiting-list"),
    path("calendar/", organisation.calendar, name="casework.calendar"),
    path("beds/", organisation.bed_list, name="casework.bed-list"),
    path("beds/new/", organisation.bed_new, name="casework.bed-add"),
    path("beds/<uuid:bed>/change/", organisation.bed_edit, name="casework.bed-change"),
]
