"""What is read of files."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from web.sample.models import File


def files(actor: Actor, number: str = "") -> QuerySet[File]:
    """List files, and search them by the beginning of their number."""
    return File.objects.visible_to(actor).filter(number__startswith=number).order_by("number")


def file_read(actor: Actor, file: uuid.UUID) -> File:
    """Open one file."""
    found = File.objects.filter(pk=file).first()
    if found is None:
        raise Http404
    insist(actor, "cases.read", found)
    return found
