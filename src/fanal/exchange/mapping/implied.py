"""What a heading says besides its field: a country of exploitation is of an event of that type."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fanal.standard.spelling import fold


def implied(heading: str, field: str) -> dict[str, str]:
    """Give the codes that a column implies in other fields of its table.

    Parameters
    ----------
    heading
        The heading as it stands.
    field
        The name of the field that the column is.
    """
    words = fold(heading)
    return {
        name: code
        for rule in _rules()
        if field in rule["fields"] and any(word in words for word in rule["words"])
        for name, code in rule["sets"].items()
    }


@cache
def _rules() -> tuple[Mapping[str, Any], ...]:
    source = files("fanal.exchange").joinpath("data", "synonyms.toml")
    return tuple(tomllib.loads(source.read_text(encoding="utf-8"))["implies"])
