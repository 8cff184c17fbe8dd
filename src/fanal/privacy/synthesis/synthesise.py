"""Make synthetic records: reduce, refill, write as texts, verify."""

from __future__ import annotations

import numpy as np
import polars as pl

from fanal.presentation import Progress, Refusal, silent
from fanal.privacy.attributes import AttributeTable
from fanal.privacy.synthesis.rows_as_texts import as_texts
from fanal.privacy.synthesis.settings import SynthesisSettings
from fanal.privacy.synthesis.synthesised import Synthesised
from fanal.privacy.synthesis.verification import least_support
from fanal.privacy.synthesis.workshop import Workshop

_STEPS = 6
"""Steps of the progress."""


def synthesise(
    table: AttributeTable, settings: SynthesisSettings, progress: Progress = silent
) -> Synthesised:
    """Make records of which every set of attributes, of any length, is shared by at least k people.

    Each record keeps a set of its attributes that at least k people share and that nothing more of it
    can join: the attributes are tried in several orders, and the set that tells most stays. Then rows
    are given attributes, and some are built anew around what is missing, so that counts come back;
    never one after which fewer than k people would share the row, and none told more often than it is
    true. A few rows are added for the same. The result is verified before it is given.

    The orders are drawn from the seed: the same rows in any order, and the same seed, give the same
    records. Chance serves quality here. It is no privacy mechanism, and this is not differential
    privacy: see the report for what it does not protect.

    Parameters
    ----------
    table
        The sensitive people, as attributes.
    settings
        k, the seed, and how long to look.
    progress
        Hears of each step.

    Raises
    ------
    Refusal
        If there are fewer than k people, or the mark of a blank is a value.
    """
    if table.people < settings.k:
        raise Refusal("privacy.fewer-people-than-k", k=settings.k)
    for one in table.settings.columns:
        if one.absence_informs and any(
            other.column == one.column and other.value == settings.blank for other in table.attributes
        ):
            raise Refusal("privacy.blank-is-a-value", column=one.column, value=settings.blank)

    def step(number: int) -> None:
        progress(number, _STEPS, "privacy.progress-synthesis")

    step(0)
    work = Workshop(table, settings)
    step(1)
    work.reduce()
    step(2)
    work.refill()
    step(3)
    work.exchange()
    step(4)
    rows, sizes = work.told()
    texts = as_texts(rows, sizes, table, settings.blank)
    step(5)
    least = least_support(texts, table, settings.k, settings.blank)
    step(6)
    off = np.abs(table.counts - work.made.ones)
    return Synthesised(
        settings=settings,
        table=texts.sort(_sortable(texts), nulls_last=False),
        people=table.people,
        reduced=work.reduced,
        added=texts.height - table.people,
        least_support=least,
        attributes=len(table.attributes),
        untold=int(((table.counts > 0) & (work.made.ones == 0)).sum()),
        largest_single_error=int(off.max(initial=0)),
        single_error=int(off.sum()),
        single_total=int(table.counts.sum()),
    )


def _sortable(texts: pl.DataFrame) -> list[pl.Expr]:
    return [
        pl.col(name).list.join(";") if kind.is_nested() else pl.col(name)
        for name, kind in texts.schema.items()
    ]
