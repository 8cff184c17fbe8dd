"""Combinations under a leading attribute: the unit in which counting is split, paused and sent away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

from fanal.presentation import Refusal
from fanal.privacy.attributes import AttributeTable, Ids, Numbers

LONGEST = 4
"""Attributes of the longest combination that is counted."""

_SMALL = 1 << 20
"""Cells of a table that is not worth making smaller."""

Found = tuple[Ids, npt.NDArray[np.integer]]
"""Shape (combinations, length) of ids, ascending, and shape (combinations,) of people."""


def check_limits(up_to: int, at_least: int, memory_mb: int) -> None:
    """Refuse to count what cannot be counted.

    Raises
    ------
    Refusal
        If a setting is out of its range.
    """
    if not 1 <= up_to <= LONGEST:
        raise Refusal("privacy.length-out-of-range", value=up_to, most=LONGEST)
    if at_least < 1:
        raise Refusal("privacy.at-least-too-small", value=at_least)
    if memory_mb < 1:
        raise Refusal("privacy.memory-too-small", value=memory_mb)


@dataclass(frozen=True, eq=False)
class Ranked:
    """A table whose attributes are numbered from the most to the least frequent."""

    attribute: Ids
    """The id of each rank."""
    columns: Ids
    counts: Numbers
    offsets: Numbers
    ids: Ids
    weights: Ids
    starts: Numbers
    """Where the holders of each rank begin in the two that follow."""
    holders: Ids
    ends: Numbers

    @classmethod
    def of(cls, table: AttributeTable, at_least: int) -> Ranked:
        """Leave out the attributes that fewer people hold."""
        from fanal.privacy.counting import kernels

        attribute = np.argsort(-table.counts, kind="stable").astype(np.int32)
        rank = np.empty_like(attribute)
        rank[attribute] = np.arange(attribute.size, dtype=np.int32)
        rank[table.counts < at_least] = -1
        offsets, ids, starts, holders, ends = kernels.ranked(table.offsets, table.ids, rank, attribute.size)
        return cls(
            attribute=attribute,
            columns=table.column_of[attribute],
            counts=table.counts[attribute],
            offsets=offsets,
            ids=ids,
            weights=table.weights,
            starts=starts,
            holders=holders,
            ends=ends,
        )


class Counter:
    """Counts under leading attributes; several may be asked for at the same time."""

    def __init__(self, ranked: Ranked, up_to: int, at_least: int, memory_mb: int) -> None:
        self._ranked, self._up_to, self._at_least = ranked, up_to, at_least
        self._memory_mb = memory_mb
        # A quarter for the tables of two threads, the rest for what is found and its joined copy.
        self._cells = memory_mb * 1_000_000 // (8 * ranked.weights.itemsize)
        self._bytes_left = memory_mb * 1_000_000 * 3 // 8

    def under(self, lead: int) -> Iterator[tuple[int, Found]]:
        """Give all combinations of two and more whose rarest attribute is the lead, with their length."""
        ranked = self._ranked
        here = slice(int(ranked.starts[lead]), int(ranked.starts[lead + 1]))
        return self._below((lead,), ranked.holders[here], ranked.ends[here])

    def handed_on(self, found: Found) -> None:
        """Give back the memory of what is no longer kept here."""
        self._bytes_left += sum(part.nbytes for part in found)

    def _below(
        self, prefix: tuple[int, ...], records: Ids, ends: Numbers, told: int = 0
    ) -> Iterator[tuple[int, Found]]:
        """Give all combinations of the prefix with more than `told` attributes below it."""
        from fanal.privacy.counting import kernels

        ranked, further = self._ranked, self._up_to - len(prefix)
        everything = (records, ends, ranked.offsets, ranked.ids)
        together = kernels.held_with(*everything, ranked.weights, ranked.attribute.size)
        for leading in prefix:
            together[ranked.columns == ranked.columns[leading]] = 0
        names = np.flatnonzero(together >= self._at_least).astype(np.int32)
        if told < 1:
            yield self._found(prefix, names[:, None], together[names])
        wide = self._too_large(names.size, 3) or comb(names.size, 3) > _SMALL
        if further == 3 and wide and not self._too_large(names.size, 2):
            # Three names are held together often enough only if each is so with both others.
            pairs = [names[:0, None]]
            for found, people in self._counted(everything, names, (2,)):
                yield self._found(prefix, found, people)
                pairs.append(found)
            times = np.bincount(np.concatenate([one.ravel() for one in pairs]), minlength=1)
            names, told = np.flatnonzero(times > 1).astype(np.int32), 2
        if further == 1 or names.size < 2:
            return
        if self._too_large(names.size, further):
            for name in names[1:].tolist():
                holders, places = kernels.narrowed(*everything, np.int32(name))
                yield from self._below((*prefix, name), holders, places, max(told - 1, 0))
            return
        for found, people in self._counted(everything, names, range(max(told + 1, 2), further + 1)):
            yield self._found(prefix, found, people)

    def _too_large(self, names: int, further: int) -> bool:
        return sum(comb(names, length) for length in range(2, further + 1)) > self._cells

    def _counted(
        self, everything: tuple[Ids, Numbers, Numbers, Ids], names: Ids, lengths: Sequence[int]
    ) -> Iterator[Found]:
        """Give the combinations of some names that are held together often enough, by their length."""
        from fanal.privacy.counting import kernels

        ranked = self._ranked
        local = np.full(ranked.attribute.size, -1, dtype=np.int32)
        local[names] = np.arange(names.size, dtype=np.int32)
        pairs, triples = kernels.count_below(*everything, ranked.weights, local, names.size, 3 in lengths)
        for length in lengths:
            pick, counts = (kernels.pick_pairs, pairs) if length == 2 else (kernels.pick_triples, triples)
            most = self._bytes_left // (4 * ranked.weights.itemsize)
            found, people, n = pick(counts, names.size, self._at_least, ranked.columns[names], most)
            if n > most:
                raise self._too_many()
            yield names[found], people

    def _found(
        self, prefix: tuple[int, ...], names: Ids, people: npt.NDArray[np.integer]
    ) -> tuple[int, Found]:
        """Put the leading attributes before what was found below them, within the memory."""
        length = len(prefix) + names.shape[1]
        ids = np.empty((len(names), length), dtype=np.int32)
        ids[:, : len(prefix)] = prefix
        ids[:, len(prefix) :] = names
        ids = self._ranked.attribute[ids]
        ids.sort(axis=1)
        # Threads may take from this at once; it bounds the memory, and need not be exact to the byte.
        self._bytes_left -= ids.nbytes + people.nbytes
        if self._bytes_left < 0:
            raise self._too_many()
        return length, (ids, people)

    def _too_many(self) -> Refusal:
        return Refusal("privacy.too-many-combinations", memory=self._memory_mb, least=self._at_least)
