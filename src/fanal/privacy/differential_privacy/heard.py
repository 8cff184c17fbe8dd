"""Attributes held by enough people to be heard above the noise; the model takes all others to be independent.

Of a public domain most values are often nobody's, or those of a few. Nothing is to be learned of whom they
are found with, and a mixture that has them all takes noise for people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fanal.privacy.differential_privacy.layout import Ids
from fanal.privacy.differential_privacy.mixture import Mixture, Target, fitted

LOUD = 1.0
"""How many people hold an attribute that is heard, in standard deviations of the noise of its pairs.

Picked on generated tables; from half of it to twice as much, little changes."""


@dataclass(frozen=True, eq=False)
class Heard:
    """What a mixture is fitted to.

    Attributes
    ----------
    target
        What all attributes are to meet.
    ids
        Shape (heard,): the attributes that are heard, ascending.
    part
        What these are to meet.
    """

    target: Target
    ids: Ids
    part: Target

    @classmethod
    def of(cls, target: Target) -> Heard:
        """Part the attributes by how many people are expected to hold them."""
        weight = target.pairs_weight.astype(np.float64)
        measured = np.maximum((weight > 0).sum(axis=1), 1)
        noise = np.sqrt(measured / np.maximum(weight.sum(axis=1), 1e-30))
        ids = np.flatnonzero(target.singles >= LOUD * noise).astype(np.int32)
        if not ids.size:
            ids = np.array([np.argmax(target.singles)], dtype=np.int32)
        return cls(target, ids, target.of(ids))

    def fitted(self, classes: int, steps: int, seed: int, after: Callable[[], None]) -> Mixture:
        """Fit a mixture to what is heard, and give the blanks of its groups to all other attributes.

        Each has its share of the blanks, the same in every class, so that as many people hold it as are
        expected to. See `mixture.fitted`.
        """
        found = fitted(self.part, classes, steps, seed, after)
        layout = self.target.layout
        chances = np.zeros((classes, len(layout.attributes)), np.float32)
        chances[:, self.ids] = found.chances
        starts = np.flatnonzero(np.diff(layout.group_of, prepend=-1))
        blank = np.maximum(1 - np.add.reduceat(chances, starts, axis=1), np.float32(0))
        faint = np.ones(len(layout.attributes), np.bool_)
        faint[self.ids] = False
        held = np.where(faint, np.maximum(self.target.singles, 0), 0).astype(np.float64)
        together = np.maximum(np.add.reduceat(held, starts), 1e-9)
        blanks = np.maximum((found.sizes @ blank).astype(np.float64), 1e-9)
        # Where everybody holds one of the group nothing stays blank.
        people = np.where(layout.always, together, np.maximum(blanks, together))
        share = (held / people[layout.group_of]).astype(np.float32)
        chances[:, faint] = blank[:, layout.group_of[faint]] * share[faint]
        return Mixture(found.sizes, chances)
