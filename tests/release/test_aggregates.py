"""Counts alone: what leaves an organisation that may not share rows, and what a hub makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.presentation import Refusal
from fanal.privacy.ledger import Ledger
from fanal.release import DifferentialPrivacy, ReleaseSettings, publishable, reserve
from fanal.release.aggregates import Aggregates, Cell, aggregate, joined
from fanal.standard import htcds
from release.tables_of_people import cases

COLUMNS = ("yearOfRegistration", "gender", "ageBroad")


@pytest.fixture(scope="module")
def counted() -> Aggregates:
    settings = ReleaseSettings(k=5, consent="con_Consent", columns=COLUMNS)
    return aggregate(cases(), reserve(settings))


def test_no_count_under_k_leaves_and_no_difference_of_two_is_one(counted: Aggregates) -> None:
    assert counted.cells
    assert min(cell.count for cell in counted.cells.values()) >= 5
    for key, cell in counted.cells.items():
        for place in range(len(key) if len(key) > 1 else 0):
            whole = counted.cells[key[:place] + key[place + 1 :]]
            left = whole.count - cell.count
            assert left == 0 or left >= 5, (key, left)


def test_what_is_written_is_read_again(counted: Aggregates) -> None:
    raw = counted.to_bytes()
    assert Aggregates.from_bytes(raw) == counted
    assert counted.fields == tuple(sorted(COLUMNS))
    assert not counted.unknown(publishable(htcds()))


def test_no_text_of_a_row_stands_in_the_file(counted: Aggregates) -> None:
    written = counted.to_bytes().decode()
    for name in ("prs_FirstName", "prs_SecondName", "cas_ID"):
        column = cases().cases[name] if name in cases().cases.columns else pl.Series([], dtype=pl.String)
        for value in column.cast(pl.String).drop_nulls().unique():
            assert f'"{value}"' not in written


def test_noisy_counts_tell_their_error_and_not_how_many_people_there_are(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    Ledger(ledger).open_population("everybody", 5, 1e-6)
    settings = ReleaseSettings(
        method="dp",
        consent="con_Consent",
        columns=COLUMNS,
        dp=DifferentialPrivacy(
            epsilon=4.0, years=(2015, 2026), seed=1, ledger=ledger, population="everybody"
        ),
    )
    found = aggregate(cases(), reserve(settings))
    assert found.people is None
    assert found.protection["epsilon"] == 4.0
    assert any(cell.low < cell.count < cell.high for cell in found.cells.values())
    assert Aggregates.from_bytes(found.to_bytes()) == found


KEYS = st.sampled_from([(("gender", "F"),), (("gender", "M"),), (("ageBroad", "0--8"), ("gender", "F"))])
CELLS = st.dictionaries(KEYS, st.integers(5, 50).map(lambda n: Cell(n, n, n)))


def _of(cells: dict[Any, Cell]) -> Aggregates:
    return Aggregates(
        method="k-anonymous", least=5, protection={"k": 5}, vocabulary="HTCDS 2.0", people=None, cells=cells
    )


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_a_sum_is_of_those_who_told_and_says_whether_all_did(parts: list[dict[Any, Cell]]) -> None:
    found = joined([_of(part) for part in parts])
    for key in {key for part in parts for key in part}:
        told = [part[key].count for part in parts if key in part]
        assert found[key].count == sum(told)
        assert found[key].at_least is (len(told) < len(parts))


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"version": 2},
        {"least": 1000},
        {"least": "11"},
        {"counts": [{"fields": ["gender"], "values": ["F"], "count": -1}]},
        {"counts": [{"fields": ["gender"], "values": ["F"], "count": True}]},
        {"counts": [{"fields": ["gender"], "values": ["F\u202e"], "count": 20}]},
        {"counts": [{"fields": ["gender", "gender"], "values": ["F", "M"], "count": 20}]},
        {"counts": [{"fields": ["gender"], "values": ["F"], "count": 20}] * 2},
        {"counts": [{"fields": ["gender"], "values": ["F" * 200], "count": 20}]},
        {"counts": [{"fields": ["a", "b", "c", "d"], "values": ["1", "2", "3", "4"], "count": 20}]},
        {"method": "none"},
        {"people": "many"},
        {"protection": {"k": "<script>"}},
    ],
)
def test_a_file_that_was_made_otherwise_is_refused(counted: Aggregates, change: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        Aggregates.from_bytes(json.dumps(counted.as_json() | change).encode())


def test_a_part_larger_than_its_whole_is_refused(counted: Aggregates) -> None:
    said = counted.as_json()
    said["counts"] = [
        {"fields": ["gender"], "values": ["F"], "count": 20},
        {"fields": ["ageBroad", "gender"], "values": ["0--8", "F"], "count": 21},
    ]
    with pytest.raises(Refusal, match="larger"):
        Aggregates.from_bytes(json.dumps(said).encode())


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format": "fanal-aggregates"}'])
def test_what_is_no_such_file_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal):
        Aggregates.from_bytes(raw)


def test_what_is_counted_here_are_codes_of_the_standard(counted: Aggregates) -> None:
    assert counted.foreign(publishable(htcds())) == 0


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("gender", "Awa Diop, +221 33 800 00 00"),
        ("gender", "<script>alert(1)</script>"),
        ("gender", "feminine"),
        ("gender", "withheld"),
        ("citizenship", "=HYPERLINK(A1)"),
        ("citizenship", "Philippines"),
        ("yearOfRegistration", "9999"),
        ("yearOfRegistration", "2019'+alert()+'"),
        ("ageBroad", "16"),
        ("firstName", "Awa"),
    ],
)
def test_a_value_that_somebody_typed_is_found(counted: Aggregates, variable: str, value: str) -> None:
    typed = replace(counted, cells={**counted.cells, ((variable, value),): Cell(40, 40, 40)})
    assert typed.foreign(publishable(htcds())) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("citizenship", "PH"),
        ("citizenship", "035"),
        ("yearOfRegistration", "2015–2019"),
        ("ageBroad", "0--17"),
    ],
)
def test_what_is_told_less_exactly_is_of_the_standard_too(
    counted: Aggregates, variable: str, value: str
) -> None:
    typed = replace(counted, cells={((variable, value),): Cell(40, 40, 40)})
    assert typed.foreign(publishable(htcds())) == 0
