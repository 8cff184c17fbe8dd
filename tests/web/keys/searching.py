"""Search raw bytes for planted secrets, in every way that a program might have written them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_AT_ONCE = 2**24
_EMPTY, _EMPTY_LEFT = re.compile(rb"\0{64,}"), bytes(64)


def planted_secrets_found(folder: Path, secrets: Iterable[str]) -> list[tuple[Path, str, str]]:
    """Search every file of a folder, or one file, for secrets that were planted.

    Looked for as UTF-8, UTF-16 (both orders), Latin-1, in hexadecimal and in base64 (at any of three
    offsets), as written, in capitals and in small letters. Compressed contents are not undone: WAL may hold
    compressed images of pages, whose tables are searched as well.

    Parameters
    ----------
    folder
        Where.
    secrets
        What; of four characters at least, or they are found by chance.

    Returns
    -------
    list
        File, secret, and the way it was written; empty: nothing was found.
    """
    wanted = {}
    for secret in secrets:
        assert len(secret) >= 4, f"{secret!r} is found by chance"
        wanted |= {raw: (secret, way) for raw, way in ways_to_write(secret)}
    found = []
    for file in sorted(one for one in (folder.rglob("*") if folder.is_dir() else [folder]) if one.is_file()):
        seen = {what for raw, what in _found_in(file, wanted)}
        found += [(file, secret, way) for secret, way in sorted(seen)]
    return found


def ways_to_write(secret: str) -> Iterator[tuple[bytes, str]]:
    """Give the bytes of a secret in every encoding."""
    for form in {secret, secret.lower(), secret.upper()}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
            try:
                raw = form.encode(encoding)
            except UnicodeEncodeError:
                continue
            yield raw, encoding
            yield raw.hex().encode(), f"{encoding}, hex"
            yield raw.hex().upper().encode(), f"{encoding}, hex"
            for offset in range(3):
                yield _middle_of_base64(raw, offset), f"{encoding}, base64"


def _middle_of_base64(raw: bytes, offset: int) -> bytes:
    """Give what is the same whatever stands before and after."""
    coded = base64.b64encode(b"\0" * offset + raw)
    first = -(-offset * 8 // 6)
    last = (offset + len(raw)) * 8 // 6
    return coded[first:last]


def _found_in(file: Path, wanted: dict[bytes, tuple[str, str]]) -> Iterator[tuple[bytes, tuple[str, str]]]:
    overlap = max(len(raw) for raw in wanted)
    with file.open("rb") as source:
        before = b""
        while part := source.read(_AT_ONCE):
            # Files of a database are empty for the most part; no secret holds so many zeros.
            both = before + _EMPTY.sub(_EMPTY_LEFT, part)
            yield from ((raw, what) for raw, what in wanted.items() if raw in both)
            before = both[-overlap:]
