"""Distinct records in an order in which those that are alike stand together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fanal.privacy.attributes import AttributeTable


def clustered(table: AttributeTable) -> AttributeTable:
    """Sort the records by their attributes, the most frequent one first.

    The people who share a few attributes then fill few words of a bitset, so that intersections of
    bitsets take a fraction of the time.
    """
    lengths, attributes = np.diff(table.offsets), len(table.attributes)
    if attributes == 0:
        return table
    place = np.empty(attributes, dtype=np.int64)
    place[np.argsort(-table.counts, kind="stable")] = np.arange(attributes)
    held = np.zeros((lengths.size, attributes), dtype=np.bool_)
    held[np.repeat(np.arange(lengths.size), lengths), place[table.ids]] = True
    bits = np.packbits(held, axis=1)
    order = np.argsort(bits.view(f"V{bits.shape[1]}").ravel(), kind="stable")
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), lengths[order].cumsum()])
    places = np.repeat(table.offsets[:-1][order] - offsets[:-1], lengths[order]) + np.arange(offsets[-1])
    return replace(table, offsets=offsets, ids=table.ids[places], weights=table.weights[order])
