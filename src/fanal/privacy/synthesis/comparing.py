"""The compiled loop of verification: sets compared one by one, nothing shared with the synthesis."""

from __future__ import annotations

from typing import Any

from fanal.privacy.compiling import kernel


@kernel
def fewest_holders(
    offsets: Any, ids: Any, their_offsets: Any, their_ids: Any, weights: Any, starts: Any, holders: Any
) -> Any:
    """Find the fewest people whose set contains one of some sets: merging two ascending lists.

    Every set is looked at; the people of one are counted until they are no fewer than those of another.
    """
    fewest = weights.sum()
    for number in range(offsets.size - 1):
        wanted = ids[offsets[number] : offsets[number + 1]]
        if wanted.size == 0:
            continue
        rarest = wanted[0]
        for one in wanted:
            if starts[one + 1] - starts[one] < starts[rarest + 1] - starts[rarest]:
                rarest = one
        found = 0
        for place in range(starts[rarest], starts[rarest + 1]):
            if found >= fewest:
                break
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
                found += weights[person]
        fewest = min(fewest, found)
    return fewest
