"""What a person can be found by: put, replaced and deleted with what it is made from."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from fanal.web.keys.blind_indexes.forms import FORMS
from fanal.web.keys.blind_indexes.models import BlindEntry
from fanal.web.keys.hierarchy import lasting_key
from fanal.web.keys.services.persons import living_person

TOKEN_BYTES = 16


def tokens(kind: str, value: str) -> list[tuple[str, bytes]]:
    """Hash every form of a value with the organisation's key for that kind and form.

    Parameters
    ----------
    kind
        ``name``, ``telephone`` or ``identity-number``.
    value
        As it is known.

    Raises
    ------
    KeyUnavailable
        If the organisation's keys are not open.
    """
    return tokens_of_many(kind, [value])[0]


def tokens_of_many(kind: str, values: Iterable[str]) -> list[list[tuple[str, bytes]]]:
    """Hash every form of many values, as `tokens` does, with the key read once."""
    root = lasting_key(f"blind-index/{kind}")
    return [[(form, _token(root, form, said)) for form, said in FORMS[kind](value)] for value in values]


@transaction.atomic
def entries_put(person: UUID, kind: str, values: Iterable[str]) -> None:
    """Let a person be found by these values of a kind, and by no others of it.

    Parameters
    ----------
    person
        Whom; their key is not destroyed.
    kind
        As for `tokens`.
    values
        All names, numbers and so on that are known.

    Raises
    ------
    KeyUnavailable
        If keys are not open, or the person was erased: who is erased is not found again.
    """
    # Its row stays locked until the end: no entry is left of whom somebody else erases meanwhile.
    living_person(person)
    entries_delete(person, kind)
    made = {one for value in values for one in tokens(kind, value)}
    BlindEntry.objects.bulk_create(
        BlindEntry(person=person, kind=kind, form=form, token=token) for form, token in sorted(made)
    )


def entries_delete(person: UUID, kind: str | None = None) -> None:
    """Let a person no longer be found by values of a kind, or of any."""
    found = BlindEntry.objects.filter(person=person)
    (found.filter(kind=kind) if kind else found).delete()


def _token(root: bytes, form: str, said: str) -> bytes:
    return hmac.new(root, f"{form}\0{said}".encode(), hashlib.sha256).digest()[:TOKEN_BYTES]
