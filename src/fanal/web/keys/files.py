"""Sealed files."""

from __future__ import annotations

from django.core.files.storage import Storage


class NoPlainFiles(Storage):
    """Refuses: no file of the site lies in the clear."""
