"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package."""

    name = "fanal.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
