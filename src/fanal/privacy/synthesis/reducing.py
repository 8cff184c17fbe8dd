"""Keep of each record what enough people share."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel
from fanal.privacy.synthesis.bitsets import enough, everybody, narrow
from fanal.privacy.synthesis.values import worth


@kernel
def sort_by(keys: Any, order: Any, n: int) -> None:
    """Put the places of the first n keys in ascending order of the keys: few, so by insertion."""
    for at in range(n):
        place = at
        while place > 0 and keys[order[place - 1]] > keys[at]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = at


@kernel
def _kept_in_order(record: Any, order: Any, people: Any, shared: Any, stays: Any, kept: Any) -> int:
    """Take the attributes of a record in turn; each stays if k people still share all that stayed.

    What stayed is written to `kept`, ascending; given is how many it is.
    """
    shared.used[0] = -1
    for at in order[: record.size]:
        stays[at] = enough(shared, people, record[at])
        if stays[at]:
            narrow(shared, people, record[at])
    size = 0
    for at in range(record.size):
        if stays[at]:
            kept[size] = record[at]
            size += 1
    return size


@kernel
def reduce_all(
    numbers: Any, orders: int, people: Any, values: Any, chance: Any, rows: Any, sizes: Any
) -> None:
    """Keep of some records sets that at least k people share and that no more of them can join.

    In each of several orders the attributes are taken in turn, and each stays if at least k people
    still share all that stayed. An order is drawn with the frequent attributes first, or last, by a
    strength that is drawn too; the set that is worth most wins.

    Parameters
    ----------
    numbers
        The records.
    rows, sizes
        Where the sets are written: shape (records, width), ascending, and how many attributes each has.
    """
    width = rows.shape[1]
    shared = everybody(people)
    keys, order = np.empty(width, np.float64), np.empty(width, np.int64)
    stays, kept = np.empty(width, np.bool_), np.empty(width, np.int32)
    none = np.zeros(people.held.size, np.bool_)
    rarity = np.log(np.maximum(people.held, 1))
    for at in range(numbers.size):
        record = people.ids[people.offsets[numbers[at]] : people.offsets[numbers[at] + 1]]
        most = -np.inf
        for _ in range(orders):
            strength = 1.5 * chance.random() - 0.75
            for place in range(record.size):
                keys[place] = np.log(-np.log(1.0 - chance.random())) - strength * rarity[record[place]]
            sort_by(keys, order, record.size)
            size = _kept_in_order(record, order, people, shared, stays, kept)
            told = worth(kept, size, none, values)
            if told > most:
                most = told
                sizes[at] = size
                rows[at, :size] = kept[:size]
