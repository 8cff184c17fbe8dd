"""How sure a proposal is: heading, values, and what else the column could be, weighed in that order.

The number is meant as a chance: of proposals with 0.9, about nine in ten should be right. It is not
fitted by a model; how well it holds is measured by `benchmarks/mapping_precision.py`, whose result
lists, for each step of sureness, how many proposals were right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from fanal.exchange.mapping.evidence import ColumnValues, Fit
from fanal.exchange.mapping.words import Likeness
from fanal.standard import Field, FieldType

HIGH, MEDIUM, LOW = 0.85, 0.6, 0.25
"""From where a proposal is highly, moderately, hardly sure; under the last there is none."""

_FROM_LIKENESS = ((1.0, 0.92), (0.93, 0.86), (0.85, 0.74), (0.75, 0.55), (0.65, 0.4), (0.5, 0.2), (0.0, 0.0))
"""Sureness from the heading alone, between points."""

_GENERIC, _NEAR, _DEPRECATED = 0.5, 0.8, 0.55
_UNTYPED = 0.8
"""What is left for a field that the standard lists without saying what it holds."""
_VALUES_ALONE = 0.35
"""The most that values say by themselves."""


class Sureness(StrEnum):
    """How far a proposal may be trusted."""

    HIGH = "high"
    """Applied."""
    MEDIUM = "medium"
    """Applied, and worth a look."""
    LOW = "low"
    """Written down, not applied before a person has decided."""
    NONE = "none"
    """Nothing is proposed."""

    @classmethod
    def of(cls, sure: float) -> Sureness:
        """Name a number."""
        if sure >= HIGH:
            return cls.HIGH
        if sure >= MEDIUM:
            return cls.MEDIUM
        return cls.LOW if sure >= LOW else cls.NONE


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that a column may be.

    Attributes
    ----------
    field
        The field.
    sure
        From 0 to 1; see the module.
    likeness
        What its heading says, if anything.
    fit
        What its values say, where they can say something.
    """

    field: Field
    sure: float
    likeness: Likeness | None
    fit: Fit | None

    @property
    def sureness(self) -> Sureness:
        """The sureness in a word."""
        return Sureness.of(self.sure)


def weigh(one: Field, likeness: Likeness | None, fit: Fit | None, values: ColumnValues) -> float:
    """Say how sure it is that a column is a field, before its rivals are known."""
    if likeness is None:
        return _VALUES_ALONE if fit and fit.tells and fit.share >= 0.8 and fit.understood >= 2 else 0.0
    sure = _by_heading(likeness)
    if fit is not None and fit.distinct:
        sure = _with_values(sure, one, fit)
    sure *= _against(one, values)
    sure = min(sure, _most(likeness))
    if one.type is FieldType.UNTYPED:
        sure *= _UNTYPED
    if not one.in_force:
        sure = min(sure, _DEPRECATED)
    return round(sure, 3)


def _by_heading(likeness: Likeness) -> float:
    value = likeness.value
    for (high, top), (low, bottom) in pairwise(_FROM_LIKENESS):
        if value >= low:
            sure = bottom + (top - bottom) * (value - low) / (high - low)
            return min(sure, _GENERIC) if likeness.phrase.generic else sure
    return 0.0


def _most(likeness: Likeness) -> float:
    """Say how sure values may make a proposal whose heading is only near, or only partly alike."""
    if likeness.phrase.near:
        return _NEAR
    return 0.55 if likeness.value < 0.62 else (0.8 if likeness.value < 0.75 else 1.0)


def _with_values(sure: float, one: Field, fit: Fit) -> float:
    """Let the values speak: for the field where most fit, against it where few do."""
    choice = one.type in (FieldType.PICKLIST, FieldType.MULTISELECT)
    if fit.share >= 0.75:
        return 1 - (1 - sure) * (0.4 if fit.tells else 0.85)
    if fit.share >= 0.4:
        return sure if choice else sure * 0.8
    if choice:
        # Local words that no list knows are common; a heading that says it plainly is still right.
        return sure * (0.85 if fit.understood else 0.75)
    if one.type is FieldType.TEXT and one.format is None:
        # Names and places take any form: that they do not look it says little.
        return sure * 0.7
    return sure * (0.6 if fit.understood else 0.4)


_UNLIKE: Mapping[str, tuple[str, ...]] = {
    "name": ("date", "email", "telephone", "number", "box"),
    "text": ("date", "email", "box"),
    "long": ("date", "email", "telephone", "number", "box"),
    "number": ("date", "email", "box"),
}


def _against(one: Field, values: ColumnValues) -> float:
    """Count against a field of free text the values that are plainly something else."""
    if one.type not in (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LOOKUP) or one.format is not None:
        return 1.0
    kind = "text"
    if one.type is FieldType.LONG_TEXT:
        kind = "long"
    elif one.name.endswith(("Name", "CaseOwner", "CaseWorker", "Organisation", "City")):
        kind = "name"
    elif one.name in ("cas_Reference", "prs_IdentityNumber"):
        kind = "number"
    unlike = max(values.shapes[shape] for shape in _UNLIKE[kind])
    return 1.0 if unlike < 0.4 else 0.4
