from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.presentation import LANGUAGES, Refusal, as_text
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import AttributeTable, attributes_of
from fanal.privacy.synthesis import Synthesised, SynthesisSettings, least_support, synthesise
from privacy.attribute_tables import Sets, attributes, counted, records_of, sets_of
from privacy.people_tables import people


def support(told: frozenset[object], rows: Sets) -> int:
    return sum(told <= row for row in rows)


def correlated(rows: int, seed: int = 5) -> pl.DataFrame:
    """People of a few kinds, each with some values of their own."""
    chance = np.random.Generator(np.random.PCG64(seed))
    kind = chance.integers(0, 6, rows)
    columns = {}
    for number in range(8):
        values = np.where(chance.random(rows) < 0.75, (kind * (number + 3)) % 5, chance.integers(0, 9, rows))
        told = chance.random(rows) < 0.8
        columns[f"q{number}"] = pl.Series(values.astype(str)).set(pl.Series(~told), None)
    return pl.DataFrame(columns)


def patterned(rows: int, seed: int = 1) -> pl.DataFrame:
    """People of three sources, each of which records some columns only, and flags what it sees."""
    chance = np.random.Generator(np.random.PCG64(seed))
    source, kind = chance.integers(0, 3, rows), chance.integers(0, 4, rows)
    columns = {"year": pl.Series((2010 + chance.integers(0, 9, rows)).astype(str))}
    for number in range(24):
        shown = chance.beta(0.1, 0.5, (3, 4)) * (chance.random((3, 1)) < 0.8)
        flag = chance.random(rows) < shown[source, kind]
        columns[f"q{number}"] = pl.Series(np.full(rows, "1")).set(pl.Series(~flag), None)
    return pl.DataFrame(columns)


def made(table: pl.DataFrame, k: int, **more: Any) -> Synthesised:
    return synthesise(attributes(table), SynthesisSettings(k=k, **more))


@given(table=people(columns=5, rows=40, least=1), k=st.integers(2, 9), seed=st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_every_row_is_shared_by_k_sensitive_people(table: pl.DataFrame, k: int, seed: int) -> None:
    if table.height < k:
        return
    rows = sets_of(table)
    result = made(table, k, seed=seed)
    assert all(support(told, rows) >= k for told in sets_of(result.table))
    assert table.height <= result.table.height <= 1.02 * table.height
    assert result.table.columns == table.columns


def test_counts_come_back_and_never_exceed_what_is_true() -> None:
    table = correlated(1500)
    result = made(table, 5)
    rows, told = sets_of(table), sets_of(result.table)
    true, here = (Counter(one for row in some for one in row) for some in (rows, told))
    assert all(support(one, rows) >= 5 for one in set(told))
    assert all(here[one] <= true[one] for one in here)
    assert set(here) >= {one for one, n in true.items() if n >= 10}
    # Half of the records told too much; most of what is told of one value is still there.
    assert result.reduced > 750
    assert result.largest_single_error == max(true[one] - here[one] for one in true)
    assert sum(here.values()) > 0.85 * sum(true.values())


def test_single_counts_lack_fewer_than_k_people_and_few_triples_are_lost() -> None:
    table = patterned(4000, seed=2)
    result = made(table, 10)
    assert result.reduced > 1000
    assert result.largest_single_error < 10
    assert result.table.height <= 1.02 * table.height
    true, here = (counted(sets_of(one), 3) for one in (table, result.table))
    frequent = [some for some, n in true.items() if len(some) == 3 and n >= 10]
    assert len(frequent) > 500
    assert sum(some in here for some in frequent) > 0.92 * len(frequent)


def test_the_number_of_cores_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = patterned(1500)
    tables = []
    for cores in (1, 2, 8):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        tables.append(made(table, 5).table)
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


def test_records_that_k_people_share_stay_as_they_are() -> None:
    table = pl.concat([correlated(60)] * 4)
    result = made(table, 4)
    assert Counter(result.table.rows()) == Counter(table.rows())
    assert (result.reduced, result.added, result.single_error) == (0, 0, 0)


def test_the_seed_decides_and_the_order_of_rows_leaves_no_trace() -> None:
    table = correlated(600)
    first = made(table, 5, seed=7).table
    assert first.equals(made(table.sample(fraction=1.0, shuffle=True, seed=1), 5, seed=7).table)
    assert not first.equals(made(table, 5, seed=8).table)
    assert first.rows() == sorted(first.rows(), key=lambda row: [(one is not None, one or "") for one in row])


def test_a_table_of_too_many_attributes_for_triples_is_synthesised_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules["fanal.privacy.synthesis.workshop"], "_TRIPLES", 0)
    table = correlated(600)
    rows = sets_of(table)
    assert all(support(told, rows) >= 5 for told in sets_of(made(table, 5).table))


def several(rows: int = 400) -> AttributeTable:
    chance = np.random.Generator(np.random.PCG64(2))
    table = pl.DataFrame(
        {
            "who": [str(one) for one in chance.integers(0, rows // 2, rows)],
            "means": [";".join(chance.choice(list("abcde"), 2)) for _ in range(rows)],
            "informs": [str(one) if one else None for one in chance.integers(0, 3, rows)],
            "plain": [str(one) for one in chance.integers(0, 4, rows)],
        }
    )
    columns = (
        AttributeColumn(column="means", separator=";"),
        AttributeColumn(column="informs", absence_informs=True),
        AttributeColumn(column="plain"),
    )
    return attributes_of(table, AttributeSettings(columns=columns, subject="who"))


def test_several_values_rows_of_one_person_and_informing_blanks_are_held_to_k() -> None:
    sensitive = several()
    result = synthesise(sensitive, SynthesisSettings(k=6))
    behind = records_of(sensitive)
    silent = "(blank)"
    assert silent in result.table["informs"].explode().to_list()
    for means, informs, plain in result.table.rows():
        told = {("means", one) for one in (means or "").split(";") if one}
        told |= {("informs", None if one == silent else one) for one in informs or ()}
        told |= {("plain", one) for one in plain or ()}
        people = sum(n for held, n in behind.items() if told <= {(one.column, one.value) for one in held})
        assert people >= 6


def test_the_result_is_verified_by_other_means_before_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["fanal.privacy.synthesis.synthesise"]
    table = correlated(200)
    monkeypatch.setattr(module, "as_texts", lambda *_: table)
    with pytest.raises(Refusal) as refused:
        made(table, 5)
    assert refused.value.finding.code == "privacy.unsupported-set"


@given(table=people(columns=3, rows=15, least=2), k=st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_verification_finds_the_fewest_people_behind_a_row(table: pl.DataFrame, k: int) -> None:
    rows = sets_of(table)
    fewest = min(support(told, rows) for told in rows)
    if fewest < k:
        with pytest.raises(Refusal):
            least_support(table, attributes(table), k, "(blank)")
    else:
        assert least_support(table, attributes(table), k, "(blank)") == fewest


def test_verification_refuses_a_value_that_nobody_has() -> None:
    table = pl.DataFrame({"a": ["x"] * 9})
    with pytest.raises(Refusal):
        least_support(pl.DataFrame({"a": ["y"]}), attributes(table), 2, "(blank)")


# What synthesis does not protect from: each of these is a disclosure that the report warns of.


def test_absence_is_not_protected() -> None:
    # Who knows that somebody of the small village is in the data learns that he does not say "yes":
    # nobody who is of the village and says "yes" appears, so fewer than k people do.
    table = pl.DataFrame({"village": ["small"] * 30 + ["large"] * 60, "says": ["no"] * 28 + ["yes"] * 62})
    told = sets_of(made(table, 5).table)
    assert any(("says", "yes") in row for row in told)
    assert not any({("village", "small"), ("says", "yes")} <= row for row in told)


def test_homogeneous_groups_are_not_protected() -> None:
    table = pl.DataFrame(
        {"village": ["small"] * 20 + ["large"] * 60, "ill": ["yes"] * 20 + ["no", "yes"] * 30}
    )
    told = sets_of(made(table, 5).table)
    assert {one for row in told if ("village", "small") in row for one in row if one[0] == "ill"} == {
        ("ill", "yes")
    }


def test_repeated_releases_are_not_protected() -> None:
    before = pl.DataFrame({"village": ["small"] * 4 + ["large"] * 60, "ill": ["yes"] * 34 + ["no"] * 30})
    after = pl.concat([before, pl.DataFrame({"village": ["small"], "ill": ["yes"]})])
    newcomer = {("village", "small"), ("ill", "yes")}
    assert not any(newcomer <= row for row in sets_of(made(before, 5).table))
    assert any(newcomer <= row for row in sets_of(made(after, 5).table))


def test_people_in_several_records_are_not_protected_unless_a_column_says_who_is_who() -> None:
    table = pl.DataFrame(
        {
            "who": ["one"] * 6 + [str(number) for number in range(40)],
            "village": ["small"] * 6 + ["large"] * 40,
        }
    )
    alone = AttributeSettings.of("village")
    told = synthesise(attributes_of(table, alone), SynthesisSettings(k=5)).table
    assert "small" in told["village"]
    joined = AttributeSettings(columns=alone.columns, subject="who")
    told = synthesise(attributes_of(table, joined), SynthesisSettings(k=5)).table
    assert "small" not in told["village"].explode()


def test_chance_hides_nobody_as_differential_privacy_would() -> None:
    # Whatever the seed, the table says for certain whether the fifth person is in the data.
    four = pl.DataFrame({"village": ["small"] * 4 + ["large"] * 60})
    five = pl.concat([four, pl.DataFrame({"village": ["small"]})])
    for seed in range(5):
        assert "small" not in made(four, 5, seed=seed).table["village"]
        assert "small" in made(five, 5, seed=seed).table["village"]


def test_the_report_says_what_is_not_protected_and_no_small_count() -> None:
    table = pl.concat(
        [pl.DataFrame({"a": ["x"] * 40, "b": ["y"] * 40}), pl.DataFrame({"a": ["x"] * 3, "b": ["z"] * 3})]
    )
    result = made(table, 5)
    assert result.reduced == 3
    for language, words in zip(
        LANGUAGES,
        (
            ("Absence", "Homogeneous", "Repeated", "differential"),
            ("absence", "homogènes", "répétées", "différentielle"),
        ),
        strict=True,
    ):
        said = as_text(result.report(language))
        assert all(word in said for word in words)
        assert "10" in said
        assert " 3 " not in said
    assert json.loads(json.dumps(result.as_json()))["least_support"] == 40
    assert "k        5" in repr(result)


def test_progress_is_told() -> None:
    heard: list[tuple[int, int]] = []
    synthesise(
        attributes(correlated(60)), SynthesisSettings(k=3), lambda done, total, _: heard.append((done, total))
    )
    assert heard == [(step, 6) for step in range(7)]


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (lambda: SynthesisSettings(k=1), "privacy.k-too-small"),
        (lambda: SynthesisSettings(orders=0), "privacy.orders-too-few"),
        (lambda: SynthesisSettings(seed=-1), "privacy.seed-negative"),
        (lambda: made(pl.DataFrame({"a": ["x"] * 4}), 5), "privacy.fewer-people-than-k"),
        (lambda: made(pl.DataFrame({"a": []}, schema={"a": pl.String}), 5), "privacy.fewer-people-than-k"),
        (
            lambda: synthesise(
                attributes_of(
                    pl.DataFrame({"a": ["(blank)"] * 9}),
                    AttributeSettings(columns=(AttributeColumn(column="a", absence_informs=True),)),
                ),
                SynthesisSettings(k=2),
            ),
            "privacy.blank-is-a-value",
        ),
    ],
)
def test_what_cannot_be_synthesised_is_refused(refused: object, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        refused()  # type: ignore[operator]
    assert caught.value.finding.code == code


def test_a_table_in_which_nothing_is_shared_tells_nothing() -> None:
    table = pl.DataFrame({"a": [str(number) for number in range(30)], "b": [None] * 30})
    result = made(table, 5)
    assert result.table.null_count().row(0) == (30, 30)


def test_a_table_of_blanks_stays_one() -> None:
    blanks = pl.DataFrame({"a": [None] * 9, "b": [None] * 9}, schema={"a": pl.String, "b": pl.String})
    assert made(blanks, 5).table.equals(blanks)


def test_the_example_of_the_page_runs() -> None:
    page = Path(__file__).parents[2] / "docs" / "explanation" / "synthesis.md"
    examples = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert examples
    for code in examples:
        exec(compile(code, page.name, "exec"), {})  # noqa: S102 - an example of our own
