"""The smallest sets of columns that point at too few people, over every set up to a size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb

from fanal.presentation import Progress
from fanal.privacy.classes import Classes, CodedTable
from fanal.privacy.exposure import Exposure, exposure


@dataclass(frozen=True, slots=True)
class SetSearch:
    """What was found over every set of columns up to a size.

    Attributes
    ----------
    base
        The columns taken as known (none: everybody is one class).
    breaking
        The minimal sets that break k: no proper subset of the further columns does. Smallest
        first, then most people under k first. Empty where `base` itself breaks k, for then every
        set does.
    examined, pruned
        Sets counted, and sets known to break because they contain one that does; together all.
    """

    base: Exposure
    breaking: tuple[Exposure, ...]
    examined: int
    pruned: int


@dataclass(slots=True)
class _Walk:
    """Depth first through the sets, so that the classes of only one path are alive at a time.

    A set is a path of falling column numbers: {2}, {2, 0}, {2, 1}, {2, 1, 0}. Read as binary
    numbers the paths come in counting order, and a subset is a smaller number, so **every subset
    of a set is visited before the set itself**: one pass knows whether a set is minimal.

    Pruning is exact: a further column only splits classes. If {a, b} has a class of s < k people,
    then each class of {a, b, c} within it has at most s people and at least one of them is not
    empty, so {a, b, c} has a class under k too. Whatever contains a breaking set breaks.
    """

    table: CodedTable
    further: Sequence[str]
    base: tuple[str, ...]
    k: int
    max_size: int
    progress: Progress
    total: int
    found: set[frozenset[int]] = field(default_factory=set)
    breaking: list[Exposure] = field(default_factory=list)
    examined: int = 0
    pruned: int = 0

    def visit(self, above: Classes, path: tuple[int, ...]) -> None:
        """Examine every set that adds columns before the last one of the path."""
        for number in range(path[-1] if path else len(self.further)):
            here = (*path, number)
            if any(subset in self.found for subset in self._subsets(here)):
                self._prune(1 + self._below(here))
                continue
            classes = above.refine(self.table.columns[self.further[number]])
            names = (*self.base, *(self.further[i] for i in sorted(here)))
            result = exposure(names, self.table.people.per_class(classes), self.k)
            self.examined += 1
            if not result.holds:
                self.found.add(frozenset(here))
                self.breaking.append(result)
                self._prune(self._below(here))
            elif len(here) < self.max_size:
                self.visit(classes, here)
            self.progress(self.examined + self.pruned, self.total, "privacy.progress-sets")

    def _subsets(self, path: tuple[int, ...]) -> Iterator[frozenset[int]]:
        """Give the proper subsets with the newest column; those without were tried above."""
        *older, newest = path
        for size in range(len(older)):
            for some in combinations(older, size):
                yield frozenset((*some, newest))

    def _below(self, path: tuple[int, ...]) -> int:
        """Count the sets that would be visited below a path."""
        return sum(comb(path[-1], more) for more in range(1, self.max_size - len(path) + 1))

    def _prune(self, sets: int) -> None:
        self.pruned += sets


def search_sets(
    table: CodedTable, base: Sequence[str], further: Sequence[str], k: int, max_size: int, progress: Progress
) -> SetSearch:
    """Find the minimal sets of further columns that break k when the base columns are known.

    Parameters
    ----------
    table
        The coded columns.
    base, further
        Columns taken as known, and those to add, one to `max_size` at a time.
    k
        The fewest people who must look alike.
    max_size
        The largest set of further columns.
    progress
        Hears how many sets are done.
    """
    root = table.classes(base)
    known = exposure(tuple(base), table.people.per_class(root), k)
    total = sum(comb(len(further), size) for size in range(1, max_size + 1))
    if not known.holds:
        return SetSearch(known, (), 0, total)
    walk = _Walk(table, further, tuple(base), k, max_size, progress, total)
    walk.visit(root, ())
    breaking = sorted(walk.breaking, key=lambda e: (len(e.columns), -e.people_under_k, e.columns))
    return SetSearch(known, tuple(breaking), walk.examined, walk.pruned)
