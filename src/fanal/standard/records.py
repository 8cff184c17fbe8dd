"""Records: cases by the fields of a vocabulary, with coded values, in columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from fanal.standard.vocabulary import Field, FieldType, Vocabulary

CASE = "case"
"""The column that names a case in every table of `Records`: text, unique in `cases`."""

_DTYPES: Mapping[FieldType, pl.DataType] = {
    FieldType.NUMBER: pl.Float64(),
    FieldType.GEOLOCATION: pl.Float64(),
    FieldType.INTEGER: pl.Int64(),
    FieldType.YEAR: pl.Int64(),
    FieldType.DATE: pl.Date(),
    FieldType.CHECKBOX: pl.Boolean(),
    FieldType.MULTISELECT: pl.List(pl.String()),
}


def dtype(field: Field) -> pl.DataType:
    """Give the type of a field's column: text where nothing else is said."""
    return _DTYPES.get(field.type, pl.String())


@dataclass(frozen=True)
class Records:
    """Cases of one vocabulary.

    Attributes
    ----------
    vocabulary
        What the columns are fields of.
    cases
        One row per case: ``case``, then the fields that are present, in the order of the standard.
        A null was not recorded. Several choices are a list without repetition in the order of the
        code list, never empty.
    repeated
        The tables of which a case may have several rows, by table name: ``case``, then the fields.
        Rows of a case keep their order.
    fictional
        True for generated cases: every file written from them says so.
    """

    vocabulary: Vocabulary
    cases: pl.DataFrame
    repeated: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    fictional: bool = False

    def __len__(self) -> int:
        """Count the cases."""
        return self.cases.height

    def __repr__(self) -> str:
        lines = [f"Records of {self.vocabulary.name} {self.vocabulary.version}".strip()]
        lines.append(f"  cases {self.cases.height:>12,} x {self.cases.width - 1} fields")
        lines += [
            f"  {name} {table.height:>12,} x {table.width - 1} fields"
            for name, table in self.repeated.items()
        ]
        return "\n".join(lines)

    def fields(self) -> list[Field]:
        """Give the fields present in `cases`, in the order of the standard."""
        return [field for field in self.vocabulary if field.name in self.cases.columns]


def empty(vocabulary: Vocabulary, *tables: str) -> pl.DataFrame:
    """Make a table without rows that has every field of the given tables."""
    schema: dict[str, pl.DataType] = {CASE: pl.String()}
    schema |= {field.name: dtype(field) for field in vocabulary.of_table(*tables)}
    return pl.DataFrame(schema=schema)
