"""A fitted model of the people: it tells counts with error bars, and draws records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Progress, Refusal, silent
from fanal.privacy.differential_privacy.drawing import draw
from fanal.privacy.differential_privacy.errors import SPREADS, ErrorBars, error_bars
from fanal.privacy.differential_privacy.expectation import LONGEST, Expectation
from fanal.privacy.differential_privacy.layout import LEVELS, PERSON, Ids
from fanal.privacy.differential_privacy.measurements import Measurements
from fanal.privacy.differential_privacy.standing_out import standing_out

Reals = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

UNSURE = 0.5
"""How far what is said of people who passed the bounds may be wrong, as a share of it."""
MOST = 1_000_000
"""A table of more combinations of a length is read by nobody."""


@dataclass(frozen=True, eq=False)
class PrivateModel:
    """What is known of the people through the noise.

    Attributes
    ----------
    measurements
        The noisy counts that it was fitted to.
    people
        How many people there are, about: with what those who passed the bounds counted less.
    lost
        How many people that was.
    expectation
        What is expected of the people.
    truth, again
        People of whom everything is known, much like these; and what would have been expected of them
        through the same noise.
    seed
        What chance the model and its records come from.
    """

    measurements: Measurements
    people: float
    lost: float
    expectation: Expectation
    truth: Expectation
    again: Expectation
    seed: int

    def __repr__(self) -> str:
        sizes = [len(one.sizes) for one in self.expectation.members]
        return f"PrivateModel of {len(sizes)} x {sizes[0]} classes, fitted to {self.measurements!r}"

    @property
    def people_low(self) -> int:
        """With `people_high`, where the true number of people lies for 95 of 100 such tables."""
        return max(round(self.people - SPREADS * self._people_spread), 0)

    @property
    def people_high(self) -> int:
        """See `people_low`."""
        return max(round(self.people + SPREADS * self._people_spread), 0)

    def counts(self, up_to: int = LONGEST, at_least: float | None = None, most: int = MOST) -> pl.DataFrame:
        """Give all combinations of attributes that the model counts often enough, with error bars.

        Parameters
        ----------
        up_to
            Attributes of the longest, from 1 to 3.
        at_least
            People below whom a combination is left out; none: chosen for each length so that nearly all
            that is told is there (`ErrorBars.sure`).
        most
            Combinations of each length that are given, those of most people.

        Returns
        -------
        DataFrame
            column_1, value_1, … (null beyond the length), count, low, high: the count that the model
            expects, and where the true one lies for 95 of 100 such combinations. Most people first.

        Raises
        ------
        Refusal
            If `up_to` is not from 1 to 3, or `at_least` is not positive.
        """
        if not 1 <= up_to <= LONGEST:
            raise Refusal("privacy.combination-too-long", n=up_to, most=LONGEST)
        if at_least is not None and not at_least > 0:
            raise Refusal("privacy.threshold-not-positive", value=str(at_least))
        frames = []
        layout = self.measurements.layout
        names = pl.Series([one.column for one in layout.attributes], dtype=pl.String)
        values = pl.Series([one.value for one in layout.attributes], dtype=pl.String)
        for length in range(1, up_to + 1):
            bars = self._bars[length]
            least = bars.sure if at_least is None else at_least
            ids, counts, spreads = self.expectation.likely(layout, length, least, most)
            if at_least is None:
                sure = self._standing_out[ids].all(axis=1)
                ids, counts, spreads = ids[sure], counts[sure], spreads[sure]
            low, high = bars.around(counts, spreads, self._apart(ids, counts))
            columns: dict[str, pl.Series] = {}
            for place in range(LONGEST if up_to == LONGEST else up_to):
                at = pl.Series(ids[:, place]) if place < length else None
                for what, texts in (("column", names), ("value", values)):
                    empty = pl.Series([None] * len(counts), dtype=pl.String)
                    columns[f"{what}_{place + 1}"] = empty if at is None else texts[at]
            for name, told in (("count", counts.astype(np.float64)), ("low", low), ("high", high)):
                columns[name] = pl.Series(np.rint(told).astype(np.int64))
            frames.append(pl.DataFrame(columns))
        made = pl.concat(frames)
        order = [name for name in made.columns if name not in ("count", "low", "high")]
        return made.sort(["count", *order], descending=[True, *(False for _ in order)])

    def records(self, progress: Progress = silent) -> pl.DataFrame:
        """Draw as many records as there are people, about: texts, one row for each synthetic person.

        Cells of several values are joined by the separator of their column, or lists where it has none. A
        blank that informs is a blank.
        """
        return draw(self.expectation, self.measurements.layout, round(self.people), self.seed, progress)

    @property
    def _people_spread(self) -> float:
        """The standard deviation of the number of people."""
        return float(np.hypot(self.measurements.sigmas[0] / LEVELS / PERSON, UNSURE * self.lost))

    @cached_property
    def _standing_out(self) -> npt.NDArray[np.bool_]:
        """Shape (attributes,): whether it is sure enough that somebody holds each."""
        return standing_out(*self.measurements.counts)

    def _apart(self, ids: Ids, counts: Floats) -> Reals:
        """Give the standard deviations of what all counts have in common, and the large ones most.

        That is the noise of the number of people, about which all are told, and of the single counts; and
        what is not known of people who passed the bounds. Of the noise of a single count as much comes
        into a combination as the share of people who hold all the others.
        """
        people = max(self.people, 1.0)
        variance = (UNSURE * self.lost * counts.astype(np.float64) / people) ** 2
        if ids.shape[1] > 1:
            share = np.clip(self.expectation.singles.astype(np.float64) / people, 1e-9, 1)[ids]
            all_of_them = share.prod(axis=1)
            alone = self.measurements.sigmas[0] / LEVELS / self.measurements.layout.steps[ids]
            variance += ((alone * all_of_them[:, None] / share) ** 2).sum(axis=1)
            variance += (self.measurements.sigmas[0] / LEVELS / PERSON * all_of_them) ** 2
        return np.asarray(np.sqrt(variance))

    @cached_property
    def _bars(self) -> dict[int, ErrorBars]:
        layout = self.measurements.layout
        return {
            length: error_bars(self.truth, self.again, layout, length) for length in range(1, LONGEST + 1)
        }
