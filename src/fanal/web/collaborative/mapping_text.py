"""A mapping of a contributor's columns: taken from a suggestion, corrected in a page, written as TOML."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fanal.contributing import agreeable
from fanal.exchange.files import FileContent
from fanal.exchange.mapping import as_toml, load_mapping, suggest
from fanal.exchange.reading import ReadSettings
from fanal.presentation import Language
from fanal.release import publishable
from fanal.standard import Field, htcds
from fanal.standard.consent import BOX, DUTIES, WITHDRAWN

_ALSO = ("cas_Reference", BOX, *DUTIES, WITHDRAWN)
"""What is read beside what may leave: to name a case, and to know who agreed. None of it is kept."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, its field or nothing, what it says besides, its words for codes."""

    heading: str
    field: str = ""
    sets: Mapping[str, str] = dataclasses.field(default_factory=dict)
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)


@cache
def mappable() -> tuple[Field, ...]:
    """Give the fields that a column may be: what may leave, and what that is made of while it is read."""
    births = {one.birth for one in publishable(htcds()).variables if one.birth}
    wanted = {*agreeable(), *births, *_ALSO}
    return tuple(one for one in htcds() if one.name in wanted)


def suggested(content: FileContent, language: Language) -> tuple[dict[str, object], list[Column]]:
    """Suggest what the columns of a file are, and how the file is read.

    Raises
    ------
    Refusal
        If it has no columns.
    """
    return parted(as_toml(suggest(content, htcds()), language))


def parted(text: str) -> tuple[dict[str, object], list[Column]]:
    """Take a mapping apart: how the file is read, its columns. What may not be mapped is left out."""
    raw = tomllib.loads(text)
    known = {one.name for one in mappable()}
    columns = []
    for one in raw.get("column", ()):
        name = one.get("field", "")
        mapped = name in known
        columns.append(
            Column(
                one["heading"],
                name if mapped else "",
                one.get("sets", {}) if mapped else {},
                one.get("values", {}) if mapped else {},
            )
        )
    return raw.get("mapping", {}), columns


def written(head: Mapping[str, object], columns: Sequence[Column]) -> str:
    """Write a mapping, as `fanal map` reads it."""
    lines = ["[mapping]", *(f"{name} = {_said(value)}" for name, value in head.items())]
    for one in columns:
        lines += ["", "[[column]]", f"heading = {_said(one.heading)}"]
        lines.append(f"field = {_said(one.field)}" if one.field else "ignore = true")
        if one.field and one.sets:
            inside = ", ".join(f"{name} = {_said(code)}" for name, code in one.sets.items())
            lines.append(f"sets = {{ {inside} }}")
        if one.field and one.words:
            lines += ["", "[column.values]"]
            lines += [f"{_said(word)} = {_said(code)}" for word, code in one.words.items()]
    return "\n".join(lines) + "\n"


def settings_of(text: str) -> ReadSettings:
    """Read a mapping as settings of the reader.

    Raises
    ------
    Refusal
        If it names a field, a code or a heading that cannot be.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.toml"
        path.write_text(text, encoding="utf-8")
        return load_mapping(path)


def _said(value: object) -> str:
    """Write a value of TOML: a string with its control characters escaped, or a whole number."""
    if isinstance(value, bool | int):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
