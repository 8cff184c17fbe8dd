"""The compiled loops that count combinations, addressed by their combinatorial number.

The combination l1 < l2 < l3 has the number C(l3, 3) + C(l2, 2) + l1 (the combinatorial number system:
D. Knuth, *The Art of Computer Programming* 4A, 7.2.1.3, theorem L), so that no key is ever hashed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel


@kernel
def ranked(offsets: Any, ids: Any, rank: Any, attributes: int) -> Any:
    """Give the attributes of all records new numbers, and find who holds each.

    Parameters
    ----------
    offsets, ids
        All records.
    rank
        Shape (attributes,): the new number of each attribute; -1 to leave it out.
    attributes
        How many there are.

    Returns
    -------
    tuple
        The records by their new numbers, ascending in each: where each begins, and the numbers. Then by
        number: where its holders begin, who they are, and where the number stands in the record of each.
    """
    records = offsets.size - 1
    starts = np.zeros(attributes + 1, np.int64)
    new = np.zeros(records + 1, np.int64)
    for record in range(records):
        for at in range(offsets[record], offsets[record + 1]):
            number = rank[ids[at]]
            if number >= 0:
                starts[number + 1] += 1
                new[record + 1] += 1
    starts = starts.cumsum()
    new = new.cumsum()
    holders = np.empty(starts[-1], np.int32)
    free = starts.copy()
    for record in range(records):
        for at in range(offsets[record], offsets[record + 1]):
            number = rank[ids[at]]
            if number >= 0:
                holders[free[number]] = record
                free[number] += 1
    # To go through the holders by ascending number sorts every record.
    numbers = np.empty(new[-1], np.int32)
    ends = np.empty(starts[-1], np.int64)
    free = new.copy()
    for number in range(attributes):
        for place in range(starts[number], starts[number + 1]):
            at = free[holders[place]]
            numbers[at] = number
            ends[place] = at
            free[holders[place]] = at + 1
    return new, numbers, starts, holders, ends


@kernel
def held_with(records: Any, ends: Any, offsets: Any, ids: Any, weights: Any, attributes: int) -> Any:
    """Count, for each attribute, the people who hold it below the leading ones.

    Parameters
    ----------
    records, ends
        Shape (records that hold the leading attributes,): which, and where what is below them ends.
    offsets, ids, weights
        All records, their attributes ascending.
    attributes
        How many attributes there are.
    """
    together = np.zeros(attributes, weights.dtype)
    for place in range(records.size):
        record = records[place]
        for at in range(offsets[record], ends[place]):
            together[ids[at]] += weights[record]
    return together


@kernel
def narrowed(records: Any, ends: Any, offsets: Any, ids: Any, wanted: Any) -> Any:
    """Give the records that hold one more leading attribute, and where what is below it ends."""
    kept = np.empty(records.size, records.dtype)
    below = np.empty(records.size, ends.dtype)
    n = 0
    for place in range(records.size):
        for at in range(offsets[records[place]], ends[place]):
            if ids[at] == wanted:
                kept[n] = records[place]
                below[n] = at
                n += 1
                break
    return kept[:n], below[:n]


@kernel
def count_below(
    records: Any, ends: Any, offsets: Any, ids: Any, weights: Any, local: Any, width: int, three: bool
) -> Any:
    """Count all pairs, and triples where `three` asks for them, below the leading attributes.

    Parameters
    ----------
    local
        Shape (attributes,): the number of each attribute that still matters, ascending; -1 for others.
    width
        How many matter.
    """
    pairs = np.zeros(width * (width - 1) // 2, weights.dtype)
    triples = np.zeros(width * (width - 1) * (width - 2) // 6 if three else 0, weights.dtype)
    held = np.empty(width, np.int64)
    for place in range(records.size):
        record = records[place]
        weight = weights[record]
        n = 0
        for at in range(offsets[record], ends[place]):
            number = local[ids[at]]
            if number >= 0:
                held[n] = number
                n += 1
        for third in range(1, n):
            high = held[third]
            base = high * (high - 1) // 2
            for second in range(third):
                pairs[base + held[second]] += weight
            if three:
                base = high * (high - 1) * (high - 2) // 6
                for second in range(1, third):
                    row = base + held[second] * (held[second] - 1) // 2
                    for first in range(second):
                        triples[row + held[first]] += weight
    return pairs, triples


@kernel
def pick_pairs(counts: Any, width: int, least: int, columns: Any, most: int) -> Any:
    """Find the pairs of different columns that enough people share.

    Returns
    -------
    tuple
        Shape (found, 2) and (found,): local numbers, counts; and at most how many there are. Where that
        is more than `most`, none is given.
    """
    n = 0
    for count in counts:
        n += count >= least
    size = 0 if n > most else n
    found = np.empty((size, 2), np.int32)
    people = np.empty(size, counts.dtype)
    at = 0
    number = 0
    for high in range(width if size else 0):
        for low in range(high):
            if counts[number] >= least and columns[high] != columns[low]:
                found[at, 0] = low
                found[at, 1] = high
                people[at] = counts[number]
                at += 1
            number += 1
    return found[:at], people[:at], n


@kernel
def pick_triples(counts: Any, width: int, least: int, columns: Any, most: int) -> Any:
    """Find the triples of different columns that enough people share, as `pick_pairs`."""
    n = 0
    for count in counts:
        n += count >= least
    size = 0 if n > most else n
    found = np.empty((size, 3), np.int32)
    people = np.empty(size, counts.dtype)
    at = 0
    number = 0
    for high in range(width if size else 0):
        for middle in range(high):
            apart = columns[high] != columns[middle]
            for low in range(middle):
                apart_too = columns[low] != columns[high] and columns[low] != columns[middle]
                if counts[number] >= least and apart and apart_too:
                    found[at, 0] = low
                    found[at, 1] = middle
                    found[at, 2] = high
                    people[at] = counts[number]
                    at += 1
                number += 1
    return found[:at], people[:at], n
