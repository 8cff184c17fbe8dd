"""Addresses of cases, persons, and of lists."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.casework.views import access, case, context, intake, own_fields, person
from fanal.web.casework.views import list as lists

patterns: list[URLPattern | URLResolver] = [
    path("cases/", lists.case_list, name="casework.case-list"),
    path("cases/views/", lists.view_save, name="casework.view-save"),
    path("cases/views/<uuid:view>/forget/", lists.view_drop, name="casework.view-forget"),
    path("cases/search/", intake.search_show, name="casework.search"),
    path("cases/new/", intake.case_intake, name="casework.case-intake"),
    path("cases/hand-over/", access.case_hand_all, name="casework.case-hand-over-all"),
    path("cases/hits/", access.hit_list, name="casework.hit-list"),
    path("fields/", own_fields.own_fields_show, name="casework.own-fields"),
    path("fields/new/", own_fields.own_field_new, name="casework.own-field-new"),
    path("fields/codes/", own_fields.own_codes_new, name="casework.own-codes-new"),
    path("fields/codes/hide/", own_fields.own_codes_hide, name="casework.own-codes-hide"),
    path("cases/<uuid:case>/", case.case_show, name="casework.case-show"),
    path("cases/<uuid:case>/change/", case.case_edit, name="casework.case-change"),
    path("cases/<uuid:case>/close/", case.case_end, name="casework.case-close"),
    path("cases/<uuid:case>/reopen/", case.case_restart, name="casework.case-reopen"),
    path("cases/<uuid:case>/timeline/", case.case_timeline, name="casework.case-timeline"),
    path("cases/<uuid:case>/access/", access.case_access, name="casework.case-access"),
    path("cases/<uuid:case>/access/level/", access.case_level, name="casework.case-level"),
    path("cases/<uuid:case>/access/assign/", access.case_assign, name="casework.case-assign"),
    path("cases/<uuid:case>/access/<uuid:member>/end/", access.case_unassign, name="casework.case-unassign"),
    path("cases/<uuid:case>/access/supervisor/", access.case_supervisor, name="casework.case-supervisor"),
    path("cases/<uuid:case>/access/hand-over/", access.case_hand, name="casework.case-hand-over"),
    path("cases/<uuid:case>/contexts/", context.context_list, name="casework.context-list"),
    path("cases/<uuid:case>/contexts/new/", context.context_new, name="casework.context-new"),
    path("cases/<uuid:case>/contexts/<uuid:context>/", context.context_edit, name="casework.context-edit"),
    path(
        "cases/<uuid:case>/contexts/<uuid:context>/remove/",
        context.context_drop,
        name="casework.context-remove",
    ),
    path("persons/<uuid:person>/", person.person_show, name="casework.person-show"),
    path("persons/<uuid:person>/change/", person.person_edit, name="casework.person-change"),
]
