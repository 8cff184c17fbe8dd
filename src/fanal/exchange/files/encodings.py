"""Bytes to text: UTF-8, UTF-16 and UTF-32 as they say or show, older encodings as likely as can be."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fanal.exchange.files.alphabets import ALPHABETS, MARKS
from fanal.exchange.files.content import noticed
from fanal.presentation import Finding, Refusal, Severity

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; that of UTF-32 starts like that of UTF-16, so it comes first."""

_SAMPLE = 32_768
"""Bytes of lines with signs beyond ASCII that the choice of an encoding looks at."""

_NAMES: Mapping[str, str] = {
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp874": "Windows-874",
    "mac-roman": "Mac Roman",
}

_DOUBTFUL = 0.85
"""Plausibility under which the encodings of East Asia are tried."""

_LAST_LATIN = "\u0250"

_EAST_ASIAN = ["gb18030", "big5", "shift_jis", "euc_kr"]


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text: in UTF-8, without a byte order mark, and what had to be assumed."""

    utf8: bytes
    findings: tuple[Finding, ...] = ()


def decoded(raw: bytes, path: Path) -> Text:
    """Decode a file.

    Parameters
    ----------
    raw
        All of its bytes.

    Raises
    ------
    Refusal
        If it is no text, or ends in the middle of a sign.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Text(_recoded(raw[len(mark) :], encoding, path))
    if b"\x00" in raw:
        wide = _wide_encoding(raw)
        if wide is None:
            raise Refusal("exchange.file-is-other", file=path.name)
        return Text(_recoded(raw, wide, path))
    if raw.isascii() or _is_utf8(raw):
        _refuse_binary(raw, path)
        return Text(raw)
    _refuse_binary(raw, path)
    return _mixed(raw, path) or _legacy(raw, path)


def _is_utf8(raw: bytes) -> bool:
    try:
        codecs.utf_8_decode(raw, "strict", True)
    except UnicodeDecodeError:
        return False
    return True


def _recoded(raw: bytes, encoding: str, path: Path) -> bytes:
    """Turn what says that it is Unicode into UTF-8."""
    if encoding == "utf-8":
        if b"\x00" in raw:
            raise Refusal("exchange.file-is-other", file=path.name)
        if _is_utf8(raw):
            return raw
        mixed = _mixed(raw, path) or _legacy(raw, path)
        return mixed.utf8
    try:
        text = raw.decode(encoding)
        if "\x00" in text:
            raise Refusal("exchange.file-is-other", file=path.name)
        return text.encode("utf-8")
    except UnicodeError:
        raise Refusal("exchange.file-damaged", file=path.name) from None


_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SEPARATORS = re.compile("[,;\t|\r\n ]")


def _wide_encoding(raw: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 without a mark: only the right one shows separators and no control sign."""
    start = raw[:8192]
    for encoding, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        if len(raw) % unit:
            continue
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(start)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text) and _SEPARATORS.search(text):
            return encoding
    return None


def _refuse_binary(raw: bytes, path: Path) -> None:
    """Refuse what has control characters here and there, as no text has."""
    start = raw[:65_536]
    controls = len(start) - len(
        start.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32), 127]))
    )
    if controls > max(4, len(start) // 200):
        raise Refusal("exchange.file-is-other", file=path.name)


_SEQUENCE = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})|([\x80-\xff])"
)


def _mixed(raw: bytes, path: Path) -> Text | None:
    """Read UTF-8 with a few stray bytes, as when lists of two systems were pasted together.

    Each stray byte is read as Windows-1252 and its row is told.
    """
    found = [match[1] is not None for match in _SEQUENCE.finditer(_sample(raw))]
    if sum(found) * 6 > len(found):
        return None
    rows = [
        number
        for number, line in enumerate(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), start=1)
        if not line.isascii() and not _is_utf8(line)
    ]
    finding = noticed("file-encoding-mixed", Severity.REVIEW, path, n=len(rows), rows=rows)
    return Text(raw.decode("utf-8", _STRAY).encode("utf-8"), (finding,))


_STRAY = "fanal-stray-as-windows-1252"


def _stray_as_1252(error: UnicodeError) -> tuple[str, int]:
    """Decode one byte that is not UTF-8, and go on with UTF-8 after it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _single(error.object[error.start : error.start + 1], "cp1252"), error.start + 1


codecs.register_error(_STRAY, _stray_as_1252)


@cache
def _table(encoding: str) -> str:
    """Give the sign of each byte; the few that have none stand for themselves, as browsers read them."""
    singles = (bytes([number]) for number in range(256))
    return "".join(single.decode(encoding, "ignore") or single.decode("latin-1") for single in singles)


def _single(raw: bytes, encoding: str) -> str:
    return codecs.charmap_decode(raw, "strict", _table(encoding))[0]


def _legacy(raw: bytes, path: Path) -> Text:
    """Choose the likeliest encoding of before Unicode, and say which."""
    encoding = likeliest(_sample(raw))
    text = _single(raw, encoding) if encoding in ALPHABETS else raw.decode(encoding, "replace")
    name = _NAMES.get(encoding, encoding.upper())
    return Text(text.encode("utf-8"), (noticed("file-encoding-assumed", Severity.NOTE, path, encoding=name),))


def _sample(raw: bytes) -> bytes:
    """Take the lines that say something about the encoding."""
    lines: list[bytes] = []
    size = 0
    for line in raw.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _SAMPLE:
                break
    return b"".join(lines)[: 2 * _SAMPLE]


def likeliest(sample: bytes) -> str:
    """Choose among the older encodings.

    Every candidate gets the share of its signs beyond ASCII that a language written with it uses, in a place
    where people write them; Windows-1252 wins a tie, and in other ties the language that charset-normalizer
    hears.

    Parameters
    ----------
    sample
        Lines with signs beyond ASCII.
    """
    scores = {encoding: round(_plausible(_single(sample, encoding), encoding), 2) for encoding in ALPHABETS}
    best = max(scores.values())
    if best < _DOUBTFUL and (east := _east_asian(sample)):
        return east
    tied = [encoding for encoding, score in scores.items() if score == best]
    if len(tied) == 1 or "cp1252" in tied:
        return tied[0]
    heard = _heard(sample, tied)
    return max(tied, key=lambda encoding: heard[encoding])


_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


def _plausible(text: str, encoding: str) -> float:
    """Say from 0 to 1 how much of a text beyond ASCII is what people write."""
    total = 0
    fitting: Counter[str] = Counter()
    for match in _BEYOND_ASCII.finditer(text):
        total += 1
        at = match.start()
        if _fits(match[0], text[max(at - 1, 0) : at], text[at + 1 : at + 2]):
            fitting[match[0]] += 1
    marks = sum(fitting[mark] for mark in MARKS)
    letters = max(
        sum(count for sign, count in fitting.items() if sign in alphabet) for alphabet in ALPHABETS[encoding]
    )
    return (marks + letters) / total if total else 0.0


def _fits(sign: str, before: str, after: str) -> bool:
    """Say whether a sign may stand here: no capital inside a word, no dash, no letter of another script."""
    if sign in MARKS:
        return sign == "’" or not (before.isalpha() and after.isalpha())
    if not sign.isalpha():
        return True
    if sign.isupper() and before.islower():
        return False
    return sign < _LAST_LATIN or not (_is_plain_letter(before) or _is_plain_letter(after))


def _is_plain_letter(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def _heard(sample: bytes, encodings: list[str]) -> dict[str, float]:
    from charset_normalizer import from_bytes

    names = {encoding.replace("-", "_"): encoding for encoding in encodings}
    heard = dict.fromkeys(encodings, 0.0)
    for match in from_bytes(sample, cp_isolation=list(names)):
        if match.encoding in names:
            heard[names[match.encoding]] = match.coherence
    return heard


def _east_asian(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    match = from_bytes(sample, cp_isolation=_EAST_ASIAN).best()
    return match.encoding if match is not None and match.chaos < 0.1 else None
