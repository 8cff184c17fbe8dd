"""Files of a case: sealed as they come, told by their contents, handed out under a neutral name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from django.db import transaction

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.casework.models import Attachment, Case
from fanal.web.casework.services.entry import Unsuitable, entry_add, entry_change, tell
from fanal.web.casework.services.file_types import LOOKED_AT, TYPES, FileType, type_of
from fanal.web.keys.files import SealedFiles
from fanal.web.keys.services.persons import living_person

LIMIT = 15 * 2**20
"""Less than what the site reads of a form at all (`FILE_UPLOAD_MAX_MEMORY_SIZE`)."""
NAME = 120


def file_add(
    *, case: Case, actor: Actor, name: str, parts: Iterable[bytes], kind: str, evidence: bool = False
) -> Attachment:
    """Seal a file and attach it.

    Parameters
    ----------
    name
        What the device calls it; kept sealed, without what would be shown as something else.
    parts
        Its bytes, in parts of any length.

    Raises
    ------
    Unsuitable
        It is a program.
    """
    insist(actor, "cases.change", case)
    begins, parts = _begins(parts)
    found = type_of(begins)
    if found.name == "program":
        raise Unsuitable("file", "web.casework.file-is-program")
    sealed = SealedFiles().write(plain_name(name), parts, case.person_id)
    return entry_add(
        Attachment,
        case=case,
        actor=actor,
        file=sealed,
        kind=kind,
        content=found.name,
        size=sealed.length,
        evidence=evidence,
    )


def file_change(
    row: Attachment, *, case: Case, actor: Actor, seen: int, kind: str, evidence: bool
) -> Attachment:
    """Say what a file is; that it is no evidence after all is said by those who lift legal holds."""
    insist(actor, "cases.change", case)
    if row.evidence and not evidence:
        insist(actor, "persons.lift-hold", case)
    return entry_change(row, case=case, actor=actor, seen=seen, kind=kind, evidence=evidence)


@transaction.atomic
def file_destroy(row: Attachment, *, case: Case, actor: Actor, reason: str) -> None:
    """Destroy a file for good: its key now, its bytes with the commit. It is done in a closed case too.

    A backup that was made before still holds both, until it is deleted.

    Parameters
    ----------
    reason
        A code of the list ``destruction-reasons``.

    Raises
    ------
    Unsuitable
        It is evidence, or a legal hold stands against it.
    """
    insist(actor, "cases.destroy-file", case)
    held = Attachment.objects.select_for_update().get(pk=row.pk)
    if held.evidence:
        raise Unsuitable(None, "web.casework.file-is-evidence")
    if living_person(case.person_id).held:
        raise Unsuitable(None, "web.casework.file-on-hold")
    tell("cases.file-destroyed", case, held, reason=reason)
    SealedFiles().delete(held.file)


def file_open(attachment: Attachment, *, case: Case, actor: Actor) -> Iterator[bytes]:
    """Open a file, and tell the audit trail so."""
    insist(actor, "cases.read", case)
    tell("cases.file-downloaded", case, attachment)
    return SealedFiles().read(attachment.file)


def type_of_file(attachment: Attachment) -> FileType:
    """Give what its bytes are."""
    return TYPES.get(attachment.content, TYPES["unknown"])


def plain_name(name: str) -> str:
    """Take out of a name what would turn it round, hide its end, or lead elsewhere."""
    kept = "".join(one for one in unicodedata.normalize("NFC", name) if unicodedata.category(one)[0] != "C")
    kept = " ".join(kept.replace("\\", "/").rpartition("/")[2].split()).lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 12:
        return kept[:NAME]
    return f"{stem[: NAME - len(ending) - 1]}.{ending}"


def _begins(parts: Iterable[bytes]) -> tuple[bytes, Iterable[bytes]]:
    """Look at the first bytes of a stream, and give it whole again."""
    rest, first = iter(parts), b""
    for part in rest:
        first += part
        if len(first) >= LOOKED_AT:
            break
    return first[:LOOKED_AT], chain([first], rest)
