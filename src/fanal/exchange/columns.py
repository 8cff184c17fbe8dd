"""One column of texts to values: each distinct text is read once, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from fanal.exchange.personal import Identities
from fanal.presentation import Finding, Place, Value
from fanal.standard import Field, FieldType, dtype
from fanal.standard.values import SEALED, Cell, Problem, Reader

_EXAMPLES = 3
_UNIT = "\x1f"

_AS_IT_COMES = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LOOKUP, FieldType.UNTYPED)


@dataclass(frozen=True)
class ParsedColumn:
    """The values of one column, and the distinct texts that gave something to tell.

    Attributes
    ----------
    values
        One value per row, of the field's type.
    bands
        One band per row, where a band stood in place of a number; None where none did.
    told
        Each distinct text with something to tell, and what became of it.
    """

    values: pl.Series
    bands: pl.Series | None = None
    told: Mapping[str, Cell] = field(default_factory=dict)


def parse_columns(columns: Mapping[str, tuple[pl.Series, Reader]]) -> dict[str, ParsedColumn]:
    """Read columns of texts, all at once.

    Parameters
    ----------
    columns
        By a name of the caller's: one text per row, stripped, null where the cell is empty; and the
        reader of the column's field.
    """
    parsed = {
        name: ParsedColumn(texts.alias(reader.field.name))
        for name, (texts, reader) in columns.items()
        if reader.field.type in _AS_IT_COMES and reader.field.format is None and not reader.means
    }
    coded = pl.DataFrame({name: texts for name, (texts, _) in columns.items() if name not in parsed})
    kinds = {name: pl.Categories.random() for name in coded.columns}
    # The categories live as long as a frame that holds them.
    categories = coded.select(pl.col(name).cast(pl.Categorical(kind)) for name, kind in kinds.items())
    positions = categories.select(pl.all().to_physical().cast(pl.UInt32))
    distinct = {name: kind.to_dict() for name, kind in kinds.items()}
    del categories
    cells: dict[str, dict[str, Cell]] = {}
    spread: list[pl.Expr] = []
    for name, places in distinct.items():
        reader = columns[name][1]
        cells[name] = {text: reader.read(text) for text in sorted(places, key=places.__getitem__)}
        found = list(cells[name].values())
        spread.append(_spread(name, name, [cell.value for cell in found], dtype(reader.field)))
        if any(cell.band for cell in found):
            spread.append(_spread(name, f"{name} band", [cell.band for cell in found], pl.String()))
    table = positions.select(spread)
    for name in distinct:
        parsed[name] = ParsedColumn(
            table[name].alias(columns[name][1].field.name),
            table[f"{name} band"] if f"{name} band" in table.columns else None,
            {text: cell for text, cell in cells[name].items() if cell.problem is not None},
        )
    return parsed


def _spread(positions: str, name: str, values: Sequence[object], type_: pl.DataType) -> pl.Expr:
    """Give each row the value of its text."""
    # A null more than there are values: polars takes a literal of one value for a scalar.
    column = [*values, None]
    if isinstance(type_, pl.List):
        # Joined and split again: polars makes a series of every list it is given.
        joined = [_UNIT.join(several) if isinstance(several, list) else None for several in column]
        series = pl.Series(joined, dtype=pl.String).str.split(_UNIT)
    else:
        series = pl.Series(column, dtype=type_)
    return pl.lit(series).gather(pl.col(positions)).alias(name)


def findings_of(
    parsed: ParsedColumn, texts: pl.Series, rows: pl.Series, place: Place, one: Field, identities: Identities
) -> list[Finding]:
    """Tell what was noticed in a column, one finding for all rows alike.

    A text of a secret field is never shown, so all its cells with the same problem make one
    finding. Elsewhere each distinct text that is no code makes its own, for each has another nearest
    code; texts with the same other problem make one, which shows the first few.
    """
    if not parsed.told:
        return []
    where = (
        pl.DataFrame({"text": texts, "row": rows})
        .filter(pl.col("text").is_in(list(parsed.told)))
        .group_by("text", maintain_order=True)
        .agg("row")
    )
    alike: dict[tuple[object, ...], tuple[Cell, list[str], list[int]]] = {}
    for text, found in where.iter_rows():
        cell = parsed.told[text]
        problem = cell.problem
        if problem is None:
            continue
        shown = identities.shown(cell.aside or text, one)
        code = _code(problem, shown)
        apart = text if code.startswith("standard.unknown-code") and shown != SEALED else ""
        one_of = alike.setdefault((code, apart, shown == SEALED), (cell, [], []))
        one_of[1].append(shown)
        one_of[2].extend(found)
    findings = []
    for cell, texts_shown, found in alike.values():
        shown = _few(texts_shown)
        problem = cell.problem
        if problem is None:
            continue
        values: dict[str, Value] = dict(problem.values)
        if cell.aside is not None or shown == SEALED:
            values["value"] = shown
        if shown == SEALED:
            values = {name: value for name, value in values.items() if name not in ("code", "label")}
        findings.append(
            Finding(
                code=_code(problem, shown),
                severity=problem.severity,
                place=Place(
                    file=place.file,
                    sheet=place.sheet,
                    column=place.column,
                    field=place.field,
                    rows=tuple(sorted(found)),
                ),
                values=values,
            )
        )
    return findings


def _few(shown: Sequence[str]) -> str:
    """Give the first few of several texts; the seal once."""
    if shown[0] == SEALED or len(shown) == 1:
        return shown[0]
    return " / ".join([*shown[:_EXAMPLES], *(["…"] if len(shown) > _EXAMPLES else [])])


def _code(problem: Problem, shown: str) -> str:
    """Give the key of what to tell: of a sealed text neither how near it is to a code, nor to which."""
    unknown = problem.code in ("standard.unknown-code", "standard.unknown-code-near")
    return "standard.unknown-code-sealed" if unknown and shown == SEALED else problem.code
