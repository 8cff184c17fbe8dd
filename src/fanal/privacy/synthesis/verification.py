"""Look at synthetic records as any reader finds them, and count who shares each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import Attribute, AttributeTable, attributes_of

_PARTS = 2
"""Parts of the records that are looked at side by side."""


def least_support(table: pl.DataFrame, sensitive: AttributeTable, k: int, blank: str) -> int:
    """Find the fewest sensitive people who hold all that some record tells.

    A person who holds a set of attributes holds all its parts, so that what is true of whole records
    is true of all their parts, of any length. Nothing of the synthesis is used here: the texts are
    turned into attributes anew, and people are counted by comparing sets.

    Parameters
    ----------
    table
        Synthetic records: texts, lists of texts, or texts with the separators of the settings.
    sensitive
        The people they must not point at.
    k
        The fewest allowed.
    blank
        What stands for a blank that informs.

    Returns
    -------
    int
        At least `k`; everybody, where there are no records.

    Raises
    ------
    Refusal
        If there is a record that fewer than k people share.
    """
    from fanal.privacy.synthesis.comparing import fewest_holders

    informing = {one.column for one in sensitive.settings.columns if one.absence_informs}
    columns = tuple(
        AttributeColumn(
            column=one.column, separator=one.separator if table[one.column].dtype == pl.String else None
        )
        for one in sensitive.settings.columns
    )
    made = attributes_of(table, AttributeSettings(columns=columns))
    known = sensitive.id_of
    same = np.array(
        [
            known.get(
                Attribute(one.column, None if one.value == blank and one.column in informing else one.value),
                -1,
            )
            for one in made.attributes
        ],
        dtype=np.int32,
    )
    ids = same[made.ids]
    if (ids < 0).any():
        raise Refusal("privacy.unsupported-set", k=k)
    # Ascending in each record again, now by the ids of the sensitive table.
    record = np.repeat(np.arange(made.weights.size), np.diff(made.offsets))
    ids = ids[np.lexsort((ids, record))]
    order = np.argsort(sensitive.ids, kind="stable")
    holders = np.repeat(np.arange(sensitive.weights.size), np.diff(sensitive.offsets))[order]
    starts = np.searchsorted(sensitive.ids[order], np.arange(len(sensitive.attributes) + 1))

    def fewest(first: int, end: int) -> int:
        some = made.offsets[first : end + 1]
        return int(
            fewest_holders(some, ids, sensitive.offsets, sensitive.ids, sensitive.weights, starts, holders)
        )

    ends = np.linspace(0, made.weights.size, _PARTS + 1).astype(int).tolist()
    with ThreadPoolExecutor(_PARTS) as pool:
        least = min(pool.map(fewest, ends[:-1], ends[1:]))
    if least < k and made.rows:
        raise Refusal("privacy.unsupported-set", k=k)
    return least
