"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """See the package."""

    name = "fanal.web.portal"
    label = "portal"
