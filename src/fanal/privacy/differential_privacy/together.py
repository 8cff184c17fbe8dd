"""The compiled loop that counts who holds two attributes at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel


@kernel
def together(offsets: Any, ids: Any, weights: Any, attributes: int) -> Any:
    """Count all pairs of attributes, exactly.

    Parameters
    ----------
    offsets, ids
        Records, their attributes ascending.
    weights
        Shape (records,): how often each counts, whole numbers.
    attributes
        How many attributes there are.

    Returns
    -------
    Shape (attributes, attributes), of whole numbers: i < j only.
    """
    counts = np.zeros((attributes, attributes), np.int64)
    for record in range(offsets.size - 1):
        weight = weights[record]
        for high in range(offsets[record] + 1, offsets[record + 1]):
            second = ids[high]
            for low in range(offsets[record], high):
                counts[ids[low], second] += weight
    return counts
