"""Records as a file that only its receiver opens: written in memory, sealed with age, never on a disk."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import pyrage

from fanal.exchange.description import SHEET, write_description
from fanal.exchange.writing import write_csv, write_excel, write_json
from fanal.fictional.generation import file_name
from fanal.presentation import Language
from fanal.web.casework.transfer.outgoing import Written


class NoReceiver(Exception):
    """What was given is no public key of age."""


@dataclass(frozen=True)
class SealedExport:
    """A sealed file, under a name that tells nothing."""

    name: str
    content: bytes


def sealed_file(
    written: Written, *, form: str, language: Language, recipient: str = "", passphrase: str = ""
) -> SealedExport:
    """Write records, with what their columns mean that are not of the standard, and seal them.

    Parameters
    ----------
    form
        One of `FORMS`.
    language
        Of labels, where the form has any.
    recipient, passphrase
        The public key of the receiver (``age1…``), or else a passphrase.

    Raises
    ------
    NoReceiver
        If the key is none.
    Refusal
        If the records do not fit the form.
    """
    ending, write = FORMS[form]
    file = BytesIO()
    write(written, file, language)
    plain = file.getvalue()
    if recipient:
        sealed = pyrage.encrypt(plain, [receiver(recipient)])
    else:
        sealed = pyrage.passphrase.encrypt(plain, passphrase)
    name = f"fanal-export.{ending}.age"
    return SealedExport(file_name(name) if written.records.fictional else name, sealed)


def receiver(said: str) -> pyrage.x25519.Recipient:
    """Read a public key of age.

    Raises
    ------
    NoReceiver
        If it is none.
    """
    try:
        return pyrage.x25519.Recipient.from_str(said.strip())
    except pyrage.RecipientError:
        raise NoReceiver from None


def _csv(written: Written, file: BinaryIO, language: Language) -> None:
    table, beside = BytesIO(), BytesIO()
    write_csv(written.records, table)
    name = "cases.csv"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(file_name(name) if written.records.fictional else name, table.getvalue())
        if written.extension:
            write_description(written.extension, beside)
            archive.writestr(f"{SHEET}.csv", beside.getvalue())


def _json(written: Written, file: BinaryIO, language: Language) -> None:
    write_json(written.records, file, extension=written.extension)


def _excel(written: Written, file: BinaryIO, language: Language) -> None:
    records = written.records
    write_excel(records, file, language=language, vocabulary=records.vocabulary, extension=written.extension)


FORMS: Mapping[str, tuple[str, Callable[[Written, BinaryIO, Language], None]]] = {
    "excel": ("xlsx", _excel),
    "csv": ("csv.zip", _csv),
    "json": ("json", _json),
}
"""What an export is written as: the ending of its name, and how."""
