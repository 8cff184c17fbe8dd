"""Which records hold an attribute, as bits; which people share a set of them, as an intersection."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fanal.privacy.compiling import kernel

_ONE = np.uint64(1)
_PAIRS = np.uint64(0x5555555555555555)
_FOURS = np.uint64(0x3333333333333333)
_BYTES = np.uint64(0x0F0F0F0F0F0F0F0F)
_SUM = np.uint64(0x0101010101010101)
_NONE = np.uint64(0)


class People(NamedTuple):
    """The sensitive people, and how many of them must share whatever is told."""

    offsets: Any
    ids: Any
    """The distinct records, as `AttributeTable` has them."""
    bits: Any
    """Shape (attributes, records / 64): the records that hold each attribute."""
    weights: Any
    """Shape (records,): the people whom each record stands for."""
    held: Any
    """Shape (attributes,): how many people hold each."""
    k: int


class Shared(NamedTuple):
    """The people who share some attributes: the words of a bitset that are not empty."""

    places: Any
    words: Any
    used: Any
    """Shape (1,): how many words there are; -1 while there is no attribute, so that everybody is."""


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
def everybody(people: Any) -> Any:
    """Give room for the people who share some attributes: all of them, before there is one."""
    words = people.bits.shape[1]
    return Shared(np.empty(words, np.int64), np.empty(words, np.uint64), np.full(1, -1))


@kernel
def narrow(shared: Any, people: Any, attribute: int) -> None:
    """Keep, of those who share some attributes, those who hold one more."""
    row, places, words = people.bits[attribute], shared.places, shared.words
    left = 0
    if shared.used[0] < 0:
        for place in range(row.size):
            if row[place] != _NONE:
                places[left] = place
                words[left] = row[place]
                left += 1
    else:
        for at in range(shared.used[0]):
            word = words[at] & row[places[at]]
            if word != _NONE:
                places[left] = places[at]
                words[left] = word
                left += 1
    shared.used[0] = left


@kernel
def enough(shared: Any, people: Any, attribute: int) -> Any:
    """Say whether at least k of those who share some attributes hold one more.

    Every record stands for one person or more, so that k records are enough; of fewer, the people
    are added up.
    """
    used = shared.used[0]
    if used < 0:
        return people.held[attribute] >= people.k
    row, places, words = people.bits[attribute], shared.places, shared.words
    records = 0
    for at in range(used):
        records += bits_in(words[at] & row[places[at]])
        if records >= people.k:
            return True
    if records == 0:
        return False
    found = 0
    for at in range(used):
        word = words[at] & row[places[at]]
        while word != _NONE:
            low = word & (~word + _ONE)
            found += people.weights[places[at] * 64 + bits_in(low - _ONE)]
            word ^= low
    return found >= people.k


@kernel
def records_in(shared: Any) -> Any:
    """Count the records of those who share some attributes."""
    records = 0
    for at in range(shared.used[0]):
        records += bits_in(shared.words[at])
    return records


@kernel
def count_more(shared: Any, people: Any, counts: Any) -> None:
    """Count, for each attribute, those who share some attributes and hold it too: into `counts`."""
    counts[:] = 0
    for at in range(shared.used[0]):
        word = shared.words[at]
        while word != _NONE:
            low = word & (~word + _ONE)
            record = shared.places[at] * 64 + bits_in(low - _ONE)
            for place in range(people.offsets[record], people.offsets[record + 1]):
                counts[people.ids[place]] += people.weights[record]
            word ^= low


@kernel
def supported(people: Any) -> Any:
    """Say, for each record, whether at least k people hold all its attributes."""
    shared = everybody(people)
    found = np.ones(people.weights.size, np.bool_)
    for record in range(found.size):
        row = people.ids[people.offsets[record] : people.offsets[record + 1]]
        shared.used[0] = -1
        for one in row[np.argsort(people.held[row])]:
            if not enough(shared, people, one):
                found[record] = False
                break
            narrow(shared, people, one)
    return found
