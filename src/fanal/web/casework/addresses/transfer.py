"""Addresses of imports and exports."""

from __future__ import annotations

from django.urls import path

from fanal.web.casework.views import exports, imports

patterns = [
    path("cases/imports/", imports.import_list, name="casework.import-list"),
    path("cases/imports/<uuid:row>/", imports.import_show, name="casework.import-show"),
    path("cases/imports/<uuid:row>/mend/", imports.import_mend_one, name="casework.import-mend"),
    path("cases/imports/<uuid:row>/decide/", imports.import_decide, name="casework.import-decide"),
    path("cases/imports/<uuid:row>/fields/", imports.import_take_fields, name="casework.import-take-fields"),
    path(
        "cases/imports/<uuid:row>/columns/<int:sheet>/<int:column>/",
        imports.import_column,
        name="casework.import-column",
    ),
    path("cases/imports/<uuid:row>/begin/", imports.import_start, name="casework.import-begin"),
    path("cases/imports/<uuid:row>/forget/", imports.import_forget, name="casework.import-forget"),
    path("cases/imports/<uuid:row>/undo/", imports.import_undo, name="casework.import-undo"),
    path("cases/exports/", exports.export_make, name="casework.export-make"),
]
