"""What a reader of a release loses: errors of all counts, and what nobody in the data ever was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fanal.privacy.attributes import Numbers
from fanal.privacy.evaluation.comparing import Compared


@dataclass(frozen=True, slots=True)
class Errors:
    """The errors of some counts; nothing where there is none.

    Attributes
    ----------
    combinations
        How many combinations there are.
    preserved
        0 to 1: the share of them that appear.
    absolute
        Mean of |released - people|, an absent one counting as zero.
    relative
        Mean of |released - people| / people.
    """

    combinations: int
    preserved: float | None
    absolute: float | None
    relative: float | None

    @classmethod
    def of(cls, people: Numbers, released: Numbers) -> Errors:
        """Take the errors of counts; `people` are all above zero."""
        if not people.size:
            return cls(0, None, None, None)
        off = np.abs(released - people)
        return cls(
            people.size,
            float((released > 0).mean()),
            float(off.mean()),
            float((off / people).mean()),
        )


@dataclass(frozen=True, slots=True)
class SizeErrors:
    """The errors of the combinations of one length and one size."""

    length: int
    least: int
    most: int | None
    """The most people who share one; none: any number."""
    errors: Errors


@dataclass(frozen=True, slots=True)
class Fabricated:
    """The combinations of a release that nobody in the sensitive data has.

    Attributes
    ----------
    released, fabricated
        The combinations that the release holds; those of nobody.
    """

    released: int
    fabricated: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.fabricated / self.released if self.released else 0.0


@dataclass(frozen=True, slots=True)
class Rare:
    """The combinations of few people.

    Attributes
    ----------
    combinations, appear
        Those that 1 to k - 1 people share; those of them that the release holds.
    alone, alone_appear
        The same of one person.
    """

    combinations: int
    appear: int
    alone: int
    alone_appear: int


@dataclass(frozen=True, kw_only=True)
class Utility:
    """What a reader keeps and loses, by the length of combinations."""

    by_length: Mapping[int, Errors]
    by_size: tuple[SizeErrors, ...]
    fabricated: Mapping[int, Fabricated]
    rare: Mapping[int, Rare]
    total_variation: Mapping[int, float]

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine."""
        return {
            "errors": {str(length): asdict(one) for length, one in self.by_length.items()},
            "errors_by_size": [
                {"length": one.length, "least": one.least, "most": one.most, **asdict(one.errors)}
                for one in self.by_size
            ],
            "fabricated": {
                str(length): {**asdict(one), "share": one.share} for length, one in self.fabricated.items()
            },
            "rare": {str(length): asdict(one) for length, one in self.rare.items()},
            "total_variation": {str(length): value for length, value in self.total_variation.items()},
        }


def utility_of(compared: Mapping[int, Compared], k: int, total_variation: Mapping[int, float]) -> Utility:
    """Measure what a release keeps.

    Parameters
    ----------
    compared
        All combinations of both tables, by length.
    k
        Errors are of combinations that at least so many people share.
    total_variation
        By length; see `total_variation_of`.
    """
    return Utility(
        by_length={length: _errors(one, k, None) for length, one in compared.items()},
        by_size=tuple(
            SizeErrors(length, least, most, _errors(one, least, most))
            for length, one in compared.items()
            for least, most in _sizes(k)
        ),
        fabricated={length: _fabricated(one) for length, one in compared.items()},
        rare={length: _rare(one, k) for length, one in compared.items()},
        total_variation=total_variation,
    )


def _sizes(k: int) -> list[tuple[int, int | None]]:
    """Give the classes of size: from k to the next power of ten, then by powers of ten."""
    starts = [k, *(10**power for power in (2, 3, 4) if 10**power > k)]
    return [
        (least, following - 1 if following else None)
        for least, following in zip(starts, [*starts[1:], None], strict=True)
    ]


def _errors(one: Compared, least: int, most: int | None) -> Errors:
    within: npt.NDArray[np.bool_] = one.people >= least
    if most is not None:
        within &= one.people <= most
    return Errors.of(one.people[within], one.released[within])


def _fabricated(one: Compared) -> Fabricated:
    told = one.released > 0
    return Fabricated(int(told.sum()), int((told & (one.people == 0)).sum()))


def _rare(one: Compared, k: int) -> Rare:
    few, alone, told = (one.people > 0) & (one.people < k), one.people == 1, one.released > 0
    return Rare(*(int(which.sum()) for which in (few, few & told, alone, alone & told)))
