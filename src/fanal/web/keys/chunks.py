"""A sealed file as it lies: chunks of 1 MiB, each bound to its file, its number and whether it is the last.

::

    "FANAL" | format (1 byte) | chunk 0 | chunk 1 | … | last chunk

Every chunk but the last holds 1 MiB; each is followed by its tag of 16 bytes. Each file has a key of its
own, with which it is written once: so the nonce is the number of the chunk, and says whether it is the
last.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fanal.web.keys.errors import SealBroken
from fanal.web.keys.sealing import Place, encoded

CHUNK = 2**20
_START = b"FANAL\x01"
_TAG = 16


def write_chunks(out: BinaryIO, key: bytes, place: Place, parts: Iterable[bytes]) -> int:
    """Seal parts of any length into a file; how many bytes they were.

    Parameters
    ----------
    out
        Where to.
    key
        A key that has sealed nothing else and never will.
    place
        What the file is bound to.
    parts
        What is sealed.
    """
    out.write(_START)
    waiting, number, length = bytearray(), 0, 0
    for part in parts:
        waiting += part
        length += len(part)
        # A full chunk waits until it is known whether it is the last.
        while len(waiting) > CHUNK:
            out.write(_sealed(key, place, bytes(waiting[:CHUNK]), number, last=False))
            del waiting[:CHUNK]
            number += 1
    out.write(_sealed(key, place, bytes(waiting), number, last=True))
    return length


def read_chunks(source: BinaryIO, key: bytes, place: Place) -> Iterator[bytes]:
    """Open a file chunk by chunk. That it was cut is found at its end: genuine until there, not whole.

    Raises
    ------
    SealBroken
        If a chunk was altered, cut, swapped or left out, or is of another file.
    """
    if source.read(len(_START)) != _START:
        raise SealBroken(place.model, place.field)
    number, chunk = 0, source.read(CHUNK + _TAG)
    while True:
        following = source.read(CHUNK + _TAG)
        yield _opened(key, place, chunk, number, last=not following)
        if not following:
            return
        number, chunk = number + 1, following


def _sealed(key: bytes, place: Place, plain: bytes, number: int, *, last: bool) -> bytes:
    return AESGCM(key).encrypt(_nonce(number, last), plain, _bound(place, number, last))


def _opened(key: bytes, place: Place, sealed: bytes, number: int, *, last: bool) -> bytes:
    try:
        return AESGCM(key).decrypt(_nonce(number, last), sealed, _bound(place, number, last))
    except (InvalidTag, ValueError):
        raise SealBroken(place.model, place.field) from None


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">3xQ?", number, last)


def _bound(place: Place, number: int, last: bool) -> bytes:
    return encoded(
        *(part.encode() for part in (place.organisation, place.model, place.row, place.field)),
        struct.pack(">Q?", number, last),
    )
