"""Spark gives what one machine gives, however the rows lie."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from fanal.presentation import Refusal
from fanal.privacy import AttributeColumn, AttributeSettings, Combinations, attributes_of, count_combinations
from fanal.privacy.counting.local_spark import local_spark
from fanal.privacy.counting.spark import count_combinations_on_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PLAIN = AttributeSettings.of("country", "year", "means", "share")
COLUMNS = (
    AttributeColumn(column="country", absence_informs=True),
    AttributeColumn(column="means", separator=";", absence_informs=True),
    AttributeColumn(column="year", domain=("2017", "2016", "2018", "1900")),
)
PARTED = AttributeSettings(columns=COLUMNS, drop_outside=True)
JOINED = AttributeSettings(columns=COLUMNS, drop_outside=True, subject="who")


def cases(rows: int) -> pl.DataFrame:
    """People with blanks of every kind, numbers, cells of several values, and rare values."""
    chance = np.random.Generator(np.random.PCG64(7))
    means = ("a;b", "b; a", " a", "c", "", "  ", None, ";", "rare")
    return pl.DataFrame(
        {
            "who": chance.choice(("", None, *(f"p{n}" for n in range(rows // 3))), rows).tolist(),
            "country": chance.choice(
                ("FR", "FR ", "CH", None, "XK"), rows, p=(0.4, 0.2, 0.2, 0.19, 0.01)
            ).tolist(),
            "year": chance.integers(2014, 2019, rows),
            "means": chance.choice(means, rows, p=(*([0.124] * 8), 0.008)).tolist(),
            "share": chance.choice((0.5, 1.25, float("nan")), rows),
        },
        schema_overrides={"who": pl.String, "country": pl.String, "means": pl.String},
    )


def same(one: Combinations, other: Combinations) -> bool:
    """Say whether two counts tell the same."""
    lengths = range(1, one.up_to + 1)
    return one.people == other.people and all(one.as_frame(n).equals(other.as_frame(n)) for n in lengths)


@pytest.mark.needs_spark
def test_spark_counts_as_one_machine_does(spark: SparkSession) -> None:
    table = cases(600)
    frame = spark.createDataFrame(table.to_arrow()).repartition(3).cache()
    for settings, least in ((PLAIN, 1), (PARTED, 20), (JOINED, 3)):
        expected = count_combinations(attributes_of(table, settings), 4, least)
        found = count_combinations_on_spark(frame, settings, 4, least)
        assert len(found) == len(expected) > 20, settings
        assert same(found, expected), settings
        assert least > 1 or found.attributes == expected.attributes

    with pytest.raises(Refusal) as refused:
        count_combinations_on_spark(frame, AttributeSettings(columns=COLUMNS))
    outside = int((~table["year"].is_in([2016, 2017, 2018])).sum())
    assert (refused.value.finding.code, refused.value.finding.values["n"]) == (
        "privacy.outside-domain",
        outside,
    )
    with pytest.raises(Refusal) as refused:
        count_combinations_on_spark(frame, AttributeSettings.of("country", "town"))
    assert refused.value.finding.code == "privacy.unknown-column"

    # A column that is another at each reading.
    from pyspark.sql import functions

    restless = frame.withColumn("share", functions.expr("unix_micros(now())"))
    with pytest.raises(Refusal) as refused:
        count_combinations_on_spark(restless, PLAIN, 2)
    assert refused.value.finding.code == "privacy.spark-table-changed"

    assert len(count_combinations_on_spark(frame.filter("share > 9"), PLAIN)) == 0

    written = (Path(__file__).parents[2] / "docs" / "how-to" / "spark.md").read_text(encoding="utf-8")
    for code in re.findall(r"```python\n(.*?)```", written, re.DOTALL):
        exec(compile(code, "spark.md", "exec"), {})  # noqa: S102 - an example of our own


def test_without_java_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Refusal) as refused, local_spark():
        pass
    assert refused.value.finding.code == "privacy.java-missing"


def test_without_spark_it_is_said_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pyspark'] = None\n"
        "from fanal.presentation import Refusal\n"
        "from fanal.privacy import AttributeSettings\n"
        "from fanal.privacy.counting.spark import count_combinations_on_spark\n"
        "try:\n"
        "    count_combinations_on_spark(None, AttributeSettings.of('a'))\n"
        "except Refusal as refused:\n"
        "    print(refused.finding.code)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "privacy.spark-missing"
