"""Random words: from the system where people are to be protected, from a seed in tests."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]


class Randomness:
    """A source of independent words of 64 bits, each value as likely as any other, none given twice.

    Parameters
    ----------
    source
        Gives as many new words as it is asked for. What stands on a source of one's own is not
        private: only `Randomness.system` is.

    Attributes
    ----------
    private
        Whether noise made of these words can be guessed by nobody: only with the system's.
    """

    def __init__(self, source: Callable[[int], Words]) -> None:
        self._source = source
        self.private = False

    def __repr__(self) -> str:
        return "Randomness of the system" if self.private else "Randomness that can be repeated: not private"

    @classmethod
    def system(cls) -> Randomness:
        """Draw from the operating system's generator for secrets."""
        made = cls(_system_words)
        made.private = True
        return made

    @classmethod
    def seeded(cls, seed: int) -> Randomness:
        """Draw from a seed (PCG64), for tests only: who knows the seed takes the noise away again."""
        generator = np.random.PCG64(seed)
        return cls(lambda n: generator.random_raw(n).astype(np.uint64, copy=False))

    def words(self, n: int) -> Words:
        """Give `n` new words.

        Parameters
        ----------
        n
            How many.

        Returns
        -------
        Words
            Shape (n,).
        """
        return self._source(n)


def _system_words(n: int) -> Words:
    return np.frombuffer(os.urandom(8 * n), np.uint64)
