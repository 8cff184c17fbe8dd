"""The same counts on Spark: every part of a table counts for itself, and the counts add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeSettings
from fanal.privacy.attributes import Attribute, AttributeTable, attributes_of
from fanal.privacy.counting.combinations import Combinations
from fanal.privacy.counting.leading import LONGEST, Counter, Found, Ranked, check_limits

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

_PLACES = tuple(f"attribute_{place}" for place in range(1, LONGEST + 1))
"""Columns of a counted combination: ids, ascending; -1 where it is shorter."""

_ROWS_AT_ONCE = 1 << 16
"""Combinations that are handed to Spark together."""

_BYTES_EACH = 64
"""What a combination takes where all parts come together: as it arrives, and as it is kept."""


def count_combinations_on_spark(
    frame: DataFrame,
    settings: AttributeSettings,
    up_to: int = 3,
    at_least: int = 1,
    memory_mb: int = 300,
) -> Combinations:
    """Count the people of every combination of attributes of a table that Spark holds.

    The table is read twice. First each partition counts its single attributes, which gives the same
    numbers of attributes everywhere, and those that too few people hold are left out (R. Agrawal and
    R. Srikant, "Fast algorithms for mining association rules", VLDB 1994). Then each counts the
    combinations of what is left as `count_combinations` does, and the sums that reach `at_least` are
    kept: only after adding up, because a part cannot know what the others hold. The result is that of
    `count_combinations` on the same rows, without the attributes that fewer than `at_least` people hold.

    Parameters
    ----------
    frame
        One row per person, or per record with `settings.subject`: then the rows of one person are
        brought together first. A partition must fit the memory of its machine.
    settings
        The columns and how each is read.
    up_to
        Attributes of the longest combination, 1 to 4.
    at_least
        People who must share a combination for it to be kept.
    memory_mb
        Megabytes of 10^6 bytes that the tables of each partition may take beside its rows, and the
        result where it is brought together.

    Raises
    ------
    Refusal
        If a setting is out of its range, a column is missing or cannot be compared, a value is outside
        its domain, the result does not fit the memory, the table changes between two readings, or what
        Spark needs is not installed.
    """
    require_spark()
    from pyspark.sql import functions

    check_limits(up_to, at_least, memory_mb)
    rows = _wanted(frame, settings)
    # A part that refused would end in the error of a machine far away: what is outside is counted.
    told = replace(settings, drop_outside=True)
    people, singles = _singles(rows, settings, told, at_least)
    attributes = _in_order(singles, settings)
    counting = partial(_count_part, settings=told, attributes=attributes, up_to=up_to, memory_mb=memory_mb)
    schema = ", ".join([*(f"{place} int" for place in _PLACES), "people long"])
    most = memory_mb * 1_000_000 // _BYTES_EACH
    summed = rows.mapInArrow(counting, schema).groupBy(*_PLACES).agg(functions.sum("people").alias("people"))
    found = summed.filter(functions.col("people") >= at_least).limit(most + 1).toArrow()
    if found.num_rows > most:
        raise Refusal("privacy.too-many-combinations", memory=memory_mb, least=at_least)
    ids, counts = _by_length(found, up_to)
    expected = {number: singles[one] for number, one in enumerate(attributes)}
    if dict(zip(ids[1][:, 0].tolist(), counts[1].tolist(), strict=True)) != expected:
        raise Refusal("privacy.spark-table-changed")
    return Combinations(
        attributes=attributes, people=people, up_to=up_to, at_least=at_least, ids=ids, counts=counts
    )


def require_spark() -> None:
    """Refuse to work without what Spark needs in Python.

    Raises
    ------
    Refusal
        If one of its packages is not installed.
    """
    try:
        # Spark asks for pandas wherever it gives Arrow.
        import pandas  # noqa: F401
        import pyarrow  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError:
        raise Refusal("privacy.spark-missing") from None


def _wanted(frame: DataFrame, settings: AttributeSettings) -> DataFrame:
    """Give the columns that are read, the rows of one person together; refuse what cannot be read."""
    from pyspark.sql import functions
    from pyspark.sql.types import ArrayType

    names = [one.column for one in settings.columns] + ([settings.subject] if settings.subject else [])
    for name in names:
        if name not in frame.columns:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(frame.columns))
    rows = frame.select(*(functions.col(f"`{name}`") for name in names))
    attributes_of(_table(rows.limit(0).toArrow()), settings)
    if settings.subject is None:
        return rows
    who = functions.col(f"`{settings.subject}`")
    if isinstance(rows.schema[settings.subject].dataType, ArrayType):
        # Several names are one person whatever their order.
        who = functions.array_join(functions.array_sort(functions.array_distinct(who)), ";")
    return rows.repartition(who)


def _table(arrow: pa.Table) -> pl.DataFrame:
    return cast("pl.DataFrame", pl.from_arrow(arrow))


def _singles(
    rows: DataFrame, settings: AttributeSettings, told: AttributeSettings, at_least: int
) -> tuple[int, Mapping[Attribute, int]]:
    """Give how many people there are, and how many hold each attribute that enough of them hold."""
    from pyspark.sql import functions

    counted = rows.mapInArrow(
        partial(_count_singles, settings=told), "what string, place int, value string, n long"
    )
    summed = counted.groupBy("what", "place", "value").agg(functions.sum("n").alias("n"))
    enough = (functions.col("what") != "attribute") | (functions.col("n") >= at_least)
    people, singles, outside = 0, {}, {}
    for what, place, value, n in summed.filter(enough).collect():
        if what == "people":
            people = n
        elif what == "attribute":
            singles[Attribute(settings.columns[place].column, value)] = n
        else:
            outside[place] = n
    if outside and not settings.drop_outside:
        place = min(outside)
        raise Refusal("privacy.outside-domain", column=settings.columns[place].column, n=outside[place])
    return people, singles


def _in_order(singles: Iterable[Attribute], settings: AttributeSettings) -> tuple[Attribute, ...]:
    """Put attributes into the order of `attributes_of`: columns, then their values, a blank last."""
    by_column: dict[str, list[str | None]] = {one.column: [] for one in settings.columns}
    for single in singles:
        by_column[single.column].append(single.value)
    made = []
    for one in settings.columns:
        place = None if one.domain is None else {value: number for number, value in enumerate(one.domain)}
        told = [value for value in by_column[one.column] if value is not None]
        told.sort(key=None if place is None else place.__getitem__)
        made += [Attribute(one.column, value) for value in told]
        made += [Attribute(one.column, None)] if None in by_column[one.column] else []
    return tuple(made)


def _by_length(found: pa.Table, up_to: int) -> tuple[dict[int, Any], dict[int, Any]]:
    """Part the combinations by their length, in the order of their ids."""
    ids = np.column_stack([found[place].to_numpy() for place in _PLACES])
    people = found["people"].to_numpy()
    lengths = np.count_nonzero(ids >= 0, axis=1)
    ids_of, counts_of = {}, {}
    for length in range(1, up_to + 1):
        here = np.flatnonzero(lengths == length)
        here = here[np.lexsort(ids[here, length - 1 :: -1].T)]
        ids_of[length], counts_of[length] = ids[here, :length].astype(np.int32), people[here]
    return ids_of, counts_of


# --- what runs on the machines of the parts ---


def _encoded(batches: Iterable[pa.RecordBatch], settings: AttributeSettings) -> AttributeTable | None:
    """Turn the rows of one part into attributes; None where there are none."""
    import pyarrow as pa

    told = [batch for batch in batches if batch.num_rows]
    return attributes_of(_table(pa.Table.from_batches(told)), settings) if told else None


def _count_singles(
    batches: Iterable[pa.RecordBatch], settings: AttributeSettings
) -> Iterator[pa.RecordBatch]:
    """Count the people of one part, those who hold each attribute, and the cells outside each domain."""
    import pyarrow as pa

    table = _encoded(batches, settings)
    if table is None:
        return
    places = {one.column: number for number, one in enumerate(settings.columns)}
    said: list[tuple[str, int, str | None, int]] = [("people", 0, None, table.people)]
    said += [("outside", places[column], None, n) for column, n in table.outside.items()]
    for attribute, n in zip(table.attributes, table.counts.tolist(), strict=True):
        if n:
            said.append(("attribute", places[attribute.column], attribute.value, n))
    schema = pa.schema(
        [("what", pa.string()), ("place", pa.int32()), ("value", pa.string()), ("n", pa.int64())]
    )
    yield pa.RecordBatch.from_arrays(
        [pa.array(values, kind.type) for values, kind in zip(zip(*said, strict=True), schema, strict=True)],
        schema=schema,
    )


def _count_part(
    batches: Iterable[pa.RecordBatch],
    settings: AttributeSettings,
    attributes: Sequence[Attribute],
    up_to: int,
    memory_mb: int,
) -> Iterator[pa.RecordBatch]:
    """Count all combinations of one part, by the numbers that attributes have in all of them."""
    table = _encoded(batches, settings)
    if table is None:
        return
    numbers = {attribute: number for number, attribute in enumerate(attributes)}
    # Both are in one order, so ids that ascend here ascend there.
    number_of = np.array([numbers.get(one, -1) for one in table.attributes], dtype=np.int32)
    yield from _in_batches(_combinations(_without(table, number_of < 0), up_to, memory_mb), number_of)


def _without(table: AttributeTable, rare: npt.NDArray[np.bool_]) -> AttributeTable:
    """Take attributes out of all records."""
    kept = ~rare[table.ids]
    before = np.concatenate([np.zeros(1, dtype=np.int64), kept.cumsum()])
    return replace(table, ids=table.ids[kept], offsets=before[table.offsets])


def _combinations(table: AttributeTable, up_to: int, memory_mb: int) -> Iterator[Found]:
    """Give the combinations that anybody holds, some at a time: none is kept here."""
    ranked = Ranked.of(table, 1)
    held = np.flatnonzero(ranked.counts).astype(np.int32)
    yield ranked.attribute[held][:, None], ranked.counts[held]
    counter = Counter(ranked, up_to, 1, memory_mb)
    for lead in range(1, held.size if up_to > 1 else 0):
        for _, found in counter.under(lead):
            yield found
            counter.handed_on(found)


def _in_batches(parts: Iterable[Found], number_of: npt.NDArray[np.int32]) -> Iterator[pa.RecordBatch]:
    """Put small parts together, each combination by the numbers of its attributes."""
    import pyarrow as pa

    waiting: list[Found] = []

    def batch() -> pa.RecordBatch:
        ids = np.full((sum(len(people) for _, people in waiting), LONGEST), -1, dtype=np.int32)
        at = 0
        for some, people in waiting:
            ids[at : at + len(people), : some.shape[1]] = number_of[some]
            at += len(people)
        counts = np.concatenate([people for _, people in waiting]).astype(np.int64)
        waiting.clear()
        columns = [np.ascontiguousarray(ids[:, place]) for place in range(LONGEST)]
        return pa.RecordBatch.from_arrays([pa.array(one) for one in (*columns, counts)], [*_PLACES, "people"])

    rows = 0
    for part in parts:
        waiting.append(part)
        rows += len(part[1])
        if rows >= _ROWS_AT_ONCE:
            yield batch()
            rows = 0
    if rows:
        yield batch()
