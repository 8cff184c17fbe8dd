"""Whether somebody was among the people of a release: guessed by nearness, and by likelihood."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from fanal.presentation import Progress, silent
from fanal.privacy.attributes import AttributeTable, Ids
from fanal.privacy.evaluation.aligning import Aligned
from fanal.privacy.evaluation.attacks import Attack
from fanal.privacy.evaluation.comparing import Counted, SharedAttributes
from fanal.privacy.evaluation.ranking import Scores, area_of
from fanal.privacy.evaluation.settings import EvaluationSettings

_AT_ONCE = 1 << 24
"""Numbers of one matrix that are held at the same time."""
_MOST_COMBINATIONS = 400
"""Combinations of a length by which one record is judged; of more, some are drawn."""


def membership_attacks(
    aligned: Aligned, settings: EvaluationSettings, progress: Progress = silent
) -> tuple[Attack, ...]:
    """Try to tell the people of a release from others of the same kind.

    *By nearest record*: who is like some record is taken for a member (Jaccard likeness of attributes).
    *By likelihood*: who is likelier under the counts of the release than under those of others is taken
    for a member. Half of the control serves as these others and the other half is attacked, so that
    where the release tells nothing of its members, both kinds of people score alike.

    Parameters
    ----------
    aligned
        The tables; the control must be there.
    settings
        How many people to try, from which seed.
    progress
        Hears of each attack.
    """
    if aligned.control is None:
        raise ValueError("membership is judged against a control")
    drawn = np.random.Generator(np.random.PCG64(settings.seed))
    order = drawn.permutation(aligned.control.height)
    half = order.size // 2
    members = aligned.sensitive[drawn.permutation(aligned.sensitive.height)[: settings.attacks]]
    others = aligned.control[order[half:][: settings.attacks]]
    release, known, inside, outside = (
        aligned.attributes(table)
        for table in (aligned.release, aligned.control[order[:half]], members, others)
    )
    shared = SharedAttributes.of([release, known, inside, outside])

    def attack(name: str, of_members: Scores, of_others: Scores) -> Attack:
        area = area_of(of_members, of_others)
        return Attack(
            name=f"membership-{name}",
            people=members.height,
            area=area.value,
            low=area.low,
            high=area.high,
            p=area.p,
        )

    progress(0, 2, "privacy.progress-membership")
    near = [_nearest(table, release, shared) for table in (inside, outside)]
    progress(1, 2, "privacy.progress-membership")
    counted = [Counted.of(table, shared, settings) for table in (release, known)]
    likely = [_likelihood(table, counted[0], counted[1], drawn) for table in (inside, outside)]
    progress(2, 2, "privacy.progress-membership")
    return attack("nearest", near[0], near[1]), attack("likelihood", likely[0], likely[1])


def _nearest(people: AttributeTable, release: AttributeTable, shared: SharedAttributes) -> Scores:
    """Give, for each person, the likeness of the record that is most like theirs, 0 to 1."""
    wanted = _as_matrix(people, shared, 0, people.weights.size)
    sizes = wanted.sum(axis=1)
    best = np.zeros(len(wanted), dtype=np.float64)
    step = max(1, _AT_ONCE // max(len(wanted), len(shared.attributes), 1))
    for top in range(0, release.weights.size, step):
        records = _as_matrix(release, shared, top, min(top + step, release.weights.size))
        both = wanted @ records.T
        either = sizes[:, None] + records.sum(axis=1) - both
        # Two people of whom nothing is recorded are alike.
        alike = np.where(either > 0, both / np.maximum(either, 1), 1.0)
        best = np.maximum(best, alike.max(axis=1))
    return np.repeat(best, people.weights)


def _as_matrix(
    table: AttributeTable, shared: SharedAttributes, top: int, end: int
) -> npt.NDArray[np.float32]:
    """Give some distinct records, shape (records, attributes): 1 where one holds an attribute."""
    offsets = table.offsets[top : end + 1]
    matrix = np.zeros((end - top, len(shared.attributes)), dtype=np.float32)
    record = np.repeat(np.arange(end - top), np.diff(offsets))
    matrix[record, shared.ids_of(table)[table.ids[offsets[0] : offsets[-1]]]] = 1
    return matrix


def _likelihood(
    people: AttributeTable, release: Counted, known: Counted, drawn: np.random.Generator
) -> Scores:
    """Give, for each person, how much likelier their combinations are in the release than among others.

    The mean over the longest combinations counted, pairs or triples, of the logarithm of the ratio of
    their shares (with half a record added to each count); shorter records are judged whole.
    """
    shared = release.shared
    to_shared = shared.ids_of(people)
    scores = np.zeros(people.weights.size)
    times = np.zeros(people.weights.size)
    by_length: dict[int, tuple[list[Ids], list[int]]] = {}
    for number in range(people.weights.size):
        ids = to_shared[people.record(number)]
        length = min(ids.size, max(release.keys))
        if not length:
            continue
        places = _places(ids.size, length)
        if len(places) > _MOST_COMBINATIONS:
            places = places[drawn.choice(len(places), _MOST_COMBINATIONS, replace=False)]
        found, of = by_length.setdefault(length, ([], []))
        found.append(ids[places])
        of.append(number)
    for length, (found, of) in by_length.items():
        keys = shared.keys_of(np.concatenate(found))
        record = np.repeat(of, [len(one) for one in found])
        ratio = np.log((release.at(length, keys) + 0.5) / (release.records + 1))
        ratio -= np.log((known.at(length, keys) + 0.5) / (known.records + 1))
        scores += np.bincount(record, weights=ratio, minlength=scores.size)
        times += np.bincount(record, minlength=scores.size)
    return np.repeat(scores / np.maximum(times, 1), people.weights)


@cache
def _places(size: int, length: int) -> npt.NDArray[np.int64]:
    return np.array(list(combinations(range(size), length)), dtype=np.int64)
