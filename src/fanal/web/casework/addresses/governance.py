"""Addresses of what an organisation answers for."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.casework.views import (
    authority_request,
    breach,
    governance,
    person_request,
    personal_copy,
    procedure,
    processing,
    retention,
)

_PROCEDURE = "governance/procedures/<slug:name>/<slug:language>/"
_REQUEST = "governance/requests/<uuid:row>/"
_AUTHORITY = "governance/authority-requests/"
_BREACH = "governance/breaches/<uuid:breach>/"
_LINE = "governance/processing/<uuid:row>/"

patterns: list[URLPattern | URLResolver] = [
    path("governance/", governance.governance_show, name="casework.governance-show"),
    path("governance/procedures/", procedure.procedure_list, name="casework.procedure-list"),
    path(_PROCEDURE, procedure.procedure_show, name="casework.procedure-show"),
    path(f"{_PROCEDURE}change/", procedure.procedure_change, name="casework.procedure-change"),
    path(f"{_PROCEDURE}accept/", procedure.procedure_take, name="casework.procedure-accept"),
    path("governance/retention/", retention.retention_list, name="casework.retention-list"),
    path("governance/retention/<slug:category>/", retention.retention_rule, name="casework.retention-rule"),
    path("governance/reviews/<uuid:review>/", retention.retention_review, name="casework.retention-review"),
    path("governance/requests/", person_request.person_request_list, name="casework.person-request-list"),
    path(_REQUEST, person_request.person_request_show, name="casework.person-request-show"),
    path(f"{_REQUEST}answer/", person_request.person_request_reply, name="casework.person-request-answer"),
    path(f"{_REQUEST}erase/", person_request.person_request_forget, name="casework.person-request-erase"),
    path(f"{_REQUEST}copy/", personal_copy.copy_show, name="casework.person-request-copy"),
    path(f"{_REQUEST}copy.json", personal_copy.copy_json, name="casework.person-request-copy-json"),
    path("cases/<uuid:case>/requests/", person_request.request_list, name="casework.request-list"),
    path(
        "cases/<uuid:case>/requests/new/",
        person_request.person_request_new,
        name="casework.person-request-new",
    ),
    path(
        "cases/<uuid:case>/authority-requests/new/",
        authority_request.authority_request_new,
        name="casework.authority-request-new",
    ),
    path(_AUTHORITY, authority_request.authority_request_list, name="casework.authority-request-list"),
    path(
        f"{_AUTHORITY}new/",
        authority_request.authority_request_of_nobody,
        name="casework.authority-request-new-alone",
    ),
    path(
        f"{_AUTHORITY}<uuid:row>/",
        authority_request.authority_request_show,
        name="casework.authority-request-show",
    ),
    path(
        f"{_AUTHORITY}<uuid:row>/answer/",
        authority_request.authority_request_reply,
        name="casework.authority-request-answer",
    ),
    path("governance/breaches/", breach.breach_list, name="casework.breach-list"),
    path("governance/breaches/new/", breach.breach_new, name="casework.breach-new"),
    path(_BREACH, breach.breach_show, name="casework.breach-show"),
    path(f"{_BREACH}change/", breach.breach_edit, name="casework.breach-change"),
    path(f"{_BREACH}close/", breach.breach_end, name="casework.breach-close"),
    path("governance/processing/", processing.processing_list, name="casework.processing-list"),
    path("governance/processing/begin/", processing.processing_start, name="casework.processing-begin"),
    path("governance/processing/new/", processing.processing_new, name="casework.processing-new"),
    path(_LINE, processing.processing_edit, name="casework.processing-change"),
    path(f"{_LINE}remove/", processing.processing_end, name="casework.processing-remove"),
]
