"""What an attack on a release achieved, and which achieved more than chance allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import exp, lgamma
from typing import Any

SIGNIFICANCE = 0.05
"""How likely a sound release is to be blamed by any of all attacks."""


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One attack on the people in a release, and the same on people who are not in it.

    Attributes
    ----------
    name
        ``membership-nearest``, ``membership-likelihood``, ``singling-out-univariate``,
        ``singling-out-multivariate``, ``linkability`` or ``inference``.
    column
        What is inferred; empty for the others.
    people
        How many were tried of each side.
    rate, control
        0 to 1: the guesses that were right of people in the release, and of others. None for
        membership, which has an area instead.
    area, low, high
        0 to 1: the area under the curve with its 95 % interval. None for the others.
    p
        How likely so much success is where being in the release makes no difference.
    found
        Whether that is too unlikely, all attacks taken together (Holm).
    """

    name: str
    column: str = ""
    people: int
    rate: float | None = None
    control: float | None = None
    area: float | None = None
    low: float | None = None
    high: float | None = None
    p: float
    found: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give it to a machine."""
        return asdict(self)


def judged(attacks: Sequence[Attack]) -> tuple[Attack, ...]:
    """Say which attacks did better on people in the release, all of them taken together.

    The step-down rule of S. Holm ("A simple sequentially rejective multiple test procedure", Scandinavian
    Journal of Statistics 6, 1979): the chance that any attack is named that did no better is at most
    `SIGNIFICANCE`, however the attacks depend on each other.
    """
    order = sorted(range(len(attacks)), key=lambda place: attacks[place].p)
    made = list(attacks)
    for rank, place in enumerate(order):
        if attacks[place].p > SIGNIFICANCE / (len(attacks) - rank):
            break
        made[place] = replace(attacks[place], found=True)
    return tuple(made)


def more_often(right: int, tried: int, control_right: int, control_tried: int) -> float:
    """Give the chance of so many right guesses, or more, where both sides are alike.

    The exact one-sided test of R. Fisher (1935): given all right guesses, how they fall on the sides.
    """
    total, both = right + control_right, tried + control_tried

    def log_choose(n: int, k: int) -> float:
        return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)

    every = log_choose(both, total)
    most = min(total, tried)
    logs = [
        log_choose(tried, one) + log_choose(control_tried, total - one) - every
        for one in range(right, most + 1)
    ]
    return min(1.0, sum(exp(one) for one in logs))
