"""The compiled loops of synthesis: keep of each record what enough people share, then refill."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel
from fanal.privacy.synthesis.bitsets import holders, narrow, people_of, shared_by
from fanal.privacy.synthesis.tallies import gain, tally, worth


@kernel
def supports(offsets: Any, ids: Any, bits: Any, weights: Any) -> Any:
    """Count, for each record, the people who hold all its attributes."""
    records = offsets.size - 1
    places, words = np.empty(bits.shape[1], np.int64), np.empty(bits.shape[1], np.uint64)
    found = np.empty(records, np.int64)
    for record in range(records):
        found[record] = people_of(ids[offsets[record] : offsets[record + 1]], bits, weights, places, words)
    return found


@kernel
def kept_in_order(
    record: Any,
    order: Any,
    k: int,
    bits: Any,
    weights: Any,
    ones: Any,
    places: Any,
    words: Any,
    stays: Any,
    kept: Any,
) -> int:
    """Take the attributes of a record in turn; each stays if k people still share all that stayed.

    What stayed is written to `kept`, ascending; given is how many it is.
    """
    stays[: record.size] = False
    n, size = 0, 0
    for at in order:
        row = bits[record[at]]
        if ones[record[at]] < k or (size > 0 and not shared_by(places, words, n, row, weights, k)):
            continue
        n = holders(row, places, words) if size == 0 else narrow(places, words, n, row)
        stays[at] = True
        size += 1
    size = 0
    for at in range(record.size):
        if stays[at]:
            kept[size] = record[at]
            size += 1
    return size


@kernel
def kept_of(
    record: Any,
    k: int,
    orders: int,
    bits: Any,
    weights: Any,
    ones: Any,
    pairs: Any,
    triples: Any,
    evenly: float,
    single: float,
    chance: Any,
    best: Any,
) -> int:
    """Keep of one record a set that at least k people share and that no more of it can join.

    In each of several orders the attributes are taken in turn, and each stays if at least k people
    still share all that stayed. An order is drawn with the frequent attributes first, by a strength
    that is drawn too; the set that tells most wins.

    Parameters
    ----------
    record
        Its attributes, ascending.
    ones, pairs, triples
        How many people hold each attribute, pair, triple.
    best
        Where the set is written, ascending.

    Returns
    -------
    int
        How many attributes it has.
    """
    places, words = np.empty(bits.shape[1], np.int64), np.empty(bits.shape[1], np.uint64)
    keys = np.empty(record.size, np.float64)
    stays = np.empty(record.size, np.bool_)
    kept = np.empty(record.size, np.int32)
    best_n, best_worth = 0, -1.0
    for _ in range(orders):
        strength = 1.5 * chance.random() - 0.75
        for at in range(record.size):
            keys[at] = -np.log(1.0 - chance.random()) / ones[record[at]] ** strength
        size = kept_in_order(record, np.argsort(keys), k, bits, weights, ones, places, words, stays, kept)
        told = worth(kept, size, pairs, triples, evenly) + single * size
        if told > best_worth:
            best_n, best_worth = size, told
            best[:size] = kept[:size]
    return best_n


@kernel
def reduce_all(
    numbers: Any,
    offsets: Any,
    ids: Any,
    k: int,
    orders: int,
    bits: Any,
    weights: Any,
    ones: Any,
    pairs: Any,
    triples: Any,
    evenly: float,
    single: float,
    chance: Any,
    rows: Any,
    sizes: Any,
) -> None:
    """Reduce some records, see `kept_of`: into `rows`, shape (records, width), and `sizes`."""
    for at in range(numbers.size):
        record = ids[offsets[numbers[at]] : offsets[numbers[at] + 1]]
        sizes[at] = kept_of(
            record, k, orders, bits, weights, ones, pairs, triples, evenly, single, chance, rows[at]
        )


@kernel
def refill(
    turn: Any,
    rows: Any,
    sizes: Any,
    k: int,
    bits: Any,
    weights: Any,
    column_of: Any,
    ones: Any,
    pairs: Any,
    triples: Any,
    made_ones: Any,
    made_pairs: Any,
    made_triples: Any,
    evenly: float,
    least_gain: float,
    missing: int,
    urgent: float,
) -> int:
    """Give rows attributes that the whole lacks, where at least k people share what they then hold.

    Parameters
    ----------
    turn
        The rows, in the order in which they are looked at.
    rows, sizes
        All rows that may change, shape (rows, width), and how many attributes each holds.
    least_gain
        What a new attribute must gain at least over pairs and triples, see `gain`.
    missing
        An attribute is given only while more than so many of its people are missing.
    urgent
        What each missing person of an attribute adds to its gain; far more where no row tells of it.

    Returns
    -------
    int
        How many attributes were given.
    """
    width = rows.shape[1]
    places, words = np.empty(bits.shape[1], np.int64), np.empty(bits.shape[1], np.uint64)
    used = np.zeros(column_of.max() + 1 if column_of.size else 1, np.bool_)
    lacking = np.flatnonzero((ones - made_ones > missing) & (ones >= k))
    possible = np.empty(lacking.size, np.bool_)
    given = 0
    for number in turn:
        row = rows[number]
        n = 0
        used[:] = False
        for at in range(sizes[number]):
            n = holders(bits[row[at]], places, words) if at == 0 else narrow(places, words, n, bits[row[at]])
            used[column_of[row[at]]] = True
        possible[:] = True
        while sizes[number] < width:
            size = sizes[number]
            best, best_gain = -1, least_gain
            for at in range(lacking.size):
                more = lacking[at]
                if not possible[at]:
                    continue
                if ones[more] - made_ones[more] <= missing or used[column_of[more]]:
                    possible[at] = False
                    continue
                if size > 0 and not shared_by(places, words, n, bits[more], weights, k):
                    possible[at] = False
                    continue
                lacking_people = ones[more] - made_ones[more]
                gained = 1.0 / ones[more] + urgent * lacking_people * (1 if made_ones[more] else ones.size)
                gained += gain(row, size, more, pairs, triples, made_pairs, made_triples, evenly)
                if gained > best_gain:
                    best, best_gain = more, gained
            if best < 0:
                break
            n = holders(bits[best], places, words) if size == 0 else narrow(places, words, n, bits[best])
            used[column_of[best]] = True
            tally(row, size, -1, made_ones, made_pairs, made_triples)
            at = size
            while at > 0 and row[at - 1] > best:
                row[at] = row[at - 1]
                at -= 1
            row[at] = best
            sizes[number] = size + 1
            tally(row, size + 1, 1, made_ones, made_pairs, made_triples)
            given += 1
    return given
