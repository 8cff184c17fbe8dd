"""The container of Office 97 (MS-CFB): one stream taken out of it, and put into a plain one.

A container is a small file system; one with a ring in its chains of sectors makes programs that follow them
eat all memory. So the one stream that matters is taken out here, and handed on in a container of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF
_LARGEST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
_ENTRY = 128


class DamagedContainerError(ValueError):
    """The container contradicts itself."""


def stream(raw: bytes, *names: str) -> bytes:
    """Take one stream out of a container.

    Parameters
    ----------
    raw
        The container (MS-CFB, 2.2 to 2.6).
    *names
        The names it may have, the first that is there.

    Raises
    ------
    DamagedContainerError
        If it is not there, or a chain of sectors leads nowhere or in a ring.
    """
    try:
        return _Container(raw).stream(*names)
    except struct.error:
        raise DamagedContainerError from None


class _Container:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._size = 1 << struct.unpack_from("<H", raw, 30)[0]
        if self._size not in {512, 4096}:
            raise DamagedContainerError
        self._links = self._links_of_sectors()
        (directory,) = struct.unpack_from("<I", raw, 48)
        self._entries = self._chained(directory)

    def stream(self, *names: str) -> bytes:
        entries = list(self._listed())
        for name in names:
            for found, kind, start, size in entries:
                if kind == _STREAM and found == name:
                    (least,) = struct.unpack_from("<I", self._raw, 56)
                    content = self._chained(start) if size >= least else self._small(start)
                    if len(content) < size:
                        raise DamagedContainerError
                    return content[:size]
        raise DamagedContainerError

    def _listed(self) -> Iterator[tuple[str, int, int, int]]:
        for at in range(0, len(self._entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", self._entries, at + 64)
            start, size = struct.unpack_from("<II", self._entries, at + 116)
            name = self._entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            yield name, kind, start, size

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        sector = self._raw[at : at + self._size]
        if number > _LARGEST_SECTOR or not sector:
            raise DamagedContainerError
        return sector.ljust(self._size, b"\0")

    def _links_of_sectors(self) -> list[int]:
        """Read the table that says which sector follows which, itself in sectors (MS-CFB, 2.3, 2.5)."""
        tables = list(struct.unpack_from("<109I", self._raw, 76))
        (more,) = struct.unpack_from("<I", self._raw, 68)
        seen: set[int] = set()
        while more <= _LARGEST_SECTOR:
            if more in seen:
                raise DamagedContainerError
            seen.add(more)
            *further, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            tables += further
        links: list[int] = []
        used = [number for number in tables if number <= _LARGEST_SECTOR]
        if len(used) > len(self._raw) // self._size + 1:
            raise DamagedContainerError
        for number in used:
            links += struct.unpack(f"<{self._size // 4}I", self._sector(number))
        return links

    def _chained(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _chain(start, self._links))

    def _small(self, start: int) -> bytes:
        """Read a stream of less than 4,096 bytes, kept in pieces of 64 in the root's own (MS-CFB, 2.4)."""
        root = next((entry for entry in self._listed() if entry[1] == _ROOT), None)
        if root is None:
            raise DamagedContainerError
        pieces = self._chained(root[2])
        (table,) = struct.unpack_from("<I", self._raw, 60)
        source = self._chained(table)
        links = list(struct.unpack(f"<{len(source) // 4}I", source))
        return b"".join(pieces[number * 64 : number * 64 + 64] for number in _chain(start, links))


def _chain(start: int, links: list[int]) -> list[int]:
    numbers: list[int] = []
    number = start
    while number != _END:
        # A chain longer than the table has gone round.
        if number >= len(links) or len(numbers) > len(links):
            raise DamagedContainerError
        numbers.append(number)
        number = links[number]
    return numbers


def container(name: str, content: bytes) -> bytes:
    """Put one stream into a container of its own, with sectors of 4,096 bytes.

    Parameters
    ----------
    name
        Of the stream.
    content
        At most 400 MB, which the 109 tables listed in the header can follow.
    """
    size = 4096
    content = content.ljust(size, b"\0")
    count = -(-len(content) // size)
    # The stream, then one sector for the directory and one for small pieces, of which there are none.
    directory, pieces = count, count + 1
    links = [*range(1, count), _END, _END, _END]
    tables = -(-len(links) // (size // 4 - 1))
    first_table = len(links)
    links += [0xFFFFFFFD] * tables
    table = struct.pack(f"<{len(links)}I", *links).ljust(tables * size, b"\xff")
    entries = _entry("Root Entry", _ROOT, pieces, 0, child=1) + _entry(name, _STREAM, 0, len(content))
    numbers = [*range(first_table, first_table + tables)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 4, 0xFFFE, 12, 6)
    head += bytes(6) + struct.pack("<9I", 1, tables, directory, 0, size, _END, 0, _END, 0)
    head += struct.pack(f"<{len(numbers)}I", *numbers).ljust(109 * 4, b"\xff")
    sectors = (head, content.ljust(count * size, b"\0"), entries, b"", table)
    return b"".join(sector.ljust(size, b"\0") for sector in sectors)


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    label = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(label), kind, 1, _FREE, _FREE, child)
    return label.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
