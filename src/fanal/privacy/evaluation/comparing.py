"""The counts of two tables side by side: every combination of either, absent ones as zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from fanal.presentation import Progress, Refusal, silent
from fanal.privacy.attributes import Attribute, AttributeTable, Ids, Numbers
from fanal.privacy.counting import count_combinations
from fanal.privacy.evaluation.settings import EvaluationSettings


@dataclass(frozen=True, eq=False)
class SharedAttributes:
    """The attributes of several tables, numbered together.

    Attributes
    ----------
    attributes
        All of them, those of one column together.
    column_of
        Shape (attributes,): the column of each.
    """

    attributes: tuple[Attribute, ...]
    column_of: Ids

    @classmethod
    def of(cls, tables: Sequence[AttributeTable]) -> SharedAttributes:
        """Give numbers to the attributes of tables of the same settings."""
        places = {one.column: number for number, one in enumerate(tables[0].settings.columns)}
        every = dict.fromkeys(attribute for table in tables for attribute in table.attributes)
        attributes = tuple(sorted(every, key=lambda one: (places[one.column], one.value or "")))
        column_of = np.array([places[one.column] for one in attributes], dtype=np.int32)
        return cls(attributes, column_of)

    @cached_property
    def _id_of(self) -> Mapping[Attribute, int]:
        return {attribute: number for number, attribute in enumerate(self.attributes)}

    def ids_of(self, table: AttributeTable) -> Ids:
        """Give, shape (attributes of the table,), the shared number of each."""
        return np.array([self._id_of[one] for one in table.attributes], dtype=np.int32)

    def keys_of(self, ids: npt.NDArray[np.integer]) -> Numbers:
        """Make one number of each combination, shape (combinations, length), whatever its order."""
        ordered = np.sort(ids, axis=1)
        keys = np.zeros(len(ids), dtype=np.int64)
        for place in range(ids.shape[1]):
            keys = keys * len(self.attributes) + ordered[:, place]
        return keys

    def ids_of_keys(self, keys: Numbers, length: int) -> Ids:
        """Give the attributes, shape (combinations, length), of numbers that `keys_of` made."""
        ids = np.empty((keys.size, length), dtype=np.int32)
        for place in reversed(range(length)):
            keys, ids[:, place] = np.divmod(keys, len(self.attributes))
        return ids


@dataclass(frozen=True, eq=False)
class Counted:
    """The combinations of one table by their shared numbers.

    Attributes
    ----------
    keys, counts
        By length: ascending, and the records that hold each.
    records
        How many records there are.
    """

    shared: SharedAttributes
    keys: Mapping[int, Numbers]
    counts: Mapping[int, Numbers]
    records: int

    @classmethod
    def of(
        cls,
        table: AttributeTable,
        shared: SharedAttributes,
        settings: EvaluationSettings,
        progress: Progress = silent,
    ) -> Counted:
        """Count all combinations of a table.

        Raises
        ------
        Refusal
            If they do not fit the memory of the settings.
        """
        try:
            found = count_combinations(table, settings.up_to, memory_mb=settings.memory_mb, progress=progress)
        except Refusal as refusal:
            if refusal.finding.code != "privacy.too-many-combinations":
                raise
            raise Refusal(
                "privacy.evaluation-too-many", length=settings.up_to, memory=settings.memory_mb
            ) from None
        to_shared = shared.ids_of(table)
        keys, counts = {}, {}
        for length, ids in found.ids.items():
            made = shared.keys_of(to_shared[ids])
            order = np.argsort(made)
            keys[length], counts[length] = made[order], found.counts[length][order].astype(np.int64)
        return cls(shared, keys, counts, table.people)

    def at(self, length: int, wanted: Numbers) -> Numbers:
        """Give how many records hold each wanted combination of one length; 0 where none does."""
        keys = self.keys[length]
        if not keys.size:
            return np.zeros(wanted.size, dtype=np.int64)
        places = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
        return np.where(keys[places] == wanted, self.counts[length][places], 0)


@dataclass(frozen=True, eq=False)
class Compared:
    """All combinations of one length that either table holds.

    Attributes
    ----------
    ids
        Shape (combinations, length): shared numbers of attributes.
    people, released
        Shape (combinations,): the sensitive people and the released records that hold each.
    """

    ids: Ids
    people: Numbers
    released: Numbers


def compare(sensitive: Counted, release: Counted) -> dict[int, Compared]:
    """Put the counts of two tables side by side, by length."""
    made = {}
    for length in sensitive.keys:
        keys = np.union1d(sensitive.keys[length], release.keys[length])
        made[length] = Compared(
            ids=sensitive.shared.ids_of_keys(keys, length),
            people=sensitive.at(length, keys),
            released=release.at(length, keys),
        )
    return made
