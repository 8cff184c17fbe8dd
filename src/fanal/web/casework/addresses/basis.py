"""Addresses of bases and copies, of children, of status and stages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.casework.views import basis, child, status

_CASE = "cases/<uuid:case>"

patterns: list[URLPattern | URLResolver] = [
    path(f"{_CASE}/basis/", basis.basis_list, name="casework.basis-list"),
    path(f"{_CASE}/basis/new/", basis.basis_add, name="casework.basis-add"),
    path(f"{_CASE}/basis/withdraw/", basis.basis_withdraw_page, name="casework.basis-withdraw"),
    path(f"{_CASE}/copies/new/", basis.copy_add, name="casework.copy-add"),
    path(f"{_CASE}/copies/<uuid:copy>/", basis.copy_change, name="casework.copy-change"),
    path("persons/<uuid:person>/where/", basis.copy_where, name="casework.copy-where"),
    path(f"{_CASE}/child/", child.child_decision_list, name="casework.child_decision-list"),
    path(
        f"{_CASE}/child/<slug:kind>/new/",
        child.child_decision_add_page,
        name="casework.child_decision-add",
    ),
    path(f"{_CASE}/guardians/new/", child.guardian_add_page, name="casework.guardian-add"),
    path(f"{_CASE}/guardians/<uuid:guardian>/", child.guardian_change_page, name="casework.guardian-change"),
    path(f"{_CASE}/status/", status.status_decision_list, name="casework.status_decision-list"),
    path(
        f"{_CASE}/status/<uuid:context>/new/",
        status.status_decision_add,
        name="casework.status_decision-add",
    ),
    path(f"{_CASE}/stages/new/", status.stage_add_page, name="casework.stage-add"),
    path(f"{_CASE}/stages/<uuid:stage>/", status.stage_change_page, name="casework.stage-change"),
]
