"""Which records hold an attribute, as bits; which people hold a set of them, as an intersection."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel

_ONE = np.uint64(1)
_PAIRS = np.uint64(0x5555555555555555)
_FOURS = np.uint64(0x3333333333333333)
_BYTES = np.uint64(0x0F0F0F0F0F0F0F0F)
_SUM = np.uint64(0x0101010101010101)
_NONE = np.uint64(0)


@kernel
def bits_in(word: Any) -> Any:
    """Count the bits of a word of 64 (H. Warren, *Hacker's Delight*, 5-1)."""
    word = word - ((word >> np.uint64(1)) & _PAIRS)
    word = (word & _FOURS) + ((word >> np.uint64(2)) & _FOURS)
    word = (word + (word >> np.uint64(4))) & _BYTES
    return np.int64((word * _SUM) >> np.uint64(56))


@kernel
def bitsets(offsets: Any, ids: Any, attributes: int) -> Any:
    """Give, for each attribute, the records that hold it: shape (attributes, records / 64)."""
    records = offsets.size - 1
    bits = np.zeros((attributes, (records + 63) // 64), np.uint64)
    for record in range(records):
        for at in range(offsets[record], offsets[record + 1]):
            bits[ids[at], record >> 6] |= _ONE << np.uint64(record & 63)
    return bits


@kernel
def holders(row: Any, places: Any, words: Any) -> int:
    """Write the words of a bitset that are not empty, and where they stand; give how many."""
    n = 0
    for place in range(row.size):
        if row[place] != _NONE:
            places[n] = place
            words[n] = row[place]
            n += 1
    return n


@kernel
def shared_by(places: Any, words: Any, n: int, row: Any, weights: Any, k: int) -> Any:
    """Say whether at least k people are in both sets.

    Every record stands for one person or more, so that k records are enough; of fewer, the people
    are added up.
    """
    records = 0
    for at in range(n):
        records += bits_in(words[at] & row[places[at]])
        if records >= k:
            return True
    if records == 0:
        return False
    people = 0
    for at in range(n):
        word = words[at] & row[places[at]]
        while word != _NONE:
            low = word & (~word + _ONE)
            people += weights[places[at] * 64 + bits_in(low - _ONE)]
            word ^= low
    return people >= k


@kernel
def narrow(places: Any, words: Any, n: int, row: Any) -> int:
    """Keep of a set what is in another too, in place; give how many words are left."""
    left = 0
    for at in range(n):
        word = words[at] & row[places[at]]
        if word != _NONE:
            places[left] = places[at]
            words[left] = word
            left += 1
    return left


@kernel
def people_of(held: Any, bits: Any, weights: Any, places: Any, words: Any) -> Any:
    """Count the people who hold all of some attributes; everybody where there are none."""
    if held.size == 0:
        return np.int64(weights.sum())
    n = holders(bits[held[0]], places, words)
    for at in range(1, held.size):
        n = narrow(places, words, n, bits[held[at]])
    people = 0
    for at in range(n):
        word = words[at]
        while word != _NONE:
            low = word & (~word + _ONE)
            people += weights[places[at] * 64 + bits_in(low - _ONE)]
            word ^= low
    return people
