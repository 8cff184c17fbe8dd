"""The compiled loops of the mixture: chances from weights, and one step of its descent."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel


@kernel
def normalise(chances: Any, starts: Any, blanks: Any) -> None:
    """Make chances of weights, in place: those of a group and its blank add up to one.

    Parameters
    ----------
    chances
        Shape (classes, attributes), positive.
    starts
        Shape (groups + 1,): where the attributes of each group begin.
    blanks
        Shape (groups,): the weight of the blank: 1, or 0 where everybody holds one of the group.
    """
    for row in range(chances.shape[0]):
        for group in range(starts.size - 1):
            total = blanks[group]
            for at in range(starts[group], starts[group + 1]):
                total += chances[row, at]
            share = np.float32(1) / total
            for at in range(starts[group], starts[group + 1]):
                chances[row, at] *= share


@kernel
def descend(logits: Any, chances: Any, slopes: Any, first: Any, second: Any, starts: Any, rates: Any) -> None:
    """Take one step of Adam (Kingma and Ba 2015, algorithm 1) on the logits, in place.

    Parameters
    ----------
    logits, chances, slopes
        Shape (classes, attributes): the logits, their chances, and the slope of the loss in the chances.
    first, second
        Shape (classes, attributes): the running means of the slope in the logits and of its square.
    starts
        Shape (groups + 1,): where the attributes of each group begin.
    rates
        Step length, decay of the first and of the second mean, and the corrections of both.
    """
    rate, keep, keep_square, correct, correct_square = rates
    one, tiny, far = np.float32(1), np.float32(1e-12), np.float32(25)
    for row in range(logits.shape[0]):
        for group in range(starts.size - 1):
            mean = np.float32(0)
            for at in range(starts[group], starts[group + 1]):
                mean += chances[row, at] * slopes[row, at]
            for at in range(starts[group], starts[group + 1]):
                slope = chances[row, at] * (slopes[row, at] - mean)
                run = first[row, at] * keep + (one - keep) * slope
                square = second[row, at] * keep_square + (one - keep_square) * slope * slope
                first[row, at], second[row, at] = run, square
                step = rate * (run * correct) / (np.sqrt(square * correct_square) + tiny)
                logits[row, at] = min(max(logits[row, at] - step, -far), far)
