"""The compiled loop of verification: sets compared one by one, nothing shared with the synthesis."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel


@kernel
def people_who_hold(
    offsets: Any, ids: Any, their_offsets: Any, their_ids: Any, weights: Any, starts: Any, holders: Any
) -> Any:
    """Count, for each set, the people whose set contains it: merging two ascending lists."""
    counts = np.zeros(offsets.size - 1, np.int64)
    for number in range(offsets.size - 1):
        wanted = ids[offsets[number] : offsets[number + 1]]
        if wanted.size == 0:
            counts[number] = weights.sum()
            continue
        rarest = wanted[0]
        for one in wanted:
            if starts[one + 1] - starts[one] < starts[rarest + 1] - starts[rarest]:
                rarest = one
        for place in range(starts[rarest], starts[rarest + 1]):
            person = holders[place]
            at, end = their_offsets[person], their_offsets[person + 1]
            held = 0
            while at < end and held < wanted.size:
                if their_ids[at] == wanted[held]:
                    held += 1
                elif their_ids[at] > wanted[held]:
                    break
                at += 1
            if held == wanted.size:
                counts[number] += weights[person]
    return counts
