"""Error bars of the largest counts, and values that nobody has: tables where little is as usual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
import pytest

from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import attributes_of
from fanal.privacy.counting import count_combinations
from fanal.privacy.differential_privacy import PrivateModel, PrivateSettings, Randomness, fit, measure

Domain = Mapping[str, Sequence[str]]
SEEDS = range(4)


def one_value_of_most(rows: int = 1500, share: float = 0.8) -> tuple[pl.DataFrame, Domain]:
    chance = np.random.default_rng(3)
    others = (1 - share) / 6
    names = ("c1", "c2", "c3", "c4")
    drawn = {name: chance.choice(list("abcdefg"), rows, p=[share, *[others] * 6]) for name in names}
    return pl.DataFrame(drawn), {name: tuple("abcdefghij") for name in names}


def checkboxes(rows: int = 3000) -> tuple[pl.DataFrame, Domain]:
    chance = np.random.default_rng(4)
    shares = (0.02, 0.05, 0.1, 0.1, 0.2, 0.3, 0.5)
    table = pl.DataFrame(
        {f"b{at}": np.where(chance.random(rows) < share, "1", "0") for at, share in enumerate(shares)}
    )
    return table, dict.fromkeys(table.columns, ("0", "1"))


def constant(rows: int = 400) -> tuple[pl.DataFrame, Domain]:
    table = pl.DataFrame({"shelter": ["v1"] * rows, "year": ["y1"] * rows})
    return table, {
        "shelter": tuple(f"v{at}" for at in range(30)),
        "year": tuple(f"y{at}" for at in range(10)),
    }


def of_many_countries(rows: int = 1105) -> tuple[pl.DataFrame, Domain]:
    chance = np.random.default_rng(5)
    often = 0.85 ** np.arange(34)
    table = pl.DataFrame(
        {
            "country": [f"k{at}" for at in chance.choice(34, rows, p=often / often.sum())],
            "gender": chance.choice(["g0", "g1", "g2", "g3"], rows, p=[0.6, 0.3, 0.08, 0.02]),
        }
    )
    return table, {
        "country": tuple(f"k{at}" for at in range(120)),
        "gender": tuple(f"g{at}" for at in range(6)),
    }


def models(table: pl.DataFrame, domain: Domain, epsilon: float) -> Iterator[PrivateModel]:
    columns = tuple(AttributeColumn(column=name, domain=tuple(values)) for name, values in domain.items())
    how = PrivateSettings(epsilon=epsilon, delta=1e-6, columns=columns)
    for seed in SEEDS:
        yield fit(measure(table, how, Randomness.seeded(seed)))


def told(table: pl.DataFrame, domain: Domain, epsilon: float) -> pl.DataFrame:
    """Put the true counts beside all that some models tell by default."""
    columns = tuple(AttributeColumn(column=name, domain=tuple(values)) for name, values in domain.items())
    up_to = min(3, len(columns))
    combinations = count_combinations(attributes_of(table, AttributeSettings(columns=columns)), up_to)
    true = pl.concat(
        [combinations.as_frame(length).rename({"count": "true"}) for length in range(1, up_to + 1)],
        how="diagonal",
    )
    on = [f"{what}_{place}" for place in range(1, up_to + 1) for what in ("column", "value")]
    counts = pl.concat(model.counts(up_to=up_to) for model in models(table, domain, epsilon))
    return counts.join(true, on=on, how="left", nulls_equal=True).with_columns(pl.col("true").fill_null(0))


@pytest.mark.parametrize("epsilon", [1.0, 4.0])
@pytest.mark.parametrize("make", [one_value_of_most, checkboxes, constant])
def test_error_bars_hold_the_largest_counts(make: object, epsilon: float) -> None:
    table, domain = make()  # type: ignore[operator]
    counts = told(table, domain, epsilon)
    largest = counts.filter(pl.col("true") >= table.height / 3)
    assert largest.height >= len(SEEDS)
    for some in (largest, counts):
        assert some.select(pl.col("true").is_between(pl.col("low"), pl.col("high")).mean()).item() >= 0.9
    # They are no wider than what is measured of so few people leaves open.
    width = largest.select(((pl.col("high") - pl.col("low")) / table.height).median()).item()
    assert width < (0.45 if epsilon == 1 else 0.1)


@pytest.mark.parametrize(("rows", "epsilon"), [(1500, 1.0), (1500, 4.0), (100, 0.5)])
def test_the_number_of_people_is_not_told_too_low(rows: int, epsilon: float) -> None:
    table, domain = one_value_of_most(rows)
    fitted = list(models(table, domain, epsilon))
    inside = [one.people_low <= rows <= one.people_high for one in fitted]
    # So few that hardly anything is known of what they hold: the bound may take half of each.
    assert sum(inside) >= (3 if rows > 100 else 2)
    spread = np.mean([one.people_high - one.people_low for one in fitted]) / 4
    assert abs(np.mean([one.people for one in fitted]) - rows) < 1.5 * spread


@pytest.mark.parametrize("epsilon", [1.0, 4.0])
def test_values_of_large_domains_that_nobody_has_are_not_told(epsilon: float) -> None:
    table, domain = of_many_countries()
    counts = told(table, domain, epsilon)
    assert counts.select((pl.col("true") == 0).mean()).item() < 0.1
    usual = counts.filter((pl.col("column_1") == "country") & pl.col("column_2").is_null())
    assert usual.height >= 4 * len(SEEDS)
