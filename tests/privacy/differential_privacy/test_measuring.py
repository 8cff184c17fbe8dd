"""What the measurements say, and what they must not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import attributes_of
from fanal.privacy.differential_privacy import Measurements, PrivateSettings, Randomness, fit, measure
from privacy.differential_privacy.generated_tables import people, settings

PLANTED = "Zebulon-Quixote-77"


def true_counts(table: pl.DataFrame, how: PrivateSettings) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return attributes_of(table, AttributeSettings(columns=how.columns, drop_outside=True)).counts


def test_a_value_outside_the_domain_appears_nowhere(tmp_path: Path) -> None:
    table = people(800).with_columns(
        q0=pl.Series([PLANTED] * 300 + people(800)["q0"].to_list()[300:]),
        q3=pl.Series([f" {PLANTED} "] * 800),
    )
    measured = measure(table, settings(), Randomness.seeded(1))
    measured.write(tmp_path / "measured.zip")
    with zipfile.ZipFile(tmp_path / "measured.zip") as archive:
        said = b"".join(archive.read(name) for name in archive.namelist())
    model = fit(measured)
    said += model.records().write_csv().encode() + model.counts().write_csv().encode()
    assert PLANTED.encode() not in said + repr(measured).encode() + repr(model).encode()


def test_a_person_alone_with_a_value_is_lost_in_the_noise() -> None:
    """A value that one person holds is told no more often than one that nobody holds."""
    table, how = people(400), settings(epsilon=1.0)
    alone = table.with_columns(q4=pl.Series(["11", *["3"] * 399]))
    told = {
        name: [measure(rows, how, Randomness.seeded(seed)).counts[0][-10] for seed in range(40)]
        for name, rows in (("with", alone), ("without", alone[1:]))
    }
    sigma = np.std(told["without"])
    assert sigma > 5
    assert abs(np.mean(told["with"]) - np.mean(told["without"])) < 1 + 3 * sigma * np.sqrt(2 / 40)


def test_counts_are_right_on_average_and_their_noise_is_as_said() -> None:
    table, how = people(3000), settings(most_attributes=14)
    true = true_counts(table, how)
    measured = [measure(table, how, Randomness.seeded(seed)) for seed in range(30)]
    off = np.array([(one.counts[0] - true) / one.counts[1] for one in measured])
    # 30 x 43 numbers; people and middles are shared, so they are not quite independent.
    assert abs(off.mean()) < 0.25
    assert 0.85 < off.std() < 1.1


@pytest.mark.parametrize("epsilon", [0.5, 4.0])
def test_pairs_are_right_on_average_and_their_noise_is_as_said(epsilon: float) -> None:
    table, how = people(3000), settings(epsilon, most_attributes=14)
    measured = measure(table, how, Randomness.seeded(3))
    found = attributes_of(table, AttributeSettings(columns=how.columns))
    held = np.zeros((len(found.weights), len(found.attributes)))
    held[np.repeat(np.arange(len(found.weights)), np.diff(found.offsets)), found.ids] = 1
    numbers = held * measured.layout.steps - measured.layout.middles
    first, second = measured.layout.cells
    exact = 16 * ((numbers * found.weights[:, None]).T @ numbers)[first, second]
    off = (measured.pairs - exact) / measured.sigmas[1]
    assert abs(off.mean()) < 0.2
    assert 0.9 < off.std() < 1.1


def test_more_budget_is_less_noise_and_more_people_behind_one_are_more() -> None:
    table = people(500)
    sigma = {
        name: measure(table, how, Randomness.seeded(1)).sigmas[1]
        for name, how in (
            ("one", settings(1.0)),
            ("four", settings(4.0)),
            ("twice", settings(4.0, rows_per_person=2)),
        )
    }
    assert sigma["four"] < sigma["one"] / 2
    assert 1.8 < sigma["twice"] / sigma["four"] < 2.2


def test_a_column_that_weighs_more_is_counted_more_exactly() -> None:
    table = people(2000)
    plain, weighed = (
        measure(table, settings(weights=weights), Randomness.seeded(1)).counts[1]
        for weights in ({}, {"q2": 3})
    )
    column = slice(10, 19)
    assert (weighed[column] < 0.7 * plain[column]).all()
    assert (weighed[20:] > plain[20:]).all()


def test_only_the_randomness_of_the_system_is_private() -> None:
    table = people(50)
    assert measure(table, settings()).private
    seeded = measure(table, settings(), Randomness.seeded(1))
    assert not seeded.private
    assert "NOT PRIVATE" in repr(seeded)


def test_what_is_written_is_read_again_and_the_same_is_written_the_same(tmp_path: Path) -> None:
    several = (
        AttributeColumn(column="q0", domain=("0", "é", "x;y"), absence_informs=True),
        AttributeColumn(column="q2", domain=("0", "1", "2"), separator=";"),
    )
    for number, how in enumerate(
        (settings(), settings(columns=several, most_attributes=3, weights={"q2": 2}))
    ):
        measured = measure(people(300), how)
        first, second = tmp_path / f"{number}.zip", tmp_path / f"{number}-again.zip"
        measured.write(first)
        again = Measurements.read(first)
        again.write(second)
        assert first.read_bytes() == second.read_bytes()
        assert (again.settings, again.several, again.private) == (how, measured.several, True)
        assert again.bounds == measured.bounds
        assert again.pairs.tolist() == measured.pairs.tolist()
        assert fit(again).records().equals(fit(measured).records())


def test_hostile_files_of_measurements_are_refused(tmp_path: Path) -> None:
    good = tmp_path / "good.zip"
    measure(people(50), settings()).write(good)
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    pickled = io.BytesIO()
    np.save(pickled, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    short = io.BytesIO()
    np.save(short, np.zeros(3, np.int64))
    floats = io.BytesIO()
    np.save(floats, np.zeros(len(settings().columns), np.float64))
    settings_text = parts["settings.json"]
    broken = [
        parts | {"pairs.npy": pickled.getvalue()},
        parts | {"rough.npy": short.getvalue()},
        parts | {"pairs.npy": short.getvalue()},
        parts | {"singles.npy": floats.getvalue()},
        parts | {"pairs.npy": parts["pairs.npy"][:500]},
        parts | {"settings.json": b"[]"},
        parts | {"settings.json": b"\xff\xfe"},
        parts | {"settings.json": settings_text.replace(b"fanal-measurements-1", b"fanal-measurements-9")},
        parts | {"settings.json": settings_text.replace(b'"epsilon": 4.0', b'"epsilon": "four"')},
        parts | {"settings.json": settings_text.replace(b'"weights": {}', b'"weights": 7')},
        {name: part for name, part in parts.items() if name != "sizes.npy"},
        {"settings.json": settings_text},
    ]
    path = tmp_path / "broken.zip"
    for number, some in enumerate(broken):
        with zipfile.ZipFile(path, "w") as archive:
            for name, part in some.items():
                archive.writestr(name, part)
        with pytest.raises(Refusal):
            Measurements.read(path)
            pytest.fail(f"broken file {number} was read")
    for raw in (b"", b"PK", good.read_bytes()[:400], b"\x00" * 1000):
        path.write_bytes(raw)
        with pytest.raises(Refusal):
            Measurements.read(path)
    with pytest.raises(Refusal):
        Measurements.read(tmp_path / "missing.zip")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"epsilon": 0.0}, "epsilon-not-positive"),
        ({"epsilon": -1.0}, "epsilon-not-positive"),
        ({"delta": 0.0}, "delta-outside"),
        ({"columns": ()}, "no-attribute-columns"),
        ({"columns": (AttributeColumn(column="q0"),)}, "domain-missing"),
        ({"columns": (AttributeColumn(column="q0", domain=()),)}, "domain-missing"),
        (
            {"columns": (AttributeColumn(column="q0", domain=tuple(map(str, range(9000)))),)},
            "domain-too-large",
        ),
        ({"columns": (AttributeColumn(column="q0", domain=(" a",)),)}, "domain-unreachable"),
        (
            {
                "columns": tuple(
                    AttributeColumn(column=name, domain=tuple(map(str, range(1900)))) for name in ("a", "b")
                )
            },
            "too-many-attributes",
        ),
        ({"rows_per_person": 0}, "not-at-least-one"),
        ({"most_attributes": 0}, "not-at-least-one"),
        ({"weights": {"q0": 9}}, "weight-outside"),
        ({"weights": {"nowhere": 2}}, "unknown-column"),
        ({"subject": "q0"}, "column-twice"),
    ],
)
def test_what_cannot_be_measured_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        settings(**{"epsilon": 4.0, **change})  # type: ignore[arg-type]
    assert refused.value.finding.code == f"privacy.{code}"


def test_a_missing_column_is_refused_and_rows_never_are() -> None:
    with pytest.raises(Refusal):
        measure(people(20).drop("q3"), settings())
    for rows in (0, 1, 2):
        measured = measure(people(20)[:rows], settings())
        assert abs(measured.people - rows) < 60
        fitted = fit(measured)
        assert fitted.records().height == round(fitted.people)
