"""A zip archive written anew from its checked members, so that no two programs can read it differently.

A hostile archive may show one directory to the program that checks it and another to the one that reads it.
The compressed bytes are copied as they are: only the headers are new.
"""

from __future__ import annotations

import struct
import zipfile

_UTF_8_NAMES = 0x800
_VERSION = 20


def repacked(raw: bytes, archive: zipfile.ZipFile) -> bytes:
    """Write an archive with one plain header for each member (PKWARE APPNOTE, 4.3.7, 4.3.12 and 4.3.16).

    Parameters
    ----------
    raw
        The bytes of the archive.
    archive
        The same, opened; the sizes and checksums of its members must have been checked against what is there.
    """
    parts: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for info in archive.infolist():
        name = info.filename.encode("utf-8", "surrogateescape")
        facts = struct.pack(
            "<HHHHHIIIHH",
            _VERSION,
            _UTF_8_NAMES,
            info.compress_type,
            0,
            0x21,
            info.CRC,
            info.compress_size,
            info.file_size,
            len(name),
            0,
        )
        local = b"PK\x03\x04" + facts + name
        central = b"PK\x01\x02" + struct.pack("<H", _VERSION) + facts
        directory.append(central + struct.pack("<HHHII", 0, 0, 0, 0, at) + name)
        content = _compressed(raw, info)
        parts += (local, content)
        at += len(local) + len(content)
    listed = b"".join(directory)
    count = len(directory)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), at, 0)
    return b"".join((*parts, listed, end))


def _compressed(raw: bytes, info: zipfile.ZipInfo) -> bytes:
    """Find the bytes of a member after its own header, whose length only that header says."""
    start = info.header_offset
    name, extra = struct.unpack_from("<HH", raw, start + 26)
    first = start + 30 + name + extra
    return raw[first : first + info.compress_size]
