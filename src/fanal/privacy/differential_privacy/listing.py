"""Combinations that a mixture expects people to share: all of them, without looking at all there could be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fanal.privacy.differential_privacy.layout import Ids, Layout
from fanal.privacy.differential_privacy.mixture import Mixture

Floats = npt.NDArray[np.float32]

_AT_ONCE = 1 << 22
"""Numbers held at once while single combinations are looked up."""


def likely(mixture: Mixture, layout: Layout, length: int, at_least: float) -> tuple[Ids, Floats]:
    """Give all combinations of attributes of different columns that enough people are expected to share.

    Parameters
    ----------
    mixture
        Who the people are.
    layout
        The attributes and their columns.
    length
        Attributes of each combination, 1 to 3.
    at_least
        Expected people of the rarest.

    Returns
    -------
    tuple
        Shape (combinations, length): ids, ascending in each; shape (combinations,): expected people.
    """
    singles = mixture.singles
    if length == 1:
        alone = np.flatnonzero(singles >= at_least).astype(np.int32)
        return alone[:, None], singles[alone]
    pairs = mixture.pairs
    apart = layout.column_of[:, None] != layout.column_of
    enough = (pairs >= at_least) & apart
    if length == 2:
        both = np.argwhere(np.triu(enough)).astype(np.int32)
        return both, pairs[both[:, 0], both[:, 1]]
    ids, counts = [np.empty((0, 3), np.int32)], [np.empty(0, np.float32)]
    # Rare attributes lead, with the few that they are often enough found with.
    rank = np.argsort(np.argsort(singles, kind="stable"), kind="stable")
    for lead in np.argsort(rank).tolist():
        others = np.flatnonzero(enough[lead] & (rank > rank[lead]))
        held = mixture.chances[:, others]
        three = (held * (mixture.sizes * mixture.chances[:, lead])[:, None]).T @ held
        found = np.argwhere(np.triu((three >= at_least) & apart[np.ix_(others, others)]))
        counts.append(three[found[:, 0], found[:, 1]])
        named = np.empty((len(found), 3), np.int32)
        named[:, 0], named[:, 1:] = lead, others[found]
        ids.append(np.sort(named, axis=1))
    return np.concatenate(ids), np.concatenate(counts)


def expected(mixture: Mixture, ids: Ids) -> Floats:
    """Give the expected people of each combination.

    Parameters
    ----------
    ids
        Shape (combinations, length), of different groups.
    """
    chances = np.ascontiguousarray(mixture.chances.T)
    made = np.empty(len(ids), np.float32)
    step = max(1, _AT_ONCE // len(mixture.sizes))
    for top in range(0, len(ids), step):
        some = ids[top : top + step]
        together = chances[some[:, 0]]
        for place in range(1, ids.shape[1]):
            together = together * chances[some[:, place]]
        made[top : top + step] = together @ mixture.sizes
    return made
