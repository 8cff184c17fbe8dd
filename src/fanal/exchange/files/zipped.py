"""Workbooks that are zip archives: opened only after every member was inflated and counted."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from fanal.exchange.files.content import FileContent, Sheet
from fanal.exchange.files.limits import Limits
from fanal.presentation import Finding, Refusal

_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class Scan(Protocol):
    """Who watches a member while it is inflated and counted."""

    def feed(self, chunk: bytes) -> None:
        """See the next bytes."""

    def close(self) -> None:
        """Know that there are no more."""


class NoScan:
    """Nobody watches."""

    def feed(self, chunk: bytes) -> None:
        """See the next bytes."""

    def close(self) -> None:
        """Know that there are no more."""


class _Kept:
    """Keeps what it sees."""

    def __init__(self) -> None:
        self.raw = bytearray()

    def feed(self, chunk: bytes) -> None:
        """See the next bytes."""
        self.raw += chunk

    def close(self) -> None:
        """Know that there are no more."""


def read(raw: bytes, path: Path, limits: Limits) -> FileContent:
    """Read a zipped workbook, or say what else the archive is.

    Raises
    ------
    Refusal
        If it is no workbook, is locked or damaged, or would inflate beyond `limits`.
    """
    from fanal.exchange.files import excel, open_document

    with _refusing_damage(path):
        archive = zipfile.ZipFile(io.BytesIO(raw))
    with archive:
        members = _members(archive, path, limits)
        if _holds_tables(members):
            return _tables(archive, path, limits)
        kind = _kind(archive, members, path)
        if kind == "ods":
            return open_document.read(raw, archive, path, limits)
        return excel.read(raw, archive, kind, path, limits)


@contextmanager
def _refusing_damage(path: Path) -> Iterator[None]:
    """Turn whatever zipfile says of a broken archive into one refusal."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError):
        raise Refusal("exchange.file-damaged", file=path.name) from None
    except (OverflowError, ValueError, OSError):
        raise Refusal("exchange.file-damaged", file=path.name) from None


def _members(archive: zipfile.ZipFile, path: Path, limits: Limits) -> set[str]:
    """List the members, refusing what two programs could read differently."""
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise Refusal("exchange.file-inflates", file=path.name)
    names = {info.filename for info in infos}
    odd = any(info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in infos)
    if odd or len(names) < len(infos):
        raise Refusal("exchange.file-damaged", file=path.name)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Refusal("exchange.file-encrypted", file=path.name)
    return names


_BESIDE = "extension.csv"
"""What may lie beside the cases in an archive of ours: what their fields mean."""


def _holds_tables(members: set[str]) -> bool:
    """Say whether an archive holds one CSV file, and beside it at most what describes it."""
    return len(members - {_BESIDE}) == 1 and all(name.lower().endswith(".csv") for name in members)


def _tables(archive: zipfile.ZipFile, path: Path, limits: Limits) -> FileContent:
    from fanal.exchange.files import delimited
    from fanal.exchange.files.encodings import decoded

    inflation = Inflation(path, limits)
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for info in sorted(archive.infolist(), key=lambda one: one.filename == _BESIDE):
        kept = _Kept()
        inflation.watch(archive, info, kept)
        read = delimited.read(decoded(bytes(kept.raw), path), path, limits)
        beside = info.filename == _BESIDE
        sheets += (
            [replace(one, name=_BESIDE.removesuffix(".csv")) for one in read.sheets]
            if beside
            else read.sheets
        )
        findings += read.findings
    return FileContent(path, "csv", tuple(sheets), tuple(findings))


def _kind(archive: zipfile.ZipFile, members: set[str], path: Path) -> str:
    """Tell "xlsx", "xlsm" or "ods", from what the archive says it holds."""
    if "[Content_Types].xml" in members:
        return _office_kind(small_member(archive, "[Content_Types].xml", path), path)
    if "mimetype" in members:
        kind = small_member(archive, "mimetype", path).decode("ascii", "replace").strip()
        if kind.startswith(f"{_OPEN_DOCUMENT}spreadsheet"):
            return "ods"
        if kind.startswith(_OPEN_DOCUMENT):
            raise Refusal("exchange.file-is-document", file=path.name)
    if any(name.endswith(".iwa") or name == "Index.zip" for name in members):
        raise Refusal("exchange.file-is-numbers", file=path.name)
    raise Refusal("exchange.file-is-archive", file=path.name)


def _office_kind(types: bytes, path: Path) -> str:
    """Read the list of content types (ECMA-376 part 2, 10.1.2)."""
    if b"sheet.binary" in types:
        raise Refusal("exchange.file-is-xlsb", file=path.name)
    if b"wordprocessingml.document.main" in types or b"presentationml.presentation.main" in types:
        raise Refusal("exchange.file-is-document", file=path.name)
    if b"ms-excel.sheet.macroEnabled" in types or b"ms-excel.template.macroEnabled" in types:
        return "xlsm"
    if b"spreadsheetml." in types:
        return "xlsx"
    raise Refusal("exchange.file-is-archive", file=path.name)


def small_member(archive: zipfile.ZipFile, name: str, path: Path, most: int = 16 * _CHUNK) -> bytes:
    """Read a member that is small in every honest file, or nothing where it is not there."""
    with _refusing_damage(path):
        try:
            with archive.open(name) as member:
                return member.read(most)
        except KeyError:
            return b""


class Inflation:
    """What an archive has inflated to so far.

    Parameters
    ----------
    path
        The file, for refusals.
    limits
        What is allowed.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._total = 0

    def watch(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, scan: Scan) -> None:
        """Inflate one member, count it, and show it to a scan.

        Raises
        ------
        Refusal
            If it inflates too far, is not what its entry says, or declares a document type: entities can
            make a small XML file endless, and no spreadsheet program writes any.
        """
        is_markup = info.filename.endswith((".xml", ".rels"))
        start = tail = b""
        size = 0
        for chunk in self._chunks(archive, info):
            size += len(chunk)
            self._total += len(chunk)
            self._refuse_bomb(size, info.compress_size)
            start = start or chunk[:4]
            seen = tail + chunk
            if is_markup and any(declaration in seen for declaration in _DECLARATIONS):
                raise Refusal("exchange.file-damaged", file=self._path.name)
            tail = chunk[-16:]
            scan.feed(chunk)
        if is_markup and start.startswith(_UTF_16):
            # An encoding that the scan does not see through, and that spreadsheet programs do not use.
            raise Refusal("exchange.file-damaged", file=self._path.name)
        scan.close()

    def _chunks(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
        declared = info.file_size
        # zipfile would stop at the declared size: let it go on to the end of what is really there.
        info.file_size = self._limits.archive_bytes * 2
        size = 0
        try:
            with _refusing_damage(self._path), archive.open(info) as member:
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    yield chunk
        finally:
            info.file_size = declared
        if size != declared:
            raise Refusal("exchange.file-damaged", file=self._path.name)

    def _refuse_bomb(self, size: int, compressed: int) -> None:
        limits = self._limits
        too_dense = size > limits.ratio_from and size > limits.ratio * compressed
        if size > limits.member_bytes or self._total > limits.archive_bytes or too_dense:
            raise Refusal("exchange.file-inflates", file=self._path.name)
