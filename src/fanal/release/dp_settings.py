"""What a person decides about a differentially private release; all of it is public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fanal.presentation import Refusal
from fanal.presentation.languages import Value
from fanal.privacy.plain_signs import is_plain
from fanal.privacy.significant import Significant

_ENDLESS = 1e6
"""An epsilon from here on bounds nothing."""

DELTA = 1e-9
"""The chance that the bound by epsilon does not hold, unless told otherwise."""


@dataclass(frozen=True, kw_only=True)
class DifferentialPrivacy:
    """How much a release may depend on any one person, and the public facts that it starts from."""

    epsilon: float
    """By how much, as a factor e^epsilon, the chance of any release may differ with and without a person."""
    delta: float = DELTA
    """The chance that it differs by more."""
    domain: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """All values that there may be, by variable; of other variables those that the standard has."""
    years: tuple[int, int] | None = None
    """The first and the last year, for variables that hold years."""
    ledger: Path | None = None
    """The file that remembers what has been spent on whom. Not published."""
    population: str = ""
    """The people, by their name in the ledger. Published."""
    most_attributes: int | None = None
    """Attributes of one person that are counted at most; none: measured, privately."""
    rows_per_person: int = 1
    """Rows that one person may stand behind."""
    seed: int | None = None
    """For tests only: noise that can be drawn again protects nobody, and the release says so."""

    def __post_init__(self) -> None:
        if not 0 < self.epsilon < _ENDLESS:
            raise Refusal("release.epsilon-not-positive", value=str(self.epsilon))
        if not 0 < self.delta < 1:
            raise Refusal("release.delta-out-of-range", value=str(self.delta))
        if not is_plain(self.population):
            raise Refusal("release.control-character")
        for name, values in self.domain.items():
            if not all(map(is_plain, values)):
                raise Refusal("release.domain-control-character", name=name)
        if self.rows_per_person < 1:
            raise Refusal("release.rows-per-person", value=self.rows_per_person)
        if self.most_attributes is not None and self.most_attributes < 1:
            raise Refusal("release.most-attributes", value=self.most_attributes)
        if self.years is not None and not 1900 <= self.years[0] <= self.years[1] <= 2100:
            raise Refusal("release.years-out-of-range", value="-".join(map(str, self.years)))

    def told(self) -> dict[str, Value]:
        """Give the guarantee as texts are filled with it."""
        return {"epsilon": Significant(self.epsilon), "delta": Significant(self.delta)}
