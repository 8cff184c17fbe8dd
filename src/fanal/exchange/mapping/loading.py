"""A mapping file read back: to settings of the reader, or one clear line that says what is wrong where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fanal.exchange.reading import ReadSettings
from fanal.presentation import Refusal, Value
from fanal.standard import Field, FieldType, Vocabulary, htcds
from fanal.standard.spelling import fold
from fanal.standard.values import Reader, reader

_LARGEST = 4 * 2**20
"""Bytes of a mapping file; a longer one is something else."""
_KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({"mapping", "column"}),
    "mapping": frozenset({"standard", "sheet", "headings_row", "dates"}),
    "column": frozenset({"heading", "field", "ignore", "sets", "values"}),
}
_DATES: Mapping[str, bool] = {"day-first": True, "month-first": False}


def load_mapping(path: Path, vocabulary: Vocabulary | None = None) -> ReadSettings:
    """Read a mapping file.

    Parameters
    ----------
    path
        The file, as `fanal map suggest` writes it and people correct it.
    vocabulary
        The vocabulary of its fields; HTCDS 2.0 with Fanal's extension where it is not given.

    Raises
    ------
    Refusal
        If it cannot be read, is no TOML, or names a field, a code or a heading that cannot be.
    """
    vocabulary = vocabulary or htcds()
    written = _text(path)
    try:
        raw = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else written.count("\n") + 1
        raise Refusal("exchange.mapping-not-toml", file=path.name, line=str(line)) from None
    return _Loading(path.name, written, vocabulary).settings(raw)


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise Refusal("exchange.mapping-no-file", file=str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refusal("exchange.mapping-unreadable", file=path.name, reason=reason) from None
    if len(raw) > _LARGEST:
        raise Refusal("exchange.mapping-too-large", file=path.name)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Refusal("exchange.mapping-encoding", file=path.name) from None


@dataclass
class _Loading:
    """Reads the parts of one mapping file, knowing the line of each column."""

    file: str
    written: str
    vocabulary: Vocabulary
    fields: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)
    sets: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    line: int = 1

    def settings(self, raw: Mapping[str, Any]) -> ReadSettings:
        """Give the settings of the reader."""
        self._known_keys(raw, "")
        head = raw.get("mapping", {})
        if not isinstance(head, dict):
            raise self._refusal("exchange.mapping-shape", what="[mapping]")
        self._known_keys(head, "mapping")
        self._standard(head)
        first = self._day_first(head)
        sheet = head.get("sheet")
        if sheet is not None and (not isinstance(sheet, int) or isinstance(sheet, bool) or sheet < 1):
            raise self._refusal("exchange.mapping-sheet")
        columns = raw.get("column", [])
        if not isinstance(columns, list) or not all(isinstance(column, dict) for column in columns):
            raise self._refusal("exchange.mapping-shape", what="[[column]]")
        self._find_lines()
        for number, column in enumerate(columns):
            self.line = self.lines[number] if number < len(self.lines) else self.line
            self._column(column)
        return ReadSettings(
            vocabularies=(self.vocabulary,),
            day_first=first,
            fields=self.fields,
            values=self.values,
            ignored=frozenset(self.ignored),
            sets=self.sets,
            sheet=sheet,
        )

    def _find_lines(self) -> None:
        starts = enumerate(self.written.split("\n"), 1)
        self.lines = [number for number, line in starts if re.match(r"\s*\[\[\s*[\"']?column", line)]

    def _known_keys(self, table: Mapping[str, Any], name: str) -> None:
        for key in table:
            if key not in _KEYS[name]:
                allowed = ", ".join(sorted(_KEYS[name]))
                raise self._refusal("exchange.mapping-unknown-key", name=key, allowed=allowed)

    def _standard(self, head: Mapping[str, Any]) -> None:
        own = f"{self.vocabulary.name} {self.vocabulary.version}".strip()
        if head.get("standard", own) != own:
            raise self._refusal("exchange.mapping-standard", standard=str(head["standard"]), own=own)

    def _day_first(self, head: Mapping[str, Any]) -> bool | None:
        dates = head.get("dates")
        if dates is None:
            return None
        if dates not in _DATES:
            raise self._refusal("exchange.mapping-dates", allowed=", ".join(_DATES))
        return _DATES[dates]

    def _column(self, column: Mapping[str, Any]) -> None:
        self._known_keys(column, "column")
        heading = column.get("heading")
        if not isinstance(heading, str) or not heading.strip():
            raise self._refusal("exchange.mapping-no-heading")
        heading = heading.strip()
        if heading in self.fields or heading in self.ignored:
            raise self._refusal("exchange.mapping-heading-twice", heading=heading)
        name, ignore = column.get("field"), column.get("ignore", False)
        if not isinstance(ignore, bool) or (ignore and name is not None):
            raise self._refusal("exchange.mapping-ignore", heading=heading)
        if ignore:
            self.ignored.add(heading)
        if name is None:
            return
        one = self._field(name, heading)
        self.fields[heading] = one.name
        self._values(column.get("values", {}), one, heading)
        self._sets(column.get("sets", {}), one, heading)

    def _field(self, name: Any, heading: str) -> Field:
        if isinstance(name, str) and name in self.vocabulary.by_name:
            return self.vocabulary[name]
        near = _nearest(str(name), list(self.vocabulary.by_name))
        if near is None:
            raise self._refusal("exchange.mapping-unknown-field", heading=heading, field=str(name))
        raise self._refusal(
            "exchange.mapping-unknown-field-near", heading=heading, field=str(name), near=near
        )

    def _sets(self, raw: Any, one: Field, heading: str) -> None:
        """Take what a filled cell says besides: codes of other fields of the same table."""
        if not isinstance(raw, dict):
            raise self._refusal("exchange.mapping-shape", what="sets")
        for name, code in raw.items():
            other = self._field(name, heading)
            known = self.vocabulary.code_list(other).by_code if other.type is FieldType.PICKLIST else {}
            if other.table != one.table or code not in known:
                raise self._refusal("exchange.mapping-sets", heading=heading, field=other.name)
            self.sets.setdefault(heading, {})[other.name] = code

    def _values(self, raw: Any, one: Field, heading: str) -> None:
        if not isinstance(raw, dict):
            raise self._refusal("exchange.mapping-shape", what="[column.values]")
        known = self.values.setdefault(one.name, {})
        read = reader(one, self.vocabulary)
        for text, meant in raw.items():
            code = self._meant(meant, read, heading)
            if code is None:
                continue
            if known.setdefault(text.strip(), code) != code:
                raise self._refusal("exchange.mapping-value-two-ways", heading=heading, field=one.name)
        if not known:
            del self.values[one.name]

    def _meant(self, meant: Any, read: Reader, heading: str) -> str | None:
        """Give what a value stands for, checked; None where it is left to the reader."""
        several = read.field.type is FieldType.MULTISELECT and isinstance(meant, list)
        code = "; ".join(map(str, meant)) if several else str(meant).lower() if meant is True else meant
        if meant is False:
            code = "false"
        if not isinstance(code, str):
            raise self._refusal("exchange.mapping-value-shape", heading=heading, field=read.field.name)
        if not code.strip():
            return None
        cell = read.read(code.strip())
        if cell.aside is None:
            return code.strip()
        values: dict[str, Value] = {"heading": heading, "code": code, "field": read.field.name}
        if read.codes is None:
            raise self._refusal("exchange.mapping-value", **values)
        near = read.codes.nearest(code)
        if near is not None:
            raise self._refusal("exchange.mapping-unknown-code-near", **values, near=near.code)
        allowed = [one.code for one in read.codes.list.offered()]
        listed = ", ".join(allowed[:20]) + ("…" if len(allowed) > 20 else "")
        raise self._refusal("exchange.mapping-unknown-code", **values, allowed=listed)

    def _refusal(self, key: str, /, **values: Value) -> Refusal:
        return Refusal(key, file=self.file, line=str(self.line), **values)


def _nearest(text: str, known: list[str]) -> str | None:
    from rapidfuzz import fuzz, process

    by_fold = {fold(name): name for name in known}
    found = process.extractOne(fold(text), list(by_fold), scorer=fuzz.ratio, score_cutoff=60)
    return by_fold[found[0]] if found else None
