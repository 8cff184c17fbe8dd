"""How the variables of a release become attributes: a column and one of its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fanal.privacy import AttributeColumn
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Variable


def as_attributes(variables: Sequence[Variable], settings: ReleaseSettings) -> tuple[Variable, ...]:
    """Give the variables as they are once the rows of a person are joined: any may hold several values."""
    return tuple(replace(one, several=one.several or settings.person is not None) for one in variables)


def attribute_column(variable: Variable, domain: tuple[str, ...] | None = None) -> AttributeColumn:
    """Say how the cells of a variable become attributes."""
    return AttributeColumn(column=variable.name, separator=";" if variable.several else None, domain=domain)
