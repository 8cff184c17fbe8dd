"""Addresses of the site: open ones, those of the host's administrators, those of one organisation."""

from __future__ import annotations

from django.urls import include, path

from fanal.web.access import urls as access
from fanal.web.accounts import urls as accounts
from fanal.web.api import urls as api
from fanal.web.audit_trail import urls as audit_trail
from fanal.web.casework import urls as casework
from fanal.web.collaborative import urls as collaborative
from fanal.web.design import urls as design
from fanal.web.jobs import urls as jobs
from fanal.web.keys import urls as keys
from fanal.web.operations import urls as operations
from fanal.web.portal import urls as portal

_ROOMS = (operations, portal, collaborative, casework, accounts, api, jobs, audit_trail, keys, access, design)

urlpatterns = [
    *(one for room in _ROOMS for one in room.site),
    path("host/", include([one for room in _ROOMS for one in room.host])),
    path(
        "o/<slug:organisation>/",
        include([one for room in _ROOMS for one in room.organisation]),
    ),
]

handler400 = "fanal.web.design.errors.bad_request"
handler403 = "fanal.web.design.errors.permission_denied"
handler404 = "fanal.web.design.errors.not_found"
handler500 = "fanal.web.design.errors.failed"
