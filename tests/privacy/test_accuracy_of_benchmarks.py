"""What the benchmarks say of published counts is what they say of records with the same counts."""

import polars as pl
import pytest
from benchmarks.accuracy import of_counts, of_records

from fanal.privacy import AttributeSettings, attributes_of, count_combinations


def _people(seed: int, rows: int) -> pl.DataFrame:
    numbers = pl.Series(range(rows)).hash(seed)
    return pl.DataFrame(
        {
            name: (numbers // 7**place % size).cast(pl.String).replace("0", None)
            for place, (name, size) in enumerate({"a": 3, "b": 4, "c": 2, "d": 9}.items())
        }
    )


def _published(records: pl.DataFrame) -> pl.DataFrame:
    found = count_combinations(attributes_of(records, AttributeSettings.of(*records.columns)), 3)
    return pl.concat([found.as_frame(length) for length in (3, 2, 1)], how="diagonal")


@pytest.mark.parametrize("swapped", [False, True])
def test_counts_are_judged_as_records_with_the_same_counts(swapped: bool) -> None:
    sensitive, records = _people(1, 400), _people(2, 300)
    published = _published(records)
    if swapped:  # nothing depends on the order of the attributes
        published = published.rename({"column_1": "column_2", "column_2": "column_1"}).rename(
            {"value_1": "value_2", "value_2": "value_1"}
        )
        published = pl.concat(
            [
                published.filter(pl.col("column_1").is_not_null()),
                _published(records).filter(pl.col("column_2").is_null()),
            ],
            how="diagonal",
        )
    said, expected = of_counts(sensitive, published), of_records(sensitive, records)
    for length in ("1", "2", "3"):
        assert {name: said[length][name] for name in expected[length]} == expected[length]
    assert said["3"]["mean_error"] > 0 and 0 < said["3"]["fabricated"] < 1


def test_true_counts_have_no_error_and_their_bars_hold_them() -> None:
    sensitive = _people(1, 400)
    published = _published(sensitive)
    exact = published.with_columns(low=pl.col("count"), high=pl.col("count"))
    said = of_counts(sensitive, exact)
    assert all(
        said[length]["mean_error"] == 0 and said[length]["preserved"] == 1 for length in ("1", "2", "3")
    )
    assert said["covered"] == 1
    assert of_counts(sensitive, exact.with_columns(pl.col("low", "high") + 1))["covered"] == 0


def test_a_value_of_nobody_is_fabricated() -> None:
    sensitive = _people(1, 400)
    invented = pl.DataFrame({"column_1": ["a"], "value_1": ["nowhere"], "count": [12]})
    published = pl.concat([_published(sensitive), invented], how="diagonal")
    fabricated = of_counts(sensitive, published)["1"]["fabricated"]
    assert fabricated == pytest.approx(1 / published.filter(pl.col("column_2").is_null()).height)


def test_what_the_largest_counts_would_fabricate() -> None:
    sensitive = pl.DataFrame({"a": ["x"] * 40 + ["y"] * 30 + ["z"] * 20 + ["v"] * 15 + ["w"] * 11})
    said = {"x": 40, "nowhere": 35, "y": 30, "z": 20, "v": 14, "nobody": 3, "w": 2}
    published = pl.DataFrame({"column_1": ["a"] * 7, "value_1": list(said), "count": list(said.values())})
    empty = {
        f"{what}_{place}": pl.Series([None] * 7, dtype=pl.String)
        for place in (2, 3)
        for what in ("column", "value")
    }
    judged = of_counts(sensitive, published.with_columns(**empty))["1"]
    assert judged["fabricated"] == pytest.approx(2 / 7)
    assert judged["fabricated_at_80"] == pytest.approx(1 / 5)  # x, nowhere, y, z, v: four of five preserved
