"""The compiled loops that draw records from classes and bring their counts to those of the model."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel

NEVER = np.float32(1e30)
"""The cost of what may not be."""


@kernel
def choose(chances: Any, ends: Any, starts: Any, chosen: Any, state: Any) -> None:
    """Give each record one attribute of each group, or its blank: -1.

    Each value comes as often among the records of a class as its chance says, up to rounding, and who
    has it is drawn (systematic sampling).

    Parameters
    ----------
    chances
        Shape (classes, attributes).
    ends
        Shape (classes,): where the records of each class end.
    starts
        Shape (groups + 1,): where the attributes of each group begin.
    chosen
        Shape (records, groups), filled.
    state
        Shape (1,): the state of chance.
    """
    order = np.arange(chosen.shape[0])
    top = 0
    for row in range(ends.size):
        n = ends[row] - top
        for group in range(starts.size - 1):
            _shuffle(order[top : top + n], state)
            begin = _uniform(state)
            value, passed = starts[group], np.float64(0)
            for place in range(n):
                at = (place + begin) / n
                while value < starts[group + 1] and passed + chances[row, value] <= at:
                    passed += chances[row, value]
                    value += 1
                chosen[order[top + place], group] = value if value < starts[group + 1] else -1
        top = ends[row]


@kernel
def _uniform(state: Any) -> float:
    """Draw a number from 0 to 1 (splitmix64: G. Steele, D. Lea, C. Flood, OOPSLA 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    word = state[0]
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    word ^= word >> np.uint64(31)
    return np.float64(word >> np.uint64(11)) / np.float64(9007199254740992.0)


@kernel
def _shuffle(some: Any, state: Any) -> None:
    """Put numbers in an order drawn by chance, in place (R. Durstenfeld, CACM 1964)."""
    for last in range(some.size - 1, 0, -1):
        other = int(_uniform(state) * (last + 1))
        some[last], some[other] = some[other], some[last]


@kernel
def counted(chosen: Any, attributes: int) -> Any:
    """Count the pairs of attributes of records, both ways."""
    made = np.zeros((attributes, attributes), np.float32)
    held = np.empty(chosen.shape[1], np.int64)
    for record in range(chosen.shape[0]):
        n = 0
        for group in range(chosen.shape[1]):
            if chosen[record, group] >= 0:
                held[n] = chosen[record, group]
                n += 1
        for first in range(n):
            for second in range(n):
                made[held[first], held[second]] += 1
    return made


@kernel
def polish(
    chosen: Any, order: Any, classes: Any, costs: Any, off: Any, starts: Any, always: Any, singles: Any
) -> int:
    """Change single values of records, one after the other, wherever counts come nearer; give how many.

    Parameters
    ----------
    chosen
        Shape (records, groups): attributes, -1 for a blank; changed in place.
    order
        Shape (records,): who comes when.
    classes
        Shape (records,): the class of each.
    costs
        Shape (classes, attributes + groups): what each value, and the blank of each group, costs in a
        class, as improbable as it is there; above `NEVER` where it may not be.
    off
        Shape (attributes, attributes): counts of the records less those wanted, the singles on the
        diagonal; kept as it should be.
    starts
        Shape (groups + 1,): where the attributes of each group begin.
    always
        Shape (groups,): whether there is no blank.
    singles
        What the square of an error of a single count weighs, beside 1 for a pair.
    """
    held = np.empty(chosen.shape[1], np.int64)
    changed = 0
    for record in order:
        cost = costs[classes[record]]
        n = 0
        for group in range(chosen.shape[1]):
            if chosen[record, group] >= 0:
                held[n] = chosen[record, group]
                n += 1
        for group in range(chosen.shape[1]):
            now = chosen[record, group]
            if now >= 0:
                n = _without(held, n, now)
            ends = (starts[group], starts[group + 1])
            paid = cost[now if now >= 0 else off.shape[0] + group]
            leaving = -_gain(off, held[:n], now, -1, singles) - (0 if paid >= NEVER else paid)
            blank = NEVER if always[group] else cost[off.shape[0] + group]
            best = _best(off, held[:n], now, cost, ends, blank, leaving, singles)
            if best != now:
                changed += 1
                chosen[record, group] = best
                _move(off, held[:n], now, -1)
                _move(off, held[:n], best, 1)
            if best >= 0:
                held[n] = best
                n += 1
    return changed


@kernel
def _best(off: Any, held: Any, now: int, cost: Any, ends: Any, blank: Any, leaving: Any, singles: Any) -> int:
    """Give the value of a group, or -1, that brings the counts of a record nearest to those wanted."""
    best, least = now, np.float32(-1e-3)
    if now >= 0 and leaving + blank < least:
        best, least = -1, leaving + blank
    for value in range(ends[0], ends[1]):
        if value != now and cost[value] < NEVER:
            worse = leaving + cost[value] + _gain(off, held, value, 1, singles)
            if worse < least:
                best, least = value, worse
    return best


@kernel
def _gain(off: Any, held: Any, value: int, sign: int, singles: Any) -> Any:
    """Say by how much the squared errors grow, times the sign, when a value comes (1) or goes (-1)."""
    total = np.float32(0)
    if value >= 0:
        total += singles * (2 * off[value, value] + sign)
        for other in held:
            total += 2 * off[value, other] + sign
    return total


@kernel
def _move(off: Any, held: Any, value: int, sign: int) -> None:
    """Let a value come (1) or go (-1)."""
    if value >= 0:
        off[value, value] += sign
        for other in held:
            off[value, other] += sign
            off[other, value] += sign


@kernel
def _without(held: Any, n: int, gone: int) -> int:
    """Take one of the held away, if it is there."""
    for at in range(n):
        if held[at] == gone:
            held[at] = held[n - 1]
            return n - 1
    return n
