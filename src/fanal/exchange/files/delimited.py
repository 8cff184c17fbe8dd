"""CSV: text with separators, as spreadsheets, surveys and statistics programs write it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import zip_longest
from pathlib import Path

import polars as pl

from fanal.exchange.files.content import BLANK, FileContent, Sheet, noticed, sheet_of
from fanal.exchange.files.encodings import Text
from fanal.exchange.files.limits import Limits
from fanal.exchange.formulas import MADE_HARMLESS
from fanal.presentation import Finding, Refusal, Severity

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 262_144
_LONGEST_SAMPLE = 8 * 1024 * 1024
_SAMPLE_RECORDS = 200
_CHUNK = 20_000
"""Records that become columns together: enough to be quick, few enough for the memory."""
_LONG = 1_000_000
"""Bytes from which numpy is worth its import."""
_ALIKE_UNDER_A_TITLE = 0.6
_SEPARATOR_LINE = re.compile(rb'"?sep=([!#-/:;<-@^~|\t ])"?(?:\n|\Z)', re.IGNORECASE)

csv.field_size_limit(2**31 - 1)


def read(text: Text, path: Path, limits: Limits, said: str | None = None) -> FileContent:
    """Read delimited text.

    Parameters
    ----------
    text
        The file, decoded.
    path
        Where it was read, for findings.
    limits
        How many rows and columns it may have.
    said
        The separator, where somebody said it.

    Raises
    ------
    Refusal
        If a quotation mark is never closed, or it has more columns or rows than any list of cases.
    """
    utf8 = text.utf8
    if b"\r" in utf8:
        utf8 = utf8.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # Some systems end a file with the sign that ended one in CP/M.
    utf8 = utf8.rstrip(b"\x1a")
    stated = _SEPARATOR_LINE.match(utf8)
    if stated:
        utf8 = utf8[stated.end() :]
    sample = _sample(utf8)
    separator = said or (stated[1].decode("ascii") if stated else likeliest_separator(sample))
    records = _records(sample, separator)
    width = _usual_width(records)
    if width > limits.columns:
        raise Refusal("exchange.file-too-many-columns", file=path.name, n=width, limit=limits.columns)
    findings = list(text.findings)
    cells = None
    untidy = True
    if max(map(len, records), default=0) <= width and _regularly_quoted(utf8, separator):
        cells = _quickly(utf8, separator, width)
    if cells is not None:
        untidy = _untidy(utf8, separator)
    else:
        cells = _carefully(utf8, separator, width, path, limits, findings)
    if cells.height > limits.rows:
        raise Refusal("exchange.file-too-many-rows", file=path.name, limit=limits.rows)
    findings += _cut_off(utf8, separator, cells, path)
    sheet = _sheet(cells, untidy, b"'" in utf8)
    return FileContent(path, "csv", () if sheet is None else (sheet,), tuple(findings))


def _sample(utf8: bytes) -> str:
    """Take whole lines from the start."""
    # A heading of 16,384 columns is long: the sample holds at least the first few lines.
    end = max(_SAMPLE_BYTES, min(4 * (utf8.find(b"\n") + 1), _LONGEST_SAMPLE))
    start = utf8[:end]
    if len(utf8) > end:
        start = start[: start.rfind(b"\n") + 1] or start
    return start.decode("utf-8", "ignore")


def _records(sample: str, separator: str) -> list[list[str]]:
    """Split the start of a file; blank lines say nothing about its width."""
    records: list[list[str]] = []
    for record in csv.reader(io.StringIO(sample, newline="\n"), delimiter=separator):
        if any(record):
            records.append(record)
            if len(records) == _SAMPLE_RECORDS:
                break
    return records


def _usual_width(records: list[list[str]]) -> int:
    """Give the number of cells that most records have; the larger one where two are as common."""
    counts = Counter(len(record) for record in records)
    return max(counts, key=lambda width: (counts[width], width), default=1)


def likeliest_separator(sample: str) -> str:
    """Choose the separator that gives the first records the same number of cells.

    Parameters
    ----------
    sample
        The first lines of a file.

    Returns
    -------
    str
        One of `SEPARATORS`; a comma where there is only one column.
    """
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        records = _records(sample, separator)
        widths = Counter(len(record) for record in records if len(record) > 1)
        if not widths:
            continue
        width, alike = max(widths.items(), key=lambda item: (item[1], item[0]))
        share = alike / len(records)
        # A heading decides between "1,5;2,5" in columns apart by ";" and values apart by ";" in cells; where
        # the first line has only one cell it must be a title, with nearly all rows alike under it.
        if len(records[0]) == 1 and share < _ALIKE_UNDER_A_TITLE:
            continue
        in_heading = max(len(record) for record in records[:3]) == width
        score = share + 0.5 * in_heading + min(width, 100) / 1000
        if score > best_score:
            best, best_score = separator, score
    return best


def _regularly_quoted(utf8: bytes, separator: str) -> bool:
    """Say whether every quotation mark opens a cell, closes it, or stands doubled inside (RFC 4180)."""
    if b'"' not in utf8:
        return True
    import numpy as np

    signs = np.frombuffer(utf8, dtype=np.uint8)
    marks = np.flatnonzero(signs == ord('"'))
    if len(marks) % 2:
        return False
    border = np.zeros(256, dtype=bool)
    border[[ord("\n"), ord(separator)]] = True
    opening, closing = marks[0::2], marks[1::2]
    joined = opening[1:] == closing[:-1] + 1
    opens = border[signs[opening - 1]] | (opening == 0)
    closes = border[signs[np.minimum(closing + 1, len(signs) - 1)]] | (closing == len(signs) - 1)
    return bool(np.all(opens[1:] | joined) and opens[0] and np.all(closes[:-1] | joined) and closes[-1])


def _quickly(utf8: bytes, separator: str, width: int) -> pl.DataFrame | None:
    """Read a regular file with polars, or give None where a later row is wider than the first ones."""
    names = [str(index) for index in range(width)]
    # A first line of the full width, taken away after: polars trusts the first line for the width.
    guide = separator.join("x" * width).encode() + b"\n"
    try:
        cells = pl.read_csv(
            guide + utf8, has_header=False, schema=dict.fromkeys(names, pl.String), separator=separator
        )
    except pl.exceptions.PolarsError:
        return None
    return cells[1:]


def _carefully(
    utf8: bytes, separator: str, width: int, path: Path, limits: Limits, findings: list[Finding]
) -> pl.DataFrame:
    """Read whatever is irregular, keep every cell, and say which rows have too many."""
    frames: list[pl.DataFrame] = []
    chunk: list[list[str]] = []
    wider: list[int] = []
    number = start = last_start = 0
    reader = csv.reader(io.StringIO(utf8.decode("utf-8"), newline="\n"), delimiter=separator)
    for number, record in enumerate(reader, start=1):
        last_start, start = start, reader.line_num
        if len(record) > width:
            if len(record) > limits.columns:
                raise Refusal(
                    "exchange.file-too-many-columns", file=path.name, n=len(record), limit=limits.columns
                )
            if any(cell.strip(BLANK) for cell in record[width:]):
                wider.append(number)
        chunk.append(record)
        if len(chunk) == _CHUNK:
            frames.append(_frame(chunk, width))
            chunk = []
    frames.append(_frame(chunk, width))
    if number and _never_closed(utf8, separator, last_start):
        raise Refusal("exchange.file-quote-open", file=path.name, row=number)
    if wider:
        findings.append(
            noticed("file-extra-cells", Severity.REVIEW, path, rows=wider, n=len(wider), width=width)
        )
    return pl.concat(frames, how="diagonal")


def _frame(records: list[list[str]], width: int) -> pl.DataFrame:
    """Turn records into columns, the short ones filled up."""
    columns = list(zip_longest(*records)) if records else []
    columns += [(None,) * len(records)] * (width - len(columns))
    return pl.DataFrame(
        {str(index): pl.Series(column, dtype=pl.String) for index, column in enumerate(columns)}
    )


def _never_closed(utf8: bytes, separator: str, line: int) -> bool:
    """Say whether the last record, from this line on, ends inside quotation marks."""
    lines = utf8.split(b"\n")[line:]
    last = b"\n".join(lines).decode("utf-8")
    try:
        list(csv.reader(io.StringIO(last, newline="\n"), delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _cut_off(utf8: bytes, separator: str, cells: pl.DataFrame, path: Path) -> list[Finding]:
    """Notice a last row without a line end that has fewer cells than all others."""
    if utf8.endswith(b"\n") or cells.width < 2 or cells.height < 3:
        return []
    last = utf8[utf8.rfind(b"\n") + 1 :]
    has = last.count(separator.encode()) + 1
    if b'"' in last or has >= cells.width:
        return []
    second = utf8[: utf8.rfind(b"\n")]
    before = second[second.rfind(b"\n") + 1 :]
    if before.count(separator.encode()) + 1 != cells.width:
        return []
    return [
        noticed("file-last-row-short", Severity.REVIEW, path, rows=[cells.height], n=has, width=cells.width)
    ]


def _sheet(cells: pl.DataFrame, untidy: bool, has_apostrophe: bool) -> Sheet | None:
    """Tidy where the bytes show that there is something to tidy, and undo what was made harmless."""
    sheet = sheet_of(None, cells, tidy=untidy)
    if sheet is None or not has_apostrophe:
        return sheet
    harmless = sheet.cells.select(pl.all().str.contains(MADE_HARMLESS).any()).row(0)
    undone = [
        pl.when(pl.col(name).str.contains(MADE_HARMLESS))
        .then(pl.col(name).str.slice(1).str.strip_chars(BLANK))
        .otherwise(pl.col(name))
        .alias(name)
        for name, has in zip(sheet.cells.columns, harmless, strict=True)
        if has
    ]
    return Sheet(None, sheet.cells.with_columns(undone), sheet.rows)


def _untidy(utf8: bytes, separator: str) -> bool:
    """Look for any sign that a cell may need tidying: much quicker than looking at each cell."""
    if (
        separator in "\t|"
        or not utf8.isascii()
        or any(sign in utf8 for sign in (b'"', b"\t", b"\x0b", b"\x0c"))
    ):
        return True
    if utf8[:1] == b" " or utf8[-1:] == b" ":
        return True
    if len(utf8) < _LONG:
        pairs = (f"{separator} ", f" {separator}", "\n ", " \n")
        return any(pair.encode() in utf8 for pair in pairs)
    # In a long file one pass over all signs is several times as quick as four searches.
    import numpy as np

    signs = np.frombuffer(utf8, dtype=np.uint8)
    spaces = np.flatnonzero(signs == ord(" "))
    border = np.zeros(256, dtype=bool)
    border[[ord("\n"), ord(separator)]] = True
    return bool(border[signs[spaces - 1]].any() or border[signs[spaces + 1]].any())
