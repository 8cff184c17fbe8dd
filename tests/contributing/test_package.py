"""A package holds exactly what leaves, is read with suspicion, and opens for its hub only."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import polars as pl
import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.contributing import Kind, Package, opened, row_name, sealed
from fanal.presentation import Refusal
from fanal.release.aggregates import Aggregates, Cell

NAMES = [row_name(b"secret", str(n)) for n in range(3)]
ROWS = pl.DataFrame({"row": NAMES, "prs_Gender": ["F", None, "M"], "hte_Country": ["MD;UA", "", "PH"]})
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20)


def package(**more: Any) -> Package:
    return Package(**{"purpose": "statistics", "made_on": date(2026, 11, 27), "rows": ROWS} | more)


@given(st.lists(st.none() | TEXT, min_size=3, max_size=3), st.sets(st.sampled_from(NAMES)))
def test_what_is_packed_is_read_again(values: list[str | None], removed: set[str]) -> None:
    rows = ROWS.with_columns(pl.Series("prs_Gender", values, dtype=pl.String))
    made = package(rows=rows, removed=tuple(sorted(removed)), told={"held_back": {"no-consent": 3}})
    read = Package.from_bytes(made.to_bytes())
    assert read.rows is not None
    assert read.rows.equals(rows)
    assert (read.removed, read.told, read.kind) == (made.removed, made.told, Kind.ROWS)
    assert made.to_bytes() == made.to_bytes()


def test_counts_travel_the_same_way() -> None:
    counts = Aggregates(
        method="k-anonymous",
        least=5,
        protection={"k": 5},
        vocabulary="HTCDS 2.0",
        people=None,
        cells={(("gender", "F"),): Cell(20, 20, 20)},
    )
    made = package(rows=None, aggregates=counts)
    read = Package.from_bytes(made.to_bytes())
    assert read.aggregates == counts
    assert (read.kind, read.fields) == (Kind.AGGREGATES, ("gender",))


def test_a_row_has_the_same_name_each_time_and_another_for_another_secret() -> None:
    assert row_name(b"one", "case") == row_name(b"one", "case")
    assert row_name(b"one", "case") != row_name(b"two", "case")
    assert "case" not in row_name(b"one", "case")


def test_only_the_hub_opens_it() -> None:
    hub, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    raw = package().to_bytes()
    closed = sealed(raw, str(hub.to_public()))
    assert NAMES[0].encode() not in closed
    assert opened(closed, str(hub)) == raw
    assert opened(raw, str(hub)) == raw
    for broken in (closed[:-10], closed[:-1] + bytes([closed[-1] ^ 1])):
        with pytest.raises(Refusal):
            opened(broken, str(hub))
    with pytest.raises(Refusal):
        opened(closed, str(other))
    with pytest.raises(Refusal):
        sealed(raw, "not a key")


def _zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("_", "."), content)
    return out.getvalue()


def _head(**more: Any) -> bytes:
    read = zipfile.ZipFile(io.BytesIO(package().to_bytes()))
    return json.dumps(json.loads(read.read("package.json")) | more).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK",
        package().to_bytes()[:-20],
        _zipped(package_json=b"{}"),
        _zipped(package_json=_head()),
        _zipped(package_json=_head(format="another"), rows_csv=b"row\n"),
        _zipped(package_json=_head(kind="everything"), rows_csv=b"row\n"),
        _zipped(package_json=_head(removed=["../../etc"]), rows_csv=b"row\n"),
        _zipped(package_json=_head(purpose="a\u202eb"), rows_csv=b"row\n"),
        _zipped(package_json=_head(), rows_csv=b"prs_Gender\nF\n"),
        _zipped(package_json=_head(), rows_csv=b"row,prs_Gender\nAmina,F\n"),
        _zipped(package_json=_head(), rows_csv=f"row\n{NAMES[0]}\n{NAMES[0]}\n".encode()),
        _zipped(package_json=_head(), rows_csv=b"\xff\xfe\x00"),
        _zipped(package_json=b"[" * 100_000, rows_csv=b"row\n"),
    ],
)
def test_what_is_no_package_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal):
        Package.from_bytes(raw)


def test_a_bomb_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refusal, match="larger"):
        Package.from_bytes(_zipped(package_json=_head(), rows_csv=b"0" * (513 * 2**20)))
