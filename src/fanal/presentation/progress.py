"""How long work says how far it is, whoever listens: a terminal, a page, nobody."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A callable that long work calls again and again."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Hear of progress.

        Parameters
        ----------
        done, total
            Steps done, of how many.
        what
            The key of a text that names the work, ``privacy.progress-counting``.
        """


def silent(done: int, total: int, what: str) -> None:
    """Hear of progress and say nothing."""
