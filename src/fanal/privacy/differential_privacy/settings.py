"""What a person decides about a differentially private release: all of it public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn
from fanal.privacy.differential_privacy.accounting import rho_within

MOST_VALUES = 2000
"""A domain with more values is one of names, numbers or free text: nothing could be told of them."""
MOST_ATTRIBUTES = 2000
"""All pairs of so many attributes are still measured and fitted in about two minutes."""
MOST_WEIGHT = 4
"""How many times as exactly a column may be counted as another."""


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How the budget is shared out: numbers of which only the proportions count."""

    rough: int = 2
    """A first, rough count of each attribute, about which everything after is centred."""
    bounds: int = 3
    """How much one person may contribute, if no public bound says so."""
    singles: int = 18
    """Counts of one attribute."""
    pairs: int = 77
    """Counts of two."""

    def __post_init__(self) -> None:
        for share in (self.rough, self.bounds, self.singles, self.pairs):
            if share <= 0:
                raise Refusal("privacy.share-not-positive", value=str(share))

    def parts(self) -> dict[str, Fraction]:
        """Give the part of the whole of each."""
        named = {
            "rough": self.rough,
            "bounds": self.bounds,
            "singles": self.singles,
            "pairs": self.pairs,
        }
        return {name: Fraction(share, sum(named.values())) for name, share in named.items()}


@dataclass(frozen=True, kw_only=True)
class PrivateSettings:
    """What is measured, of whom, and with what guarantee."""

    epsilon: float
    """With delta, how much the release may depend on any one person."""
    delta: float
    """The chance that is left out of epsilon: far below one in the number of people."""
    columns: tuple[AttributeColumn, ...]
    """The columns, each with its domain."""
    subject: str | None = None
    """The column that says who a row is about; then every column may hold several values of a person."""
    rows_per_person: int = 1
    """How many of the people told apart one person may be, for instance when several contributors record
    the same person. The guarantee covers all of them together."""
    most_attributes: int | None = None
    """How many attributes a person holds at most, as known without looking; none: a bound is bought."""
    weights: Mapping[str, int] = field(default_factory=dict)
    """How many times as exactly the counts of some columns are to be measured, at the cost of the others."""
    shares: Shares = field(default_factory=Shares)
    """How the budget is shared out."""

    def __post_init__(self) -> None:
        rho_within(self.epsilon, self.delta)
        names = [one.column for one in self.columns]
        if not names:
            raise Refusal("privacy.no-attribute-columns")
        for one in self.columns:
            if names.count(one.column) > 1 or one.column == self.subject:
                raise Refusal("privacy.column-twice", column=one.column)
            _check_domain(one)
        if self.attributes > MOST_ATTRIBUTES:
            raise Refusal("privacy.too-many-attributes", n=self.attributes, most=MOST_ATTRIBUTES)
        for name in ("rows_per_person", "most_attributes"):
            number = getattr(self, name)
            if number is not None and number < 1:
                raise Refusal("privacy.not-at-least-one", name=name, value=number)
        for column, weight in self.weights.items():
            if column not in names:
                raise Refusal("privacy.unknown-column", column=column, existing=", ".join(names))
            if weight not in range(1, MOST_WEIGHT + 1):
                raise Refusal("privacy.weight-outside", column=column, value=weight, most=MOST_WEIGHT)

    @property
    def rho(self) -> float:
        """The zero-concentrated budget of one person: what epsilon and delta come to."""
        return rho_within(self.epsilon, self.delta)

    def parts(self) -> dict[str, Fraction]:
        """Share the budget of one record out: what each mechanism may spend.

        A person who is r records changes sums by r times as much, and would spend r² times the rho.
        """
        rho = {
            name: part * Fraction(self.rho) / self.rows_per_person**2
            for name, part in self.shares.parts().items()
        }
        if self.most_attributes is not None:
            rho["pairs"] += rho.pop("bounds")
        return rho

    @property
    def attributes(self) -> int:
        """How many attributes there are."""
        return sum(len(one.domain or ()) + one.absence_informs for one in self.columns)


def _check_domain(one: AttributeColumn) -> None:
    """Refuse a column of which it is not known without looking what it may hold."""
    if not one.domain:
        raise Refusal("privacy.domain-missing", column=one.column)
    if len(one.domain) > MOST_VALUES:
        raise Refusal("privacy.domain-too-large", column=one.column, n=len(one.domain), most=MOST_VALUES)
    for value in one.domain:
        if not value or value != value.strip():
            raise Refusal("privacy.domain-unreachable", column=one.column, value=value)
