"""A judged release: what its readers lose, and what was learned of the people behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fanal.presentation import Language
from fanal.privacy.evaluation.attacks import Attack
from fanal.privacy.evaluation.canary import CanaryAudit
from fanal.privacy.evaluation.published import ChartErrors
from fanal.privacy.evaluation.published_combinations import CombinationErrors
from fanal.privacy.evaluation.settings import EvaluationSettings
from fanal.privacy.evaluation.subgroups import Subgroup
from fanal.privacy.evaluation.utility import Utility

if TYPE_CHECKING:
    from fanal.presentation.report import Report


LEAST_COVERED = 0.85
"""Error bars of 95 of 100 that hold the truth less often than this promise what is not so."""
FEWEST_BARS = 20
"""Of fewer error bars one or two that miss by chance say nothing."""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What a release tells right, what it tells wrong, and of whom it tells too much.

    The numbers are exact and for the steward, not for the public.

    Attributes
    ----------
    settings
        What was asked for.
    columns, left_out
        The columns compared; those of the release that were not.
    unlike
        Columns of which most released values are of nobody.
    people, released, controls
        Rows of the sensitive table, of the release, and of people who are not in it.
    utility
        Errors of counts over all combinations.
    subgroups
        The same for the people of each value of the columns in `settings.groups`.
    published
        Errors of the tables of counts that are published beside the records.
    combinations
        Errors of published counts of combinations, by length; none where none are published.
    attacks
        What each attack achieved; none without a control.
    audit
        What runs with a planted canary proved of the mechanism; none where it was not audited.
    """

    settings: EvaluationSettings
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    unlike: tuple[str, ...]
    people: int
    released: int
    controls: int
    utility: Utility
    subgroups: tuple[Subgroup, ...]
    published: tuple[ChartErrors, ...]
    attacks: tuple[Attack, ...]
    audit: CanaryAudit | None = None
    combinations: tuple[CombinationErrors, ...] = ()

    @property
    def found(self) -> tuple[Attack, ...]:
        """The attacks that did better on people in the release than on others."""
        return tuple(one for one in self.attacks if one.found)

    @property
    def rare_appear(self) -> int:
        """How many combinations of fewer than k people appear in the release."""
        return sum(one.appear for one in self.utility.rare.values())

    @property
    def bars(self) -> int:
        """How many published counts of combinations have an error bar."""
        return sum(one.fabricated.released for one in self.combinations if one.covered is not None)

    @property
    def covered(self) -> float | None:
        """0 to 1: the share of all those error bars that hold the true count; none without any."""
        held = sum(one.fabricated.released * (one.covered or 0.0) for one in self.combinations)
        return held / self.bars if self.bars else None

    @property
    def bars_mislead(self) -> bool:
        """Whether the error bars hold the truth far less often than they say."""
        return self.covered is not None and self.bars >= FEWEST_BARS and self.covered < LEAST_COVERED

    @property
    def holds(self) -> bool:
        """Whether nothing needs a second look: no attack, nothing rare that k forbids, no false claim."""
        honest = (self.audit is None or self.audit.holds) and not self.bars_mislead
        return honest and not self.found and (self.settings.by_chance or not self.rare_appear)

    def __repr__(self) -> str:
        lines = [
            f"Evaluation of {self.released:,} records against {self.people:,} people "
            f"over {len(self.columns):,} columns"
        ]
        for length, one in self.utility.by_length.items():
            if one.preserved is not None and one.relative is not None:
                lines.append(
                    f"  of {length}  {one.preserved:.1%} of {one.combinations:,} preserved, "
                    f"off by {one.relative:.1%}, {self.utility.fabricated[length].share:.1%} fabricated"
                )
        lines.append(f"  rare combinations that appear  {self.rare_appear:,}")
        lines.append(
            f"  attacks above their control  {len(self.found):,} of {len(self.attacks):,}"
            if self.attacks
            else "  no control: no attack was judged"
        )
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine: exact, for the steward, not for the public."""
        return {
            "holds": self.holds,
            "k": self.settings.k,
            "by_chance": self.settings.by_chance,
            "columns": list(self.columns),
            "left_out": list(self.left_out),
            "unlike": list(self.unlike),
            "people": self.people,
            "released": self.released,
            "controls": self.controls,
            **self.utility.as_json(),
            "groups": [one.as_json() for one in self.subgroups],
            "published_counts": [one.as_json() for one in self.published],
            "covered": self.covered,
            "published_combinations": [one.as_json() for one in self.combinations],
            "attacks": [one.as_json() for one in self.attacks],
            "audit": None if self.audit is None else self.audit.as_json(),
        }

    def report(self, language: Language) -> Report:
        """Tell what could be learned about one person, and what the reader loses."""
        from fanal.privacy.evaluation.evaluation_report import evaluation_report

        return evaluation_report(self, language)
