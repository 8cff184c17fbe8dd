"""What one person can change, found by taking people away: never more than the noise was made for.

Every sum is looked at before its noise, and what the mechanisms before it said is held fixed, as the proof of
composition has it. The bound that the noise was made for must then hold for all neighbouring tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.privacy.attribute_settings import AttributeColumn
from fanal.privacy.differential_privacy import measuring
from fanal.privacy.differential_privacy.randomness import Randomness
from fanal.privacy.differential_privacy.settings import PrivateSettings

from .generated_tables import people as people_of
from .generated_tables import settings as settings_of_people

COLUMNS = (
    AttributeColumn(column="gender", domain=("woman", "man", "other"), absence_informs=True),
    AttributeColumn(column="country", domain=("AA", "BB", "CC", "DD", "EE")),
    AttributeColumn(column="means", domain=("a", "b", "c", "d"), separator=";", absence_informs=True),
)


@dataclass
class Sums:
    """What each mechanism added up, the squared bound and the budget it was given, and what it said."""

    before: list[npt.NDArray[np.int64]] = field(default_factory=list)
    squares: list[int] = field(default_factory=list)
    rhos: list[Fraction] = field(default_factory=list)
    after: list[npt.NDArray[np.int64]] = field(default_factory=list)


@contextmanager
def watched(fixed: Sums | None = None) -> Iterator[Sums]:
    """Look at the sums before their noise; let the mechanisms say what `fixed` said."""
    seen, noisy = Sums(), measuring._noisy

    def looked_at(counts: npt.NDArray[np.int64], square: int, rho: Fraction, chance: Randomness) -> object:
        said = noisy(counts, square, rho, chance) if fixed is None else fixed.after[len(seen.before)]
        seen.before.append(np.array(counts))
        seen.squares.append(square)
        seen.rhos.append(rho)
        seen.after.append(said)
        return said

    with patch.object(measuring, "_noisy", looked_at):
        yield seen


def sums(table: pl.DataFrame, how: PrivateSettings, fixed: Sums | None = None, seed: int = 1) -> Sums:
    with watched(fixed) as seen:
        measuring.measure(table, how, Randomness.seeded(seed))
    return seen


def changes(table: pl.DataFrame, other: pl.DataFrame, how: PrivateSettings, seed: int) -> list[float]:
    """The squared change of each mechanism's sums, as a share of what its noise was made for."""
    first = sums(table, how, seed=seed)
    second = sums(other, how, first, seed=seed)
    assert first.squares == second.squares
    assert first.rhos == second.rhos
    return [
        float(Fraction(int(((one - two).astype(object) ** 2).sum()), square))
        for one, two, square in zip(first.before, second.before, first.squares, strict=True)
    ]


cells = {
    "gender": st.sampled_from(["woman", "man", "other", None, "unheard of"]),
    "country": st.sampled_from(["AA", "AA", "BB", "CC", "DD", "EE", None]),
    "means": st.lists(st.sampled_from(["a", "b", "c", "d", "x", ""]), max_size=6).map(";".join),
}
people = st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=25)
hows = st.builds(
    lambda most, weight, epsilon: PrivateSettings(
        epsilon=epsilon, delta=1e-6, columns=COLUMNS, most_attributes=most, weights={"country": weight}
    ),
    st.sampled_from([None, None, 1, 3, 20]),
    st.integers(min_value=1, max_value=4),
    st.sampled_from([0.5, 4.0, 50.0]),
)


def frame(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(cells, pl.String), orient="row")


@settings(max_examples=60)
@given(rows=people, how=hows, seed=st.integers(min_value=0, max_value=10**6))
def test_one_person_changes_no_sum_by_more_than_its_noise_was_made_for(
    rows: list[dict[str, str | None]], how: PrivateSettings, seed: int
) -> None:
    assert max(changes(frame(rows), frame(rows[1:]), how, seed)) <= 1
    assert max(changes(frame(rows[1:]), frame(rows), how, seed)) <= 1


@settings(max_examples=25)
@given(
    rows=people,
    who=st.lists(st.sampled_from(["p", "q", "r", None]), min_size=25, max_size=25),
    how=hows,
    seed=st.integers(min_value=0, max_value=10**6),
)
def test_a_person_of_several_rows_changes_no_sum_by_more(
    rows: list[dict[str, str | None]], who: list[str | None], how: PrivateSettings, seed: int
) -> None:
    joined = PrivateSettings(
        epsilon=how.epsilon,
        delta=how.delta,
        columns=COLUMNS,
        subject="who",
        most_attributes=how.most_attributes,
    )
    named = frame(rows).with_columns(pl.Series("who", who[: len(rows)], dtype=pl.String))
    others = named.filter(pl.col("who").is_null() | (pl.col("who") != "p"))
    assert max(changes(named, others, joined, seed)) <= 1


@settings(max_examples=25)
@given(rows=people, how=hows, seed=st.integers(min_value=0, max_value=10**6))
def test_a_person_in_the_records_of_three_contributors_is_covered(
    rows: list[dict[str, str | None]], how: PrivateSettings, seed: int
) -> None:
    """Three records change a sum by three times as much, and the noise is made for nine times the square."""
    threefold = PrivateSettings(
        epsilon=how.epsilon,
        delta=how.delta,
        columns=COLUMNS,
        rows_per_person=3,
        most_attributes=how.most_attributes,
        weights=how.weights,
    )
    assert max(changes(frame(rows), frame(rows[3:]), threefold, seed)) <= 9
    assert sum(sums(frame(rows), threefold).rhos) * 9 <= Fraction(threefold.rho)


@given(how=hows)
def test_the_mechanisms_together_spend_no_more_than_the_budget(how: PrivateSettings) -> None:
    assert sum(sums(frame([]), how).rhos) <= Fraction(how.rho)


def test_the_bound_is_reached_so_that_a_smaller_one_would_be_seen() -> None:
    rows = [{"gender": "woman", "country": "AA", "means": "a;b;c;d"}] * 20
    how = PrivateSettings(epsilon=4, delta=1e-6, columns=COLUMNS, most_attributes=6)
    largest = changes(frame(rows), frame(rows[1:]), how, 3)
    assert max(largest) > 0.5


@pytest.mark.parametrize("rows_per_person", [1, 2])
def test_the_noise_is_as_large_as_its_bound_and_budget_ask(rows_per_person: int) -> None:
    """The differences that the noise makes, over many cells: within 5 of its own standard deviations."""
    how = settings_of_people(rows_per_person=rows_per_person)
    seen = [sums(people_of(400), how, seed=seed) for seed in range(8)]
    for part in range(len(seen[0].before)):
        noise = [
            (one.after[part] - one.before[part]).ravel()
            / float(one.squares[part] / (2 * one.rhos[part])) ** 0.5
            for one in seen
        ]
        drawn = np.concatenate(noise)
        assert abs((drawn**2).mean() - 1) < 5 * (2 / drawn.size) ** 0.5
        assert abs(drawn.mean()) < 5 / drawn.size**0.5


@pytest.mark.parametrize("rows", [0, 1])
def test_a_table_of_nobody_and_of_one_is_measured_like_any_other(rows: int) -> None:
    """No refusal, no other type and no other shape tells how many people there are."""
    table = frame([{"gender": "woman", "country": "AA", "means": "a"}] * rows)
    how = PrivateSettings(epsilon=4, delta=1e-6, columns=COLUMNS)
    many = measuring.measure(frame([{"gender": "man", "country": None, "means": ""}] * 500), how)
    few = measuring.measure(table, how)
    for name in ("rough", "sizes", "singles", "pairs"):
        one, other = getattr(few, name), getattr(many, name)
        assert (one.shape, one.dtype, one.flags.c_contiguous) == (other.shape, other.dtype, True)


def test_what_lies_outside_the_domain_is_as_if_it_were_blank() -> None:
    how = PrivateSettings(epsilon=4, delta=1e-6, columns=COLUMNS)
    odd = frame([{"gender": "SECRET", "country": "SECRET", "means": "SECRET;SECRET"}] * 50)
    blank = frame([{"gender": None, "country": None, "means": None}] * 50)
    one, other = (measuring.measure(table, how, Randomness.seeded(6)) for table in (odd, blank))
    assert one.pairs.tolist() == other.pairs.tolist()
    assert one.singles.tolist() == other.singles.tolist()
    assert "SECRET" not in repr(one) + repr(one.settings)
