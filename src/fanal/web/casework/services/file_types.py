"""What the bytes of a file are, whatever its name says."""

from __future__ import annotations

from codecs import getincrementaldecoder
from dataclasses import dataclass

LOOKED_AT = 8192
"""How many of its first bytes tell what a file is."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file: the ending that a download gets, and endings that say the same."""

    name: str
    ending: str
    also: tuple[str, ...] = ()

    def goes_with(self, name: str) -> bool:
        """Say whether the ending of a name says this type; a name without one says nothing."""
        _, dot, said = name.rpartition(".")
        return not dot or said.casefold() in (self.ending, *self.also)


TYPES = {
    one.name: one
    for one in (
        FileType("pdf", "pdf"),
        FileType("jpeg", "jpg", ("jpeg", "jfif")),
        FileType("png", "png"),
        FileType("gif", "gif"),
        FileType("webp", "webp"),
        FileType("tiff", "tif", ("tiff",)),
        FileType("heic", "heic", ("heif",)),
        FileType("mp4", "mp4", ("m4a", "m4v", "mov", "3gp", "qt")),
        FileType("mp3", "mp3"),
        FileType("ogg", "ogg", ("oga", "opus", "ogv")),
        FileType("wav", "wav"),
        FileType("word", "docx"),
        FileType("excel", "xlsx"),
        FileType("powerpoint", "pptx"),
        FileType("opendocument", "odt", ("ods", "odp")),
        FileType("old-office", "doc", ("xls", "ppt", "msg")),
        FileType("rtf", "rtf", ("doc",)),
        FileType("zip", "zip"),
        FileType(
            "text", "txt", ("csv", "eml", "vcf", "md", "log", "ics", "json", "xml", "html", "htm", "svg")
        ),
        FileType("unknown", "bin"),
        FileType("program", "bin"),
    )
}

WORDS = {
    "pdf": "web.casework.type-pdf",
    "jpeg": "web.casework.type-jpeg",
    "png": "web.casework.type-png",
    "gif": "web.casework.type-gif",
    "webp": "web.casework.type-webp",
    "tiff": "web.casework.type-tiff",
    "heic": "web.casework.type-heic",
    "mp4": "web.casework.type-mp4",
    "mp3": "web.casework.type-mp3",
    "ogg": "web.casework.type-ogg",
    "wav": "web.casework.type-wav",
    "word": "web.casework.type-word",
    "excel": "web.casework.type-excel",
    "powerpoint": "web.casework.type-powerpoint",
    "opendocument": "web.casework.type-opendocument",
    "old-office": "web.casework.type-old-office",
    "rtf": "web.casework.type-rtf",
    "zip": "web.casework.type-zip",
    "text": "web.casework.type-text",
    "unknown": "web.casework.type-unknown",
    "program": "web.casework.type-program",
}
"""What a person reads of each type: the key of its words."""

_BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"OggS", "ogg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
)
_INSIDE_ZIP = (
    (b"mimetypeapplication/vnd.oasis.opendocument", "opendocument"),
    (b"word/", "word"),
    (b"xl/", "excel"),
    (b"ppt/", "powerpoint"),
)


def type_of(begins: bytes) -> FileType:
    """Say what a file is.

    Parameters
    ----------
    begins
        Its first `LOOKED_AT` bytes.
    """
    return TYPES[_name(begins)]


def _name(begins: bytes) -> str:
    if begins[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(begins[8:12], "unknown")
    if begins[4:8] == b"ftyp":
        return "heic" if begins[8:11] in (b"hei", b"mif") else "mp4"
    if begins[:4] == b"PK\x03\x04":
        return next((name for part, name in _INSIDE_ZIP if part in begins), "zip")
    found = next((name for start, name in _BEGINNINGS if begins.startswith(start)), "")
    return found or ("text" if _is_text(begins) else "unknown")


def _is_text(begins: bytes) -> bool:
    try:
        # The last character may be cut in two.
        text = getincrementaldecoder("utf-8")().decode(begins, final=len(begins) < LOOKED_AT)
    except UnicodeDecodeError:
        return False
    return not any(ord(one) < 32 and one not in "\t\n\r\f" for one in text)
