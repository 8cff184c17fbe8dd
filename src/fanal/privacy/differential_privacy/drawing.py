"""Records drawn from a model, their counts brought to those that it expects."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Progress
from fanal.privacy.differential_privacy.expectation import Expectation
from fanal.privacy.differential_privacy.layout import Ids, Layout
from fanal.privacy.differential_privacy.mixture import Mixture

Floats = npt.NDArray[np.float32]

POLISHED = 40_000
"""Records that are gone through: enough to take away what chance left, however many there are."""
TYPICAL = 1.0
IMPROBABLE = 1e-3
SINGLES = 12.0
"""What an improbable value costs (a factor of e), when it may not be at all, and what single counts weigh;
all picked on generated tables."""
MOST_SPREADS = 4.0
"""How far above the mean the number of values of a cell may lie, in standard deviations."""
_STEPS = 2


def draw(
    expectation: Expectation, layout: Layout, people: int, seed: int, progress: Progress
) -> pl.DataFrame:
    """Draw records.

    Each class gives as many records as it has people, and each value of a group as many of them as its
    chance says, up to rounding. What rounding and chance leave is then taken away: single values are
    changed wherever counts of one and two attributes come nearer to those wanted.

    Parameters
    ----------
    expectation
        The classes, and the counts of one and two attributes that are wanted.
    layout
        The attributes and their groups.
    people
        How many records.
    seed
        Where chance begins.
    progress
        Hears of each step.

    Returns
    -------
    DataFrame of texts; cells of several values are joined by the separator of their column, or lists where
    it has none. A blank that informs is a blank.
    """
    from fanal.privacy.differential_privacy.polishing import choose, counted, polish

    progress(0, _STEPS, "privacy.progress-private-records")
    chance = np.random.Generator(np.random.PCG64([seed, 2]))
    mixture = Mixture(
        sizes=np.concatenate([one.sizes for one in expectation.members]),
        chances=np.concatenate([one.chances for one in expectation.members]),
    )
    starts = np.flatnonzero(np.diff(layout.group_of, prepend=-1, append=-2)).astype(np.int64)
    shares = mixture.sizes.astype(np.float64) / max(float(mixture.sizes.sum(dtype=np.float64)), 1e-9)
    ends = np.floor(np.cumsum(shares) * people + chance.random()).astype(np.int64).clip(0, people)
    ends[-1] = people
    each = np.diff(ends, prepend=0)
    classes = np.repeat(np.arange(each.size, dtype=np.int64), each)
    chosen = np.empty((people, starts.size - 1), np.int32)
    choose(mixture.chances, ends, starts, chosen, chance.integers(0, 1 << 63, 1).astype(np.uint64))
    size = len(layout.attributes)
    off = counted(chosen, size) - expectation.pairs
    np.fill_diagonal(off, np.bincount(chosen[chosen >= 0], minlength=size) - expectation.singles)
    costs = _costs(mixture, layout, starts)
    progress(1, _STEPS, "privacy.progress-private-records")
    order = chance.permutation(people)
    polish(chosen, order[:POLISHED], classes, costs, off, starts, layout.always, np.float32(SINGLES))
    _shorten(chosen, mixture.chances, classes, expectation, layout, starts)
    progress(_STEPS, _STEPS, "privacy.progress-private-records")
    return _as_texts(chosen[order], layout, starts)


def _shorten(
    chosen: Ids,
    chances: Floats,
    classes: npt.NDArray[np.int64],
    expectation: Expectation,
    layout: Layout,
    starts: npt.NDArray[np.int64],
) -> None:
    """Leave of cells with more values than are to be expected the likeliest ones, in place.

    Small classes know little of who holds what; more than `MOST_SPREADS` standard deviations above the
    mean number of values is not believed of them.
    """
    group_column, people = layout.column_of[starts[:-1]], max(len(chosen), 1)
    for number, one in enumerate(layout.settings.columns):
        if one.column not in layout.several:
            continue
        here, groups = np.flatnonzero(layout.column_of == number), np.flatnonzero(group_column == number)
        mean = float(expectation.singles[here].sum(dtype=np.float64)) / people
        both = expectation.pairs[np.ix_(here, here)].astype(np.float64)
        square = mean + float(both.sum() - np.trace(both)) / people
        most = int(np.ceil(mean + MOST_SPREADS * np.sqrt(max(square - mean**2, 0.0))))
        for record in np.flatnonzero((chosen[:, groups] >= 0).sum(axis=1) > max(most, 1)):
            held = groups[chosen[record, groups] >= 0]
            likeliest = np.argsort(-chances[classes[record], chosen[record, held]], kind="stable")
            chosen[record, held[likeliest[max(most, 1) :]]] = -1


def _costs(mixture: Mixture, layout: Layout, starts: npt.NDArray[np.int64]) -> Floats:
    """Say what each value costs in each class."""
    from fanal.privacy.differential_privacy.polishing import NEVER

    blank = np.maximum(1 - np.add.reduceat(mixture.chances, starts[:-1], axis=1), np.float32(0))
    chances = np.concatenate([mixture.chances, blank], axis=1)
    costs = -TYPICAL * np.log(np.maximum(chances, IMPROBABLE))
    return np.where(chances < IMPROBABLE, NEVER, costs).astype(np.float32)


def _as_texts(chosen: Ids, layout: Layout, starts: npt.NDArray[np.int64]) -> pl.DataFrame:
    texts = pl.Series([one.value for one in layout.attributes] + [None], dtype=pl.String)
    group_column = layout.column_of[starts[:-1]]
    columns = []
    for number, one in enumerate(layout.settings.columns):
        groups = np.flatnonzero(group_column == number)
        if groups.size == 1 and one.column not in layout.several:
            columns.append(texts.gather(chosen[:, groups[0]] % len(texts)).alias(one.column))
            continue
        record, place = np.nonzero(chosen[:, groups] >= 0)
        told = pl.DataFrame(
            {"record": record, "told": texts.gather(chosen[:, groups][record, place])}
        ).drop_nulls()
        lists = told.group_by("record", maintain_order=True).agg(pl.col("told"))
        every = pl.DataFrame({"record": np.arange(len(chosen))}).join(
            lists, on="record", how="left", maintain_order="left"
        )["told"]
        joined = every if one.separator is None else every.list.join(one.separator)
        columns.append(joined.alias(one.column))
    return pl.DataFrame(columns)
