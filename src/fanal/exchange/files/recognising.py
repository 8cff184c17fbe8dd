"""What kind of file it is, by what it holds; and what is certainly no list of cases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from fanal.presentation import Refusal

ENDINGS: Mapping[str, frozenset[str]] = {
    ".csv": frozenset({"csv"}),
    ".tsv": frozenset({"csv"}),
    ".tab": frozenset({"csv"}),
    ".txt": frozenset({"csv"}),
    ".xlsx": frozenset({"xlsx"}),
    ".xltx": frozenset({"xlsx"}),
    ".xlsm": frozenset({"xlsm"}),
    ".xltm": frozenset({"xlsm"}),
    ".xls": frozenset({"xls"}),
    ".ods": frozenset({"ods"}),
    ".ots": frozenset({"ods"}),
    ".json": frozenset({"json"}),
    ".jsonl": frozenset({"json"}),
    ".ndjson": frozenset({"json"}),
}
"""The kinds that the ending of a name promises."""

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_NEVER_A_TABLE: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "file-is-pdf"),
    (b"\x89PNG", "file-is-picture"),
    (b"\xff\xd8\xff", "file-is-picture"),
    (b"GIF8", "file-is-picture"),
    (b"BM", "file-is-picture"),
    (b"II*\x00", "file-is-picture"),
    (b"MM\x00*", "file-is-picture"),
    (b"MZ", "file-is-program"),
    (b"\x7fELF", "file-is-program"),
    (b"\xca\xfe\xba\xbe", "file-is-program"),
    (b"\xcf\xfa\xed\xfe", "file-is-program"),
    (b"#!/", "file-is-program"),
    (b"{\\rtf", "file-is-document"),
    (b"7z\xbc\xaf\x27\x1c", "file-is-archive"),
    (b"Rar!\x1a\x07", "file-is-archive"),
    (b"BZh", "file-is-archive"),
    (b"\xfd7zXZ\x00", "file-is-archive"),
    (b"\x28\xb5\x2f\xfd", "file-is-archive"),
    (b"\x09\x00\x04\x00", "file-old-excel"),
    (b"\x09\x02\x06\x00", "file-old-excel"),
    (b"\x09\x04\x06\x00", "file-old-excel"),
    (b"PAR1", "file-is-other"),
    (b"SQLite format 3\x00", "file-is-other"),
    (b"\x00\x01\x00\x00Standard", "file-is-other"),
    (b"OggS", "file-is-other"),
    (b"ID3", "file-is-other"),
)
"""How files start that are no table, and what to tell the person: a name may start with BM or MZ too, so
those two count only with a zero byte near."""

_TEXT_LIKE = (b"BM", b"MZ", b"ID3", b"BZh", b"GIF8", b"#!/", b"PAR1")


def binary_kind(raw: bytes, path: Path) -> str:
    """Tell "zip", "xls" or "text".

    Raises
    ------
    Refusal
        If it is something else that is known: a picture, a document, a program.
    """
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if raw.startswith(_OLE2):
        return _ole2_kind(raw, path)
    for start, code in _NEVER_A_TABLE:
        if raw.startswith(start) and (start not in _TEXT_LIKE or b"\x00" in raw[:512]):
            raise Refusal(f"exchange.{code}", file=path.name)
    return "text"


def _ole2_kind(raw: bytes, path: Path) -> str:
    """Look for the names of streams that the container of Office 97 lists (MS-CFB, 2.6.1)."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in raw

    if holds("EncryptedPackage"):
        raise Refusal("exchange.file-encrypted", file=path.name)
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument") or holds("PowerPoint Document"):
        raise Refusal("exchange.file-is-document", file=path.name)
    raise Refusal("exchange.file-is-other", file=path.name)


_WEB_PAGE = re.compile(
    rb"(?is)(<!--.*?-->\s*)?<(!doctype html|html|head|meta|table|body|div)\b|mime-version:"
)
_MARKUP = re.compile(rb"<[?!A-Za-z]")
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\]\"]")


def text_kind(utf8: bytes, path: Path) -> str:
    """Tell "json" or "csv".

    Raises
    ------
    Refusal
        If it is a web page or other markup: what some systems give under the name of Excel.
    """
    start = utf8[:4096].lstrip()
    if _WEB_PAGE.match(start):
        raise Refusal("exchange.file-is-web-page", file=path.name)
    if _MARKUP.match(start):
        raise Refusal("exchange.file-is-markup", file=path.name)
    if start.startswith(b"%PDF"):
        raise Refusal("exchange.file-is-pdf", file=path.name)
    is_json = _JSON.match(start) or path.suffix.lower() in {".json", ".jsonl", ".ndjson"}
    return "json" if is_json and start[:1] in {b"{", b"["} else "csv"
