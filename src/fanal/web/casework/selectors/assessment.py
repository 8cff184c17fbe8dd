"""Assessments of a case beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.web.casework import lists
from fanal.web.casework.forms.assessment import KINDS
from fanal.web.casework.models import Assessment, Case
from fanal.web.design.language import say, say_in

BESIDE = 6
"""How many of the last assessments stand beside each other."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor, and what each assessment found: a code or nothing; whether the last two differ."""

    label: str
    found: list[str]
    said: list[str]

    @property
    def changed(self) -> bool:
        """Whether it is another than the time before."""
        return len(self.found) > 1 and self.found[-1] != self.found[-2]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The last assessments, the earliest first, and factors under their headings."""

    assessments: list[Assessment]
    risks: list[str]
    groups: list[tuple[str, list[Factor]]]


def comparison(case: Case) -> Comparison | None:
    """Compare the last assessments factor by factor; none: there is nothing to compare."""
    last = Assessment.objects.filter(case=case, mistaken_at=None).order_by("-on", "-made_at")[:BESIDE]
    shown = list(reversed(last))
    if len(shown) < 2:
        return None
    answers = [(one.answers or {}).get("factors", {}) for one in shown]
    groups = []
    for level in lists.code_list("factor-levels").items:
        for kind, key in KINDS.items():
            factors = [
                _factor(item.code, say_in(item.label), answers)
                for item in lists.code_list(kind).items
                if item.more["level"] == level.code and any(item.code in some for some in answers)
            ]
            if factors:
                groups.append((say(key, level=say_in(level.label)), factors))
    risks = [lists.said("risk-levels", one.risk) if one.risk else "" for one in shown]
    return Comparison(shown, risks, groups)


def _factor(code: str, label: str, answers: list[dict[str, str]]) -> Factor:
    found = [some.get(code, "") for some in answers]
    return Factor(label, found, [lists.said("factor-answers", one) if one else "" for one in found])
