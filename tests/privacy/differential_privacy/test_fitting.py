"""What is told of people through the noise: right, with honest error bars, and the same every time."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import attributes_of
from fanal.privacy.counting import Combinations, count_combinations
from fanal.privacy.differential_privacy import PrivateModel, Randomness, fit, measure
from privacy.differential_privacy.generated_tables import columns, people, settings

LENGTHS = (1, 2, 3)


@cache
def model(rows: int = 5000, epsilon: float = 4.0) -> PrivateModel:
    return fit(measure(people(rows), settings(epsilon), Randomness.seeded(5)))


@cache
def truth(rows: int = 5000) -> Combinations:
    return count_combinations(attributes_of(people(rows), AttributeSettings(columns=columns())), 3)


def with_truth(counts: pl.DataFrame, true: Combinations) -> pl.DataFrame:
    """Put the true counts beside those told; what is not told or not there counts as zero."""
    frames = [true.as_frame(length).rename({"count": "true"}) for length in LENGTHS]
    on = [f"{what}_{place}" for place in LENGTHS for what in ("column", "value")]
    return counts.join(
        pl.concat(frames, how="diagonal"), on=on, how="full", coalesce=True, nulls_equal=True
    ).with_columns(
        pl.col("true", "count").fill_null(0),
        length=pl.sum_horizontal(pl.col(f"column_{place}").is_not_null() for place in LENGTHS),
    )


def test_counts_are_near_the_true_ones() -> None:
    told = with_truth(model().counts(), truth()).filter(pl.col("true") >= 10)
    off = told.group_by("length").agg(
        error=(pl.col("count") - pl.col("true")).abs().mean(), kept=(pl.col("count") > 0).mean()
    )
    errors = {length: (error, kept) for length, error, kept in off.rows()}
    for length in LENGTHS:
        assert errors[length][0] < 12
        assert errors[length][1] > 0.9


def test_few_of_the_combinations_told_are_of_nobody() -> None:
    told = with_truth(model().counts(), truth()).filter(pl.col("count") > 0)
    assert told.select((pl.col("true") == 0).mean()).item() < 0.1


@pytest.mark.parametrize(("rows", "epsilon"), [(5000, 4.0), (5000, 1.0), (1500, 4.0)])
def test_error_bars_hold_the_true_counts(rows: int, epsilon: float) -> None:
    told = with_truth(model(rows, epsilon).counts(at_least=5), truth(rows)).filter(
        pl.col("low").is_not_null()
    )
    inside = told.group_by("length").agg(
        pl.col("true").is_between(pl.col("low"), pl.col("high")).mean(), n=pl.len()
    )
    for length, share, n in inside.rows():
        assert share > 0.94 - 2 * np.sqrt(0.05 / n), length
    # Intervals that told nothing would hold everything.
    narrow = told.filter(pl.col("true") > 100).select(
        ((pl.col("high") - pl.col("low")) / pl.col("true")).median()
    )
    assert narrow.item() < 1.2


def test_error_falls_with_epsilon_and_error_bars_with_it() -> None:
    error, width = {}, {}
    for epsilon in (0.25, 1.0, 4.0):
        told = with_truth(model(epsilon=epsilon).counts(at_least=10), truth()).filter(pl.col("true") >= 10)
        error[epsilon] = told.select((pl.col("count") - pl.col("true")).abs().mean()).item()
        width[epsilon] = told.select((pl.col("high") - pl.col("low")).median()).item()
    assert error[4.0] < 0.8 * error[1.0] < 0.64 * error[0.25]
    assert width[4.0] < 0.8 * width[1.0] < 0.64 * width[0.25]


def test_counts_agree_with_one_another() -> None:
    counts = model().counts(at_least=3)
    held = {
        frozenset(pair for pair in zip(row[0:6:2], row[1:6:2], strict=True) if pair[0] is not None): row[6]
        for row in counts.rows()
    }
    for combination, count in held.items():
        assert count > 0
        for one in combination:
            if len(combination) > 1:
                assert count <= held[combination - {one}] + 1
    assert counts.select((pl.col("low") <= pl.col("count")).all() & (pl.col("low") >= 0).all()).item()
    assert counts.select((pl.col("count") <= pl.col("high")).all()).item()


def test_records_have_the_counts_of_the_model_and_the_form_of_the_table() -> None:
    table, made = people(5000), model().records()
    assert made.columns == table.columns
    assert abs(made.height - table.height) < 40
    assert set(made.dtypes) == {pl.String}
    here = count_combinations(attributes_of(made, AttributeSettings(columns=columns())), 3)
    for length in LENGTHS:
        both = (
            truth()
            .as_frame(length)
            .join(
                here.as_frame(length).rename({"count": "made"}),
                on=[f"{what}_{place}" for place in range(1, length + 1) for what in ("column", "value")],
                how="left",
            )
            .filter(pl.col("count") >= 10)
        )
        assert both.select((pl.col("made").fill_null(0) - pl.col("count")).abs().mean()).item() < 12


def test_the_same_measurements_give_the_same_to_the_last_byte() -> None:
    measured = measure(people(600), settings(), Randomness.seeded(2))
    first, second, other = fit(measured), fit(measured), fit(measured, seed=1)
    assert first.counts().equals(second.counts())
    assert first.records().equals(second.records())
    assert not first.records().equals(other.records())


def test_blanks_that_inform_and_cells_of_several_values_come_back() -> None:
    chance = np.random.Generator(np.random.PCG64(3))
    rows = 3000
    gender = chance.choice(["woman", "man"], rows, p=[0.7, 0.3])
    means = [
        ";".join(
            word for word in ("threats", "debt", "force") if chance.random() < 0.4 + 0.3 * (sex == "man")
        )
        for sex in gender
    ]
    child = pl.Series(chance.choice(["yes", "no"], rows)).set(pl.Series(chance.random(rows) < 0.25), None)
    table = pl.DataFrame({"gender": gender, "means": means, "child": child})
    how = settings(
        columns=(
            AttributeColumn(column="gender", domain=("woman", "man")),
            AttributeColumn(column="means", domain=("debt", "force", "threats"), separator=";"),
            AttributeColumn(column="child", domain=("yes", "no"), absence_informs=True),
        )
    )
    fitted = fit(measure(table, how, Randomness.seeded(1)))
    made = fitted.records()
    assert set(made["means"].drop_nulls().str.split(";").explode()) == {"debt", "force", "threats"}
    assert abs(made["child"].null_count() - table["child"].null_count()) < 60
    both = (pl.col("gender") == "man") & pl.col("means").str.contains("debt")
    assert abs(made.filter(both).height - table.filter(both).height) < 60
    told = fitted.counts(up_to=1)
    assert told.columns == ["column_1", "value_1", "count", "low", "high"]
    blank = told.filter((pl.col("column_1") == "child") & pl.col("value_1").is_null())["count"].item()
    assert abs(blank - table["child"].null_count()) < 60


def test_values_that_nobody_has_are_not_made_of_noise() -> None:
    chance = np.random.Generator(np.random.PCG64(4))
    rows, used = 3000, [f"c{number}" for number in range(20)]
    often = 0.8 ** np.arange(20)
    first, second = (chance.choice(used, rows, p=often / often.sum()) for _ in range(2))
    cells = [
        ";".join(sorted({one, other} if two else {one}))
        for one, other, two in zip(first, second, chance.random(rows) < 0.03, strict=True)
    ]
    country = pl.Series(cells).set(pl.Series(chance.random(rows) < 0.1), None)
    table = pl.DataFrame({"country": country, "kind": chance.choice(["a", "b", "c"], rows)})
    domain = tuple(f"c{number}" for number in range(250))
    how = settings(
        columns=(
            AttributeColumn(column="country", domain=domain, separator=";"),
            AttributeColumn(column="kind", domain=("a", "b", "c")),
        )
    )
    made = fit(measure(table, how, Randomness.seeded(2))).records()["country"]
    told, true = made.str.split(";").list.len(), table["country"].str.split(";").list.len()
    assert abs(told.sum() - true.sum()) < 0.15 * true.sum()
    assert told.max() <= 4
    values = made.drop_nulls().str.split(";").explode()
    assert (~values.is_in(used)).mean() < 0.1


def test_people_of_several_rows_are_told_as_one() -> None:
    table = people(1200).with_columns(who=pl.Series([str(number // 2) for number in range(1200)]))
    fitted = fit(measure(table, settings(subject="who"), Randomness.seeded(1)))
    made = fitted.records()
    assert abs(made.height - 600) < 60
    assert made.schema["q0"] == pl.List(pl.String)
    # Two rows can give two values; hardly anybody is told to have three.
    assert made["q0"].list.len().max() >= 2
    assert made.select((pl.col("q0").list.len() > 2).mean()).item() < 0.12


@pytest.mark.parametrize("change", [{"up_to": 0}, {"up_to": 4}, {"at_least": 0}, {"at_least": -2.0}])
def test_what_cannot_be_told_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(Refusal):
        model().counts(**change)
