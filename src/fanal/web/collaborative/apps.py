"""The app of this room."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class CollaborativeConfig(AppConfig):
    """See the package."""

    name = "fanal.web.collaborative"
    label = "collaborative"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Start the parts: navigation, words of events, receivers."""
        from fanal.web.collaborative import starts

        for part in sorted(one.name for one in iter_modules(starts.__path__)):
            import_module(f"{starts.__name__}.{part}").start()
