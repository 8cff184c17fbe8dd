"""What a person decides about a synthesis."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.presentation import Refusal

MORE_ROWS = 0.019
"""Rows that may be added, of those read, to bring single counts back: the total stays within 2 %."""


@dataclass(frozen=True, kw_only=True)
class SynthesisSettings:
    """How well protected synthetic records are, and how long to look for good ones."""

    k: int = 10
    """The fewest sensitive people who share any set of attributes of a record."""
    seed: int = 0
    """What the orders are drawn from. It protects nobody: protection is k, whatever the seed."""
    orders: int = 4
    """Orders in which the attributes of a record are tried; more keep more and take longer."""
    blank: str = "(blank)"
    """What is written where a blank that informs is kept; an empty cell tells nothing."""

    def __post_init__(self) -> None:
        if self.k < 2:
            raise Refusal("privacy.k-too-small", value=self.k)
        if self.orders < 1:
            raise Refusal("privacy.orders-too-few", value=self.orders)
        if self.seed < 0:
            raise Refusal("privacy.seed-negative", value=self.seed)
