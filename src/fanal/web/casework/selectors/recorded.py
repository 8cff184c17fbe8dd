"""What is recorded in one table of the standard, as a page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fanal.web.casework.fields import said
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say_in


@dataclass(frozen=True, slots=True)
class Line:
    """A field and what is recorded of it; empty: nobody asked."""

    label: str
    value: str
    long: bool


def lines(values: Mapping[str, Any], words: Words, *tables: str, only_filled: bool = False) -> list[Line]:
    """List the fields of some tables: those of the core always, the others where they hold something.

    Parameters
    ----------
    only_filled
        Leave out what nobody asked, core or not.
    """
    found = []
    for field in words.fields(*tables, also=values):
        value = said(field, values.get(field.name), words)
        if value or (field.core and not only_filled):
            found.append(Line(say_in(field.label), value, len(value) > _LONG))
    return found


_LONG = 120
