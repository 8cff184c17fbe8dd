"""The front door: any path in, sheets of text out, or one clear line that says why not."""

from __future__ import annotations

import stat
import zlib
from pathlib import Path

from fanal.exchange.files.content import FileContent, noticed
from fanal.exchange.files.limits import LIMITS, Limits
from fanal.exchange.files.recognising import ENDINGS, binary_kind, text_kind
from fanal.presentation import Refusal, Severity

_GZIP = b"\x1f\x8b\x08"


_NOTHING = b" \t\r\n\xef\xbb\xbf\xff\xfe"
"""White space and byte order marks."""


def open_file(path: Path, limits: Limits = LIMITS) -> FileContent:
    """Open a spreadsheet, a CSV file (also compressed with gzip) or a JSON file.

    Its kind is decided by what it holds, not by its name.

    Parameters
    ----------
    path
        The file.
    limits
        How large it may be.

    Raises
    ------
    Refusal
        If it cannot be read, holds nothing, is damaged, locked, too large, or not a table at all.
    """
    path = Path(path)
    return open_bytes(_bytes_of(path, limits), path.name, limits)


def open_bytes(raw: bytes, name: str, limits: Limits = LIMITS, separator: str | None = None) -> FileContent:
    """Open a file that lies in memory, where nothing of it may touch a disk; see `open_file`.

    Parameters
    ----------
    raw
        Its bytes.
    name
        What it is called.
    separator
        What stands between the cells of text; found out where nobody says so.

    Raises
    ------
    Refusal
        As `open_file`.
    """
    path = Path(name)
    if len(raw) > limits.file_bytes:
        raise Refusal("exchange.file-too-large", file=path.name, limit=limits.file_bytes // 2**20)
    if raw.startswith(_GZIP):
        raw = _inflated(raw, path, limits)
    # lstrip ends at the first sign that says something; strip would copy the file.
    if not raw[:4096].lstrip(_NOTHING) and not raw.lstrip(_NOTHING):
        raise Refusal("exchange.file-empty", file=path.name)
    content = _content(raw, path, limits, separator)
    if not content.sheets:
        raise Refusal("exchange.file-empty", file=path.name)
    return _with_its_kind(content)


def _content(raw: bytes, path: Path, limits: Limits, separator: str | None) -> FileContent:
    kind = binary_kind(raw, path)
    if kind == "zip":
        from fanal.exchange.files import zipped

        return zipped.read(raw, path, limits)
    if kind == "xls":
        from fanal.exchange.files import excel_97

        return excel_97.read(raw, path)
    from fanal.exchange.files.encodings import decoded

    text = decoded(raw, path)
    if text_kind(text.utf8, path) == "json":
        from fanal.exchange.files import json_objects

        return json_objects.read(text, path)
    from fanal.exchange.files import delimited

    return delimited.read(text, path, limits, separator)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    """Read the whole file, which must be one: a pipe or a device would never end."""
    name = path.name or str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Refusal("exchange.file-is-folder", file=name)
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("exchange.file-is-device", file=name)
        with path.open("rb") as file:
            raw = file.read(limits.file_bytes + 1)
    except PermissionError:
        raise Refusal("exchange.file-no-permission", file=name) from None
    except (OSError, ValueError):
        # ValueError: a path with a null character, which names nothing.
        code = "exchange.file-unreadable" if _there(path) else "exchange.file-missing"
        raise Refusal(code, file=name) from None
    if len(raw) > limits.file_bytes:
        raise Refusal("exchange.file-too-large", file=name, limit=limits.file_bytes // 2**20)
    return raw


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _inflated(raw: bytes, path: Path, limits: Limits) -> bytes:
    """Decompress gzip, counting what comes out rather than trusting what it says of itself."""
    parts: list[bytes] = []
    room = limits.file_bytes
    while raw:
        stream = zlib.decompressobj(wbits=31)
        try:
            part = stream.decompress(raw, room + 1)
        except zlib.error:
            raise Refusal("exchange.file-damaged", file=path.name) from None
        room -= len(part)
        if room < 0:
            raise Refusal("exchange.file-inflates", file=path.name)
        if not stream.eof:
            raise Refusal("exchange.file-damaged", file=path.name)
        parts.append(part)
        # What follows the last member (some tools pad with zeros) is not data.
        raw = stream.unused_data if stream.unused_data.startswith(_GZIP) else b""
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _with_its_kind(content: FileContent) -> FileContent:
    """Say so where the name of the file promises another kind."""
    endings = [suffix.lower() for suffix in content.path.suffixes if suffix.lower() != ".gz"]
    ending = endings[-1] if endings else ""
    promised = ENDINGS.get(ending)
    if promised is None or content.kind in promised:
        return content
    finding = noticed(
        "file-kind-differs", Severity.NOTE, content.path, ending=ending, kind=content.kind.upper()
    )
    return FileContent(
        path=content.path,
        kind=content.kind,
        sheets=content.sheets,
        findings=(finding, *content.findings),
        metadata=content.metadata,
    )
