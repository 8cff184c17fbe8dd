"""What is uploaded stays in memory until it is sealed: Django would lay it down in the clear."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemoryOnly(MemoryFileUploadHandler):
    """Keeps the files of a form in memory, and refuses a form that is too large before it is read."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - as Django calls it
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Refuse by the length that was announced; no more than that is read.

        Raises
        ------
        RequestDataTooBig
            If it is more than `FILE_UPLOAD_MAX_MEMORY_SIZE`.
        """
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        self.activated = True
