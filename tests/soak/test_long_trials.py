"""Long trials, bounded: `make soak`."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanal.exchange.reading import read
from fanal.exchange.writing import write
from fanal.fictional import generate
from fanal.presentation import Refusal
from fanal.privacy import AnonymiseSettings, QuasiIdentifier, RiskSettings, anonymise, audit
from fanal.standard.hierarchies import named_hierarchy
from strategies import records

pytestmark = pytest.mark.soak
LONG = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("form", ["csv", "csv-labels", "json", "excel"])
@LONG
@given(data=st.data())
def test_many_records_come_back_whole(form: str, data: st.DataObject) -> None:
    cases = data.draw(records(max_cases=12, max_fields=30))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cases.xlsx" if form == "excel" else f"cases.{form[:4]}")
        write(cases, path, to=form, language="fr")
        reading = read(path)
    assert reading.aside.height == 0
    assert len(reading.records) == len(cases)
    for name in cases.cases.columns:
        if name != "con_Consent" and cases.cases[name].null_count() < len(cases):
            assert reading.records.cases[name].to_list() == cases.cases[name].to_list(), name


@pytest.mark.parametrize("form", ["csv", "json", "excel"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(form: str, tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - damage, not secrets
    whole = tmp_path / ("cases.xlsx" if form == "excel" else f"cases.{form}")
    write(generate(40, seed=9).records, whole, to=form, language="en")
    sound = whole.read_bytes()
    ends = {"read": 0, "refused": 0}
    for trial in range(200):
        damaged = bytearray(sound)
        for _ in range(chance.choice((1, 3, 30))):
            place = chance.randrange(len(damaged))
            if trial % 3 == 0:
                damaged[place] = chance.randrange(256)
            elif trial % 3 == 1:
                del damaged[place : place + chance.randrange(1, 200)]
            else:
                damaged[place:place] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 40)))
            if not damaged:
                break
        path = tmp_path / f"damaged-{trial}{whole.suffix}"
        path.write_bytes(bytes(damaged))
        try:
            read(path)
            ends["read"] += 1
        except Refusal as refusal:
            assert refusal.finding.text("fr")
            ends["refused"] += 1
        path.unlink()
    assert ends["refused"] > 0, ends


@LONG
@given(data=st.data())
def test_k_holds_over_every_column_of_many_random_tables(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 120))
    country = st.sampled_from([None, "CH", "FR", "DE", "NG", "GH", "PH", "VN", "MD", "UA"])
    age = st.sampled_from([None, "0--8", "9--17", "18--20", "21--23", "30--38", "48+"])
    year = st.sampled_from([None, "2018", "2019", "2020"])
    table = pl.DataFrame(
        {
            "country": data.draw(st.lists(country, min_size=n, max_size=n)),
            "age": data.draw(st.lists(age, min_size=n, max_size=n)),
            "year": data.draw(st.lists(year, min_size=n, max_size=n)),
        },
        schema=dict.fromkeys(("country", "age", "year"), pl.String),
    )
    k = data.draw(st.sampled_from([2, 3, 11]))
    columns = tuple(
        QuasiIdentifier(column=name, hierarchy=named_hierarchy(name)) for name in ("country", "age", "year")
    )
    released = anonymise(table, AnonymiseSettings(k=k, quasi_identifiers=columns))
    if released.table.height:
        assert audit(released.table, RiskSettings(k=k, columns=("country", "age", "year"))).holds
    assert released.table.height + released.withheld == n
