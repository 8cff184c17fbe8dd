"""What a person decides about turning a table into attributes."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import normalize

from fanal.presentation import Refusal


@dataclass(frozen=True, kw_only=True)
class AttributeColumn:
    """How the cells of one column become attributes."""

    column: str
    """Its name."""
    absence_informs: bool = False
    """Whether a blank is information too, and becomes an attribute of its own (a *sensitive zero*)."""
    separator: str | None = None
    """What stands between several values of one cell; none: a cell is one value."""
    domain: tuple[str, ...] | None = None
    """All values that there may be; none: those that occur."""

    def __post_init__(self) -> None:
        if self.separator == "":
            raise Refusal("privacy.separator-empty", column=self.column)
        if self.domain is not None and len({normalize("NFC", one) for one in self.domain}) < len(self.domain):
            raise Refusal("privacy.domain-twice", column=self.column)


@dataclass(frozen=True, kw_only=True)
class AttributeSettings:
    """How a table becomes attributes."""

    columns: tuple[AttributeColumn, ...]
    """The columns, in the order of their attributes."""
    subject: str | None = None
    """The column that says who a row is about; the rows of one person are joined, a row without it is
    a person of its own."""
    drop_outside: bool = False
    """Whether a value outside its domain is taken for a blank; else it is refused."""

    def __post_init__(self) -> None:
        names = [one.column for one in self.columns]
        if not names:
            raise Refusal("privacy.no-attribute-columns")
        for name in names:
            if names.count(name) > 1 or name == self.subject:
                raise Refusal("privacy.column-twice", column=name)

    @classmethod
    def of(cls, *columns: str, subject: str | None = None) -> AttributeSettings:
        """Take columns as they are: one value a cell, a blank tells nothing."""
        return cls(columns=tuple(AttributeColumn(column=name) for name in columns), subject=subject)
