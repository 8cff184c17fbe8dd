"""A file that is sent in a form never lies in the clear on a disk, and cannot fill one."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def laid_down(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each file that Django lays down on the disk."""
    from django.core.files import uploadedfile

    noted: list[str] = []
    begin = uploadedfile.TemporaryUploadedFile.__init__

    def noting(self: Any, name: str, *args: Any, **more: Any) -> None:
        noted.append(name)
        begin(self, name, *args, **more)

    monkeypatch.setattr(uploadedfile.TemporaryUploadedFile, "__init__", noting)
    return noted


def _sent(client: Client, length: int) -> Any:
    return client.post("/sign-in/", {"file": BytesIO(bytes(length))})


def test_a_file_stays_in_memory(client: Client, laid_down: list[str]) -> None:
    answer = _sent(client, 4 * 2**20)
    assert answer.status_code == 200
    assert [len(one) for one in answer.wsgi_request.FILES.values()] == [4 * 2**20]
    assert laid_down == []


def test_a_form_that_is_too_large_is_refused_unread(client: Client, laid_down: list[str]) -> None:
    answer = _sent(client, settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
    assert answer.status_code == 413
    assert laid_down == []
