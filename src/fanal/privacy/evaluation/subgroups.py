"""The errors of a release for each group of people, since small groups have most to lose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from fanal.privacy.evaluation.comparing import Compared, SharedAttributes


@dataclass(frozen=True, slots=True)
class Subgroup:
    """What is told of the people of one value; or of all values of a column that the release lacks.

    Attributes
    ----------
    column, value
        The value; None stands for all values of the column that the release does not show, which are
        never named.
    values
        How many values these are.
    people, released
        The people who hold it, and the records of the release.
    combinations, preserved, absolute, relative
        Of the combinations with it that at least k people share; see `Errors`.
    """

    column: str
    value: str | None
    values: int
    people: int
    released: int
    combinations: int
    preserved: float | None
    absolute: float | None
    relative: float | None

    def as_json(self) -> dict[str, Any]:
        """Give it to a machine."""
        return asdict(self)


def subgroups_of(
    compared: Mapping[int, Compared], shared: SharedAttributes, columns: Sequence[str], k: int
) -> tuple[Subgroup, ...]:
    """Measure the errors of all combinations that tell of each value of some columns.

    Parameters
    ----------
    compared
        All combinations of both tables, by length.
    shared
        Their attributes.
    columns
        The columns whose values are groups.
    k
        Combinations of fewer people are left out.
    """
    n = len(shared.attributes)
    single = compared[1]
    people, released = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    people[single.ids[:, 0]], released[single.ids[:, 0]] = single.people, single.released
    sums = np.zeros((4, n))
    for one in compared.values():
        kept = one.people >= k
        ids, recorded, told = one.ids[kept], one.people[kept], one.released[kept]
        off = np.abs(told - recorded)
        for place in range(ids.shape[1]):
            for row, weights in enumerate((None, told > 0, off, off / recorded)):
                sums[row] += np.bincount(ids[:, place], weights=weights, minlength=n)
    found: list[Subgroup] = []
    for column in columns:
        ids = np.array([number for number, one in enumerate(shared.attributes) if one.column == column])
        shown = ids[released[ids] > 0]
        found += [
            Subgroup(
                column,
                shared.attributes[one].value,
                1,
                int(people[one]),
                int(released[one]),
                *_means(sums[:, [one]]),
            )
            for one in sorted(shown.tolist(), key=lambda one: (people[one], shared.attributes[one].value))
        ]
        hidden = ids[released[ids] == 0]
        if hidden.size:
            found.append(
                Subgroup(column, None, hidden.size, int(people[hidden].sum()), 0, *_means(sums[:, hidden]))
            )
    return tuple(found)


def _means(sums: Any) -> tuple[int, float | None, float | None, float | None]:
    n, *totals = sums.sum(axis=1).tolist()
    if not n:
        return 0, None, None, None
    preserved, absolute, relative = (total / n for total in totals)
    return int(n), preserved, absolute, relative
