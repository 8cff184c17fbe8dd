"""Files for the tests of imports, and how they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from fanal.web.casework.models import Import

if TYPE_CHECKING:
    from django.test import Client

LIST = "/o/harbour/cases/imports/"


def look(client: Client, content: bytes | str, name: str = "cases.csv", **more: str) -> str:
    """Send a file; the address of its preview."""
    raw = content.encode() if isinstance(content, str) else content
    response = client.post(LIST, {"file": SimpleUploadedFile(name, raw), **more})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def refused(client: Client, content: bytes | str, name: str = "cases.csv", **more: str) -> str:
    """Send a file that is refused; what the page says of it."""
    raw = content.encode() if isinstance(content, str) else content
    response = client.post(LIST, {"file": SimpleUploadedFile(name, raw), **more})
    assert response.status_code == 400, response.status_code
    return " ".join(str(one) for one in response.context["form"].errors["file"])


def import_of(address: str) -> Import:
    """Give the import of an address."""
    found: Import = Import.objects.get(pk=address.partition("#")[0].rstrip("/").rpartition("/")[2])
    return found


def asked_of(client: Client, address: str) -> dict[str, Any]:
    """Give the fields that ask who somebody is, by the words of each row."""
    form = client.get(address).context["decide"]
    return {str(field.label): field for field in form}


def choice_of(field: Any, words: str) -> str:
    """Give the choice whose words hold some words."""
    [found] = [value for value, text in field.field.choices if words in text]
    return str(found)
