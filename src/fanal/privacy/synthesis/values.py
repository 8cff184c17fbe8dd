"""What it is worth to tell something once more: the counts wanted against those of the rows so far."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fanal.privacy.compiling import kernel
from fanal.privacy.synthesis.tallies import Counts

NEVER = -1e9
"""The value of an attribute that as many rows tell as there are people: none may tell it once more."""


class Prices(NamedTuple):
    """What things are worth."""

    evenly: float
    """A pair or triple, beside 1 / T where T people hold it: its share of an absolute error."""
    first: float
    """A pair or triple that no row tells yet."""
    single: float
    """Any attribute."""
    urgent: float
    """An attribute, for each person missing beyond `missing`."""
    most: float
    """All that is urgent about an attribute."""
    missing: int
    """People of an attribute who may be missing."""


class Balance(NamedTuple):
    """The counts wanted, those of the rows so far, and what it is worth to tell each once more."""

    wanted: Counts
    made: Counts
    values: Counts
    prices: Prices


@kernel
def value(wanted: int, made: int, prices: Any) -> Any:
    """Say what a pair or triple is worth: less than nothing where enough rows tell it."""
    found = 1.0 / max(wanted, 1) + prices.evenly
    if made >= wanted:
        return -found
    return found + prices.first if made == 0 else found


@kernel
def value_of_one(wanted: int, made: int, prices: Any) -> Any:
    """Say what an attribute is worth, beside its pairs and triples."""
    if made >= wanted:
        return NEVER
    return prices.single + min(prices.urgent * max(0, wanted - made - prices.missing), prices.most)


@kernel
def revalue(balance: Any) -> None:
    """Value everything anew."""
    wanted, made, values, prices = balance
    for at in range(wanted.ones.size):
        values.ones[at] = value_of_one(wanted.ones[at], made.ones[at], prices)
    for at in range(wanted.pairs.size):
        values.pairs[at] = value(wanted.pairs[at], made.pairs[at], prices)
    for at in range(wanted.triples.size):
        values.triples[at] = value(wanted.triples[at], made.triples[at], prices)


@kernel
def put(row: Any, n: int, sign: int, same: Any, balance: Any) -> None:
    """Add a record to the rows so far, or take it away with a sign of -1; value what it tells anew.

    Parameters
    ----------
    row, n
        Its attributes, ascending, and how many.
    same
        Shape (attributes,): those that the row has before and after; what they tell alone is left out.
    """
    wanted, made, values, prices = balance
    for third in range(n):
        high = np.int64(row[third])
        if not same[high]:
            made.ones[high] += sign
            values.ones[high] = value_of_one(wanted.ones[high], made.ones[high], prices)
        for second in range(third):
            middle = np.int64(row[second])
            both = same[high] and same[middle]
            if not both:
                place = high * (high - 1) // 2 + middle
                made.pairs[place] += sign
                values.pairs[place] = value(wanted.pairs[place], made.pairs[place], prices)
            if wanted.triples.size == 0:
                continue
            start = high * (high - 1) * (high - 2) // 6 + middle * (middle - 1) // 2
            for first in range(second):
                if not (both and same[row[first]]):
                    place = start + row[first]
                    made.triples[place] += sign
                    values.triples[place] = value(wanted.triples[place], made.triples[place], prices)


@kernel
def worth(row: Any, n: int, same: Any, values: Any) -> float:
    """Add up what a record tells: the values of its attributes, pairs and triples; see `put`."""
    total = 0.0
    for third in range(n):
        high = np.int64(row[third])
        if not same[high]:
            total += values.ones[high]
        for second in range(third):
            middle = np.int64(row[second])
            both = same[high] and same[middle]
            if not both:
                total += values.pairs[high * (high - 1) // 2 + middle]
            if values.triples.size == 0:
                continue
            start = high * (high - 1) * (high - 2) // 6 + middle * (middle - 1) // 2
            for first in range(second):
                if not (both and same[row[first]]):
                    total += values.triples[start + row[first]]
    return total


@kernel
def loss(row: Any, n: int, same: Any, balance: Any) -> float:
    """Add up what would be lost with one of the rows so far, see `put`: its worth, were it not there."""
    wanted, made, _, prices = balance
    total = 0.0
    for third in range(n):
        high = np.int64(row[third])
        if not same[high]:
            total += value_of_one(wanted.ones[high], made.ones[high] - 1, prices)
        for second in range(third):
            middle = np.int64(row[second])
            both = same[high] and same[middle]
            if not both:
                place = high * (high - 1) // 2 + middle
                total += value(wanted.pairs[place], made.pairs[place] - 1, prices)
            if wanted.triples.size == 0:
                continue
            start = high * (high - 1) * (high - 2) // 6 + middle * (middle - 1) // 2
            for first in range(second):
                if not (both and same[row[first]]):
                    place = start + row[first]
                    total += value(wanted.triples[place], made.triples[place] - 1, prices)
    return total


@kernel
def worth_of_one_more(row: Any, n: int, more: int, values: Any) -> float:
    """Add up what a record tells more with one more attribute.

    Parameters
    ----------
    row, n
        The record, ascending, without the attribute.
    more
        The attribute.
    """
    pairs, triples = values.pairs, values.triples
    total = np.float64(values.ones[more])
    for second in range(n):
        low, high = np.int64(min(row[second], more)), np.int64(max(row[second], more))
        total += pairs[high * (high - 1) // 2 + low]
        if triples.size > 0:
            in_triples = high * (high - 1) * (high - 2) // 6
            for first in range(second):
                # row[first] < row[second], so that the highest of the three is `high`.
                one = np.int64(row[first])
                if one < low:
                    total += triples[in_triples + low * (low - 1) // 2 + one]
                else:
                    total += triples[in_triples + one * (one - 1) // 2 + low]
    return total
