"""Records drawn from a model, their counts brought to those that it expects."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Progress
from fanal.privacy.differential_privacy.expectation import Expectation
from fanal.privacy.differential_privacy.layout import Ids, Layout
from fanal.privacy.differential_privacy.mixture import Mixture
from fanal.privacy.differential_privacy.polishing import NEVER, choose, counted, polish

Floats = npt.NDArray[np.float32]

SWEEPS = 3
TYPICAL = 2.0
IMPROBABLE = 1e-3
SINGLES = 4.0
"""How often all records are gone through, what an improbable value costs (a factor of e), when it may not
be at all, and what single counts weigh; all picked on generated tables."""


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
        Hears of each sweep.

    Returns
    -------
    DataFrame of texts; cells of several values are joined by the separator of their column, or lists where
    it has none. A blank that informs is a blank.
    """
    progress(0, SWEEPS + 1, "privacy.progress-private-records")
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
    choose(mixture.chances, classes, _places(classes, each, starts.size - 1, chance), starts, chosen)
    size = len(layout.attributes)
    off = counted(chosen, size) - expectation.pairs
    np.fill_diagonal(off, np.bincount(chosen[chosen >= 0], minlength=size) - expectation.singles)
    costs = _costs(mixture, layout, starts)
    for sweep in range(SWEEPS):
        progress(sweep + 1, SWEEPS + 1, "privacy.progress-private-records")
        order = chance.permutation(people)
        polish(chosen, order, classes, costs, off, starts, layout.always, np.float32(SINGLES))
    progress(SWEEPS + 1, SWEEPS + 1, "privacy.progress-private-records")
    return _as_texts(chosen[chance.permutation(people)], layout, starts)


def _places(
    classes: npt.NDArray[np.int64],
    each: npt.NDArray[np.int64],
    groups: int,
    chance: np.random.Generator,
) -> Floats:
    """Spread numbers from 0 to 1 evenly over the records of each class, anew for each group."""
    made = np.empty((classes.size, groups), np.float32)
    begin = np.cumsum(each) - each
    for group in range(groups):
        order = np.argsort(classes + chance.random(classes.size))
        rank = np.empty(classes.size, np.int64)
        rank[order] = np.arange(classes.size)
        made[:, group] = (rank - begin[classes] + chance.random(each.size)[classes]) / each[classes]
    return made


def _costs(mixture: Mixture, layout: Layout, starts: npt.NDArray[np.int64]) -> Floats:
    """Say what each value costs in each class."""
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
