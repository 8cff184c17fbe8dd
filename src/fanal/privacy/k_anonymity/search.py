"""Which level to tell each column at: a search of the lattice for the least total loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf, prod

from fanal.presentation import Progress
from fanal.privacy.k_anonymity.patterns import Combinations
from fanal.privacy.k_anonymity.suppression import Suppressed, cheapest_cell, suppress

Node = tuple[int, ...]
"""For each column the place of a level among those allowed."""

BUDGET = 30_000_000
"""Patterns looked at before the search stops with the best so far, some seconds' worth: a count and
not a time, so that the same table always gives the same release."""
_OVERHEAD = 1_500
"""What looking at any node costs, in patterns."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The node with the least loss found.

    Attributes
    ----------
    node
        Its levels; None where every node suppresses more than allowed.
    suppressed
        What had to be blanked there.
    generalised
        Weighted cells lost by telling less exactly.
    least_share
        The smallest share of recorded cells suppressed at any node tried.
    examined, nodes
        Nodes looked at, of how many.
    proven
        Whether no node can lose less (with this way of suppressing).
    """

    node: Node | None
    suppressed: Suppressed | None
    generalised: float
    least_share: float
    examined: int
    nodes: int
    proven: bool


@dataclass(slots=True)
class _Search:
    """Best first, by what a node must lose at the least.

    A node loses what its levels lose, which sums and looking up tell at once; plus at least the
    cheapest cell of every whole pattern under k, which one count tells; plus what suppression really
    takes, which is dear. Nodes are counted and then suppressed only while their bound is below the
    best: Incognito (K. LeFevre, D. DeWitt, R. Ramakrishnan, SIGMOD 2005) and OLA (K. El Emam et al.,
    JAMIA 16(5), 2009) walk the same lattice, where suppression withholds whole rows and is bounded;
    here it blanks cells and is weighed against generalisation.
    """

    combinations: Combinations
    k: int
    max_suppressed: float
    progress: Progress
    losses: list[list[float]]
    untold: list[list[int]]
    best: float = inf
    chosen: tuple[Node, Suppressed] | None = None
    least_share: float = inf
    spent: int = 0
    bounds: dict[Node, float] = field(default_factory=dict)
    suppressed: set[Node] = field(default_factory=set)

    def generalised(self, node: Node) -> float:
        return sum(losses[place] for losses, place in zip(self.losses, node, strict=True))

    def spend(self, work: int) -> None:
        """Take what looking at a node took from the budget."""
        self.spent += self.combinations.rows.size + _OVERHEAD + work
        self.progress(min(self.spent, BUDGET), BUDGET, "privacy.progress-lattice")

    def above(self, node: Node) -> list[Node]:
        """Give the nodes one level less exact."""
        return [
            (*node[:column], place + 1, *node[column + 1 :])
            for column, place in enumerate(node)
            if place + 1 < len(self.losses[column])
        ]

    def beside(self, node: Node) -> list[Node]:
        """Give the nodes that differ in one column: a step of one level alone stops in every dip."""
        return [
            (*node[:column], other, *node[column + 1 :])
            for column, place in enumerate(node)
            for other in range(len(self.losses[column]))
            if other != place
        ]

    def bound(self, node: Node) -> float:
        """Count the patterns of a node: what it must lose at the least."""
        if node not in self.bounds:
            patterns, _ = self.combinations.at(node)
            self.spend(0)
            small = patterns.people < self.k
            self.bounds[node] = self.generalised(node) + float(cheapest_cell(patterns)[small].sum())
        return self.bounds[node]

    def try_(self, node: Node) -> None:
        """Suppress at a node, and keep it if nothing better is known."""
        if node in self.suppressed:
            return
        self.suppressed.add(node)
        patterns, _ = self.combinations.at(node)
        generalised = self.generalised(node)
        # While nothing allowed is known, every node must be seen to its end.
        found = suppress(patterns, self.k, self.best - generalised)
        self.spend(found.work)
        if found.loss == inf:
            return
        untold = sum(cells[place] for cells, place in zip(self.untold, node, strict=True))
        share = (found.cells + untold) / max(self.combinations.recorded, 1)
        self.least_share = min(self.least_share, share)
        if share > self.max_suppressed:
            return
        loss = generalised + found.loss
        # Of two that lose the same, the more exact one, then the first in the order of the columns.
        if self.chosen is None or (loss, *self._rank(node)) < (self.best, *self._rank(self.chosen[0])):
            self.best, self.chosen = loss, (node, found)

    def _rank(self, node: Node) -> tuple[int, Node]:
        return sum(node), node

    def climb(self, node: Node) -> None:
        """Go up by the most promising step each time: a good node early spares most of the rest."""
        while True:
            self.try_(node)
            steps = [step for step in self.above(node) if self.generalised(step) < self.best]
            if not steps or self.spent > BUDGET // 4:
                return
            node = min(steps, key=lambda step: (self.bound(step), step))

    def descend(self) -> None:
        """Go from the best node to the best of its neighbours, until none is better."""
        limit = BUDGET * 3 // 4
        while self.chosen is not None and self.spent < limit:
            here = self.chosen[0]
            for step in sorted(self.beside(here), key=self.generalised):
                if self.spent < limit and self.generalised(step) < self.best:
                    self.try_(step)
            if self.chosen[0] == here:
                return

    def run(self) -> bool:
        """Search; say whether the best is proven to be so."""
        bottom = (0,) * len(self.losses)
        self.climb(bottom)
        self.descend()
        # A node waits first with what its levels lose, then with its bound by counting.
        waiting: list[tuple[float, int, Node, bool]] = [(self.generalised(bottom), 0, bottom, False)]
        seen = {bottom}
        while waiting:
            bound, levels, node, counted = heappop(waiting)
            # What waits loses as much or more, and of two that lose the same the more exact is kept.
            if self.chosen is not None and (bound, levels, node) > (self.best, *self._rank(self.chosen[0])):
                return True
            if self.spent > BUDGET:
                return False
            if counted:
                self.try_(node)
                continue
            heappush(waiting, (self.bound(node), levels, node, True))
            for step in self.above(node):
                if step not in seen:
                    seen.add(step)
                    heappush(waiting, (self.generalised(step), levels + 1, step, False))
        return True


def search(combinations: Combinations, k: int, max_suppressed: float, progress: Progress) -> Chosen:
    """Find the levels at which generalisation and suppression together lose the least.

    Parameters
    ----------
    combinations
        What occurs.
    k
        The fewest people who must look alike.
    max_suppressed
        The largest share of recorded cells that may be blanked or withheld.
    progress
        Hears how much of the budget is spent; most searches end long before it is.
    """
    walk = _Search(combinations, k, max_suppressed, progress, combinations.losses(), combinations.untold())
    proven = walk.run()
    node, suppressed = walk.chosen or (None, None)
    return Chosen(
        node=node,
        suppressed=suppressed,
        generalised=walk.generalised(node) if node is not None else 0.0,
        least_share=walk.least_share,
        examined=len(walk.bounds | dict.fromkeys(walk.suppressed)),
        nodes=prod(len(losses) for losses in walk.losses),
        proven=proven,
    )
