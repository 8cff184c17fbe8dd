"""An API with a body, ids and defects, behind the same door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import include, path
from ninja import Router, Schema

from fanal.web.api.door import insist_on_version
from fanal.web.api.frame import PREFIX, make, needs
from fanal.web.config.urls import urlpatterns as site
from fanal.web.keys.errors import KeysLocked
from web.sample.models import File

router = Router()


class FileIn(Schema):
    number: str


@router.get("/files/{file}", response=FileIn)
@needs("audit.read")
def read_file(request: HttpRequest, file: UUID) -> Any:
    return File.objects.get(pk=file)


@router.post("/files", response=FileIn)
@needs("audit.read")
def add_file(request: HttpRequest, said: FileIn) -> Any:
    made = File.objects.create(number=said.number)
    if said.number == "defect":
        raise RuntimeError("PlantedName")
    return made


@router.put("/files", response=FileIn)
@needs("audit.read")
def change_file(request: HttpRequest, said: FileIn) -> Any:
    insist_on_version(request, "7")
    return said


@router.get("/locked")
@needs("audit.read")
def locked(request: HttpRequest) -> None:
    raise KeysLocked


api = make("api-of-tests")
api.add_router("", router)
urlpatterns = [path(PREFIX, include(api.patterns())), *site]
