"""Count all combinations of up to four attributes, exactly, within a stated memory."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from fanal.presentation import Progress, silent
from fanal.privacy.attributes import AttributeTable
from fanal.privacy.counting.combinations import Combinations
from fanal.privacy.counting.leading import Counter, Found, Ranked, check_limits


def count_combinations(
    table: AttributeTable,
    up_to: int = 3,
    at_least: int = 1,
    memory_mb: int = 300,
    progress: Progress = silent,
) -> Combinations:
    """Count the people of every combination of attributes from different columns.

    Attributes are taken from the most to the least frequent; each combination is counted under its
    rarest attribute, in a table of all combinations of what is held with it often enough (R. Agrawal
    and R. Srikant, "Fast algorithms for mining association rules", VLDB 1994: what is part of a
    frequent set is frequent). Where such a table would be large, pairs come first and leave fewer
    attributes for triples; where it would be too large, the second rarest attribute splits it again. Counts
    of the parts of a table add up to the counts of the whole.

    Parameters
    ----------
    table
        Records as attributes.
    up_to
        Attributes of the longest combination, 1 to 4.
    at_least
        People who must share a combination for it to be kept.
    memory_mb
        Megabytes of 10^6 bytes that tables and result may take beside the table given.
    progress
        Hears of each leading attribute.

    Raises
    ------
    Refusal
        If a setting is out of its range, or the result does not fit the memory.
    """
    check_limits(up_to, at_least, memory_mb)
    ranked = Ranked.of(table, at_least)
    counter = Counter(ranked, up_to, at_least, memory_mb)
    singles = np.flatnonzero(ranked.counts >= at_least).astype(np.int32)
    found: dict[int, list[Found]] = {
        length: [(np.empty((0, length), dtype=np.int32), np.empty(0, dtype=np.int32))]
        for length in range(1, up_to + 1)
    }
    found[1].append((ranked.attribute[singles][:, None], ranked.counts[singles].astype(np.int32)))
    leads = range(1, singles.size) if up_to > 1 else range(0)
    pool = ThreadPoolExecutor(min(2, os.cpu_count() or 1))
    try:
        for done, parts in enumerate(pool.map(lambda lead: list(counter.under(lead)), leads), start=1):
            for length, part in parts:
                found[length].append(part)
            progress(done, len(leads), "privacy.progress-combinations")
    finally:
        pool.shutdown(cancel_futures=True)
    ids, counts = {}, {}
    for length in found:
        ids[length] = np.concatenate([one for one, _ in found[length]])
        counts[length] = np.concatenate([people for _, people in found[length]])
        found[length].clear()
    return Combinations(
        attributes=table.attributes,
        people=table.people,
        up_to=up_to,
        at_least=at_least,
        ids=ids,
        counts=counts,
    )
