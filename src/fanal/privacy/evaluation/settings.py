"""What a person decides about judging a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fanal.presentation import Refusal

LONGEST = 3
"""Attributes of the longest combination that is compared."""


@dataclass(frozen=True, kw_only=True)
class EvaluationSettings:
    """How a release is compared with the people behind it, and how hard it is attacked."""

    columns: tuple[str, ...] = ()
    """The columns to compare; none: all that both tables have."""
    up_to: int = LONGEST
    """Attributes of the longest combination, 1 to 3."""
    k: int = 11
    """Errors are told of combinations that at least so many people share; fewer are rare."""
    groups: tuple[str, ...] = ()
    """The columns of whose values errors are told one by one: countries, gender identities, ages."""
    separators: Mapping[str, str] = field(default_factory=dict)
    """What stands between several values of one cell, by column."""
    by_chance: bool = False
    """Whether the release protects by noise: rare combinations then appear in it by chance too."""
    memory_mb: int = 2000
    """Megabytes of 10^6 bytes that the counts of each table may take."""
    attacks: int = 2000
    """People whom each attack tries, and as many who are not in the release."""
    secrets: tuple[str, ...] = ()
    """The columns that an attacker wants to learn; none: those hardest to guess."""
    attacks_python: Path | None = None
    """The Python of an environment with `anonymeter`; none: its attacks are left out."""
    seed: int = 0
    """Chooses the people whom attacks try."""

    def __post_init__(self) -> None:
        if self.k < 2:
            raise Refusal("privacy.k-too-small", value=self.k)
        if not 1 <= self.up_to <= LONGEST:
            raise Refusal("privacy.length-out-of-range", value=self.up_to, most=LONGEST)
        if self.memory_mb < 1:
            raise Refusal("privacy.memory-too-small", value=self.memory_mb)
        if self.attacks < 1:
            raise Refusal("privacy.evaluation-attacks-too-few", value=self.attacks)
        for name in self.columns:
            if self.columns.count(name) > 1:
                raise Refusal("privacy.column-twice", column=name)
