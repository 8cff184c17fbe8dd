"""How many people are expected to share combinations: what mixtures say, shrunk to what was measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from fanal.privacy.differential_privacy.layout import Ids, Layout
from fanal.privacy.differential_privacy.mixture import Mixture, Target

Floats = npt.NDArray[np.float32]
Found = tuple[Ids, Floats, Floats]
"""Combinations, how many people are expected to share each, and what errors are counted in."""

LONGEST = 3
"""Attributes of the longest combination that is told."""
TRUST = 0.5
"""What the measured count of one attribute weighs against that of mixtures; picked on generated tables."""
_ENOUGH = 30
"""Pairs from which on it is said how far mixtures are off for counts of a size."""
_FURTHEST = 2.0
"""By how much a triple is corrected at most for each of its pairs."""
_FOLLOWED = 1.25
"""By how much pairs follow each of their attributes at most."""
_AT_ONCE = 1 << 22


@dataclass(frozen=True, eq=False)
class Expectation:
    """Expected counts of combinations.

    Attributes
    ----------
    members
        The mixtures; what they differ by says how little the measurements decide.
    singles
        Shape (attributes,): expected people.
    noise
        Shape (attributes,): the standard deviation of the noise of the singles.
    pairs
        Shape (attributes, attributes): the same of two.
    factors
        Shape (attributes, attributes): by what each pair is more than the mixtures say.
    """

    members: tuple[Mixture, ...]
    singles: Floats
    noise: Floats
    pairs: Floats
    factors: Floats

    def of(self, ids: Ids) -> tuple[Floats, Floats]:
        """Give the expected people of each combination, and what their errors are counted in.

        The latter is the noise for one attribute, nothing for two, the spread of the mixtures for three.

        Parameters
        ----------
        ids
            Shape (combinations, length), of different groups, at most three.
        """
        if ids.shape[1] == 1:
            return self.singles[ids[:, 0]], self.noise[ids[:, 0]]
        if ids.shape[1] == 2:
            return self.pairs[ids[:, 0], ids[:, 1]], np.zeros(len(ids), np.float32)
        said = np.empty((len(self.members), len(ids)), np.float32)
        for number, member in enumerate(self.members):
            chances = np.ascontiguousarray(member.chances.T)
            step = max(1, _AT_ONCE // len(member.sizes))
            for top in range(0, len(ids), step):
                some = ids[top : top + step]
                held = chances[some[:, 0]] * chances[some[:, 1]] * chances[some[:, 2]]
                said[number, top : top + step] = held @ member.sizes
        first, second, third = ids.T
        factor = self.factors[first, second] * self.factors[first, third] * self.factors[second, third]
        most = np.minimum(self.pairs[first, second], self.pairs[first, third])
        most = np.minimum(most, self.pairs[second, third])
        return np.minimum(said.mean(axis=0) * factor, most), said.std(axis=0, ddof=1)

    def likely(self, layout: Layout, length: int, at_least: float, most: int) -> tuple[Ids, Floats, Floats]:
        """Give the combinations of attributes of different columns that enough people are expected to share.

        Parameters
        ----------
        layout
            The attributes and their columns.
        length
            Attributes of each combination, 1 to 3.
        at_least
            Expected people of the rarest.
        most
            How many combinations are given, those of most people.

        Returns
        -------
        tuple
            Shape (combinations, length): ids, ascending in each; and what `of` gives.
        """
        if length < LONGEST:
            ids = self._short(layout, length, at_least)
            return _first((ids, *self.of(ids)), most)
        kept: Found = (np.empty((0, 3), np.int32), np.empty(0, np.float32), np.empty(0, np.float32))
        waiting, n = [kept], 0
        # Rare attributes lead, with the few that they are often enough found with.
        for lead in np.argsort(self.singles, kind="stable").tolist():
            waiting.append(self._led_by(lead, layout, at_least))
            n += len(waiting[-1][0])
            if n > 2 * most:
                waiting = [_first(_together(waiting), most)]
                n = most
                at_least = max(at_least, float(waiting[0][1].min()))
        return _first(_together(waiting), most)

    def some(self, layout: Layout, length: int, at_least: float, most: int, seed: int) -> Found:
        """Give what `likely` gives, but of triples only those led by attributes that chance draws."""
        if length < LONGEST:
            ids = self._short(layout, length, at_least)
            return ids, *self.of(ids)
        found, n = [], 0
        for lead in np.random.Generator(np.random.PCG64(seed)).permutation(len(self.singles)).tolist():
            found.append(self._led_by(lead, layout, at_least))
            n += len(found[-1][0])
            if n > most:
                break
        return _together(found)

    def _short(self, layout: Layout, length: int, at_least: float) -> Ids:
        """Give the combinations of one or two attributes that enough people are expected to share."""
        if length == 1:
            return np.flatnonzero(self.singles >= at_least).astype(np.int32)[:, None]
        apart = layout.column_of[:, None] != layout.column_of
        return np.argwhere(np.triu((self.pairs >= at_least) & apart)).astype(np.int32)

    @cached_property
    def _rank(self) -> npt.NDArray[np.intp]:
        """Shape (attributes,): their places from the rarest on."""
        return np.argsort(np.argsort(self.singles, kind="stable"), kind="stable")

    def _led_by(self, lead: int, layout: Layout, at_least: float) -> Found:
        """Give the triples of which one attribute is the rarest."""
        enough = (self.pairs[lead] >= at_least) & (layout.column_of != layout.column_of[lead])
        others = np.flatnonzero(enough & (self._rank > self._rank[lead]))
        columns = layout.column_of[others]
        total = np.zeros((others.size, others.size), np.float32)
        squares = np.zeros_like(total)
        for member in self.members:
            held = member.chances[:, others]
            three = (held * (member.sizes * member.chances[:, lead])[:, None]).T @ held
            total += three
            squares += three**2
        n = len(self.members)
        with_lead, both = self.factors[lead, others], np.ix_(others, others)
        counts = total / np.float32(n) * (with_lead[:, None] * with_lead) * self.factors[both]
        most = self.pairs[lead, others]
        counts = np.minimum(counts, np.minimum(np.minimum(most[:, None], most), self.pairs[both]))
        place = np.argwhere(np.triu((counts >= at_least) & (columns[:, None] != columns)))
        first, second = place.T
        ids = np.empty((len(place), 3), np.int32)
        ids[:, 0], ids[:, 1:] = lead, others[place]
        variance = (squares[first, second] - total[first, second] ** 2 / n) / (n - 1)
        return np.sort(ids, axis=1), counts[first, second], np.sqrt(np.maximum(variance, 0))


def _together(found: list[Found]) -> Found:
    """Put what was found into one."""
    ids, counts, spreads = (np.concatenate(part) for part in zip(*found, strict=True))
    return ids, counts, spreads


def _first(found: Found, most: int) -> Found:
    """Give the combinations of most people."""
    if len(found[1]) <= most:
        return found
    kept = np.sort(np.argpartition(found[1], -most)[-most:])
    return found[0][kept], found[1][kept], found[2][kept]


def averaged(members: list[Mixture], target: Target) -> Expectation:
    """Give what several mixtures say on average."""
    pairs = np.asarray(np.mean([one.pairs for one in members], axis=0, dtype=np.float32))
    return Expectation(
        members=tuple(members),
        singles=np.mean([one.singles for one in members], axis=0, dtype=np.float32),
        pairs=pairs,
        noise=target.singles_noise,
        factors=np.ones_like(pairs),
    )


def shrunk(members: list[Mixture], target: Target) -> Expectation:
    """Average mixtures, and shrink what they say to what was measured.

    Where the mixtures differ from the measurements by more than noise explains, part of the difference
    is theirs: tau² / (tau² + sigma²) of it, tau² being what noise leaves of its square, taken over the
    pairs of like size (empirical Bayes; C. Morris, *Parametric Empirical Bayes Inference*, JASA 1983).
    Triples follow their pairs.

    Parameters
    ----------
    members
        Mixtures fitted to the target.
    target
        What was measured.
    """
    said = averaged(members, target)
    singles, pairs = said.singles, said.pairs
    middle = target.middle
    around = np.outer(middle, singles)
    off = target.pairs - (pairs - around - around.T + np.float32(target.people) * np.outer(middle, middle))
    classes = np.log2(np.maximum(pairs, 1)).astype(np.int64)
    share, few = np.zeros_like(pairs), np.zeros(pairs.shape, np.bool_)
    measured = target.pairs_weight > 0
    for size in np.unique(classes).tolist():
        here = (classes == size) & measured
        if here.sum() >= _ENOUGH:
            noise = 1 / target.pairs_weight[here]
            beyond = max(float(np.mean(off[here] ** 2 - noise)), 0.0)
            share[here] = beyond / (beyond + noise)
        else:
            few |= here
    both = np.clip(singles + TRUST * (target.singles - singles), 0, target.people).astype(np.float32)
    # Pairs of a size of which there are few, the largest, follow their attributes.
    follow = np.clip(both / np.maximum(singles, np.float32(1)), 1 / _FOLLOWED, _FOLLOWED)
    followed = np.where(few, pairs * follow[:, None] * follow, pairs + share * off)
    better = np.clip(followed, 0, np.minimum(both[:, None], both))
    factors = np.clip(better / np.maximum(pairs, np.float32(1e-6)), 1 / _FURTHEST, _FURTHEST)
    factors[(share == 0) & ~few] = 1
    return replace(said, singles=both, pairs=better.astype(np.float32), factors=factors.astype(np.float32))
