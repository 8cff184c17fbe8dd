from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from fanal.presentation import LANGUAGES, Refusal, as_text
from fanal.privacy.evaluation import Attack, EvaluationSettings, evaluate
from fanal.privacy.evaluation.attacks import judged, more_often
from fanal.privacy.evaluation.ranking import area_of


def people(n: int, seed: int, columns: int = 12) -> pl.DataFrame:
    """People of one kind: a hidden group shapes what is recorded of each."""
    draw = np.random.default_rng(seed)
    kind = draw.integers(0, 4, n)
    made = {}
    for number in range(columns):
        told = draw.integers(0, 6, n) * (draw.random(n) < 0.5)
        values = pl.Series([str(one) for one in (kind + number + told) % 7], dtype=pl.String)
        made[f"c{number}"] = values.set(pl.Series(draw.random(n) < 0.2), None)
    return pl.DataFrame(made)


def attacked(members: pl.DataFrame, release: pl.DataFrame, control: pl.DataFrame) -> tuple[Attack, ...]:
    return evaluate(members, release, EvaluationSettings(k=5), control=control).attacks


def test_who_is_in_a_copy_is_found() -> None:
    members, control = people(400, 1), people(400, 2)
    nearest, likelihood = attacked(members, members, control)
    assert nearest.found and likelihood.found
    assert nearest.area is not None and nearest.area > 0.95
    assert likelihood.low is not None and likelihood.low > 0.6


def test_who_is_in_a_part_of_a_copy_is_found_too() -> None:
    members, control = people(1000, 3), people(1000, 4)
    assert any(one.found for one in attacked(members, members[:300], control))


def test_a_release_about_others_tells_nothing_of_its_people() -> None:
    """At 5 %, more than 5 of 25 would be blamed once in a thousand times."""
    blamed, covered = 0, 0
    for seed in range(25):
        three = people(450, 100 + seed)
        found = attacked(three[:150], three[150:300], three[300:])
        blamed += any(one.found for one in found)
        covered += sum(one.low <= 0.5 <= one.high for one in found if one.low is not None and one.high)
    assert blamed <= 5
    assert covered >= 42, "of 50 intervals at 95 %"


def test_attacks_are_said_in_both_languages() -> None:
    members, control = people(200, 5), people(200, 6)
    result = evaluate(members, members, EvaluationSettings(k=5), control=control)
    assert not result.holds
    for language in LANGUAGES:
        said = " ".join(as_text(result.report(language)).split())
        assert "95" in said
    assert "do not publish it as it is" in " ".join(as_text(result.report("en")).split())


@pytest.mark.parametrize(("m", "n"), [(1, 1), (5, 9), (60, 40)])
def test_areas_are_those_of_the_mann_whitney_test(m: int, n: int) -> None:
    draw = np.random.default_rng(m)
    first, second = draw.integers(0, 8, m).astype(float), draw.integers(0, 7, n).astype(float)
    area = area_of(first, second)
    known = stats.mannwhitneyu(
        first, second, alternative="greater", method="asymptotic", use_continuity=False
    )
    assert area.value == pytest.approx(known.statistic / (m * n))
    if m > 1:
        assert area.p == pytest.approx(known.pvalue)
    assert 0 <= area.low <= area.value <= area.high <= 1


def test_intervals_hold_the_true_area() -> None:
    draw = np.random.default_rng(7)
    for shift in (0.0, 1.0, 2.5):
        true, held = stats.norm.cdf(shift / np.sqrt(2)), 0
        for _ in range(300):
            area = area_of(np.round(draw.normal(shift, 1, 40), 1), np.round(draw.normal(0, 1, 60), 1))
            held += area.low <= true <= area.high
        assert held >= 270, shift


def test_all_alike_is_chance() -> None:
    area = area_of(np.zeros(30), np.zeros(20))
    assert (area.value, area.p) == (0.5, 1.0)
    sure = area_of(np.ones(30), np.zeros(20))
    assert sure.value == 1 and 0.8 < sure.low < 1 and sure.high == 1


@pytest.mark.parametrize("table", [(10, 20, 3, 20), (0, 5, 0, 5), (5, 5, 0, 5), (130, 2000, 90, 2000)])
def test_guesses_are_compared_exactly(table: tuple[int, int, int, int]) -> None:
    right, tried, control, others = table
    known = stats.fisher_exact([[right, tried - right], [control, others - control]], alternative="greater")
    assert more_often(*table) == pytest.approx(known.pvalue, rel=1e-9)


def test_all_attacks_are_judged_together() -> None:
    def attack(p: float) -> Attack:
        return Attack(name="linkability", people=1, p=p)

    # Holm's own steps: .01 <= .05 / 4, .015 <= .05 / 3, .03 > .05 / 2, and so .04 is not looked at.
    found = judged([attack(p) for p in (0.03, 0.01, 0.04, 0.015)])
    assert [one.found for one in found] == [False, True, False, True]
    assert judged([]) == ()
    assert judged([attack(0.05)])[0].found


def test_a_python_without_anonymeter_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    members, control = people(60, 8), people(60, 9)
    for python in (tmp_path / "none", Path("/bin/false")):
        with pytest.raises(Refusal) as caught:
            evaluate(members, members, EvaluationSettings(attacks_python=python), control=control)
        assert caught.value.finding.code == "privacy.attacks-python"
    assert list(tmp_path.iterdir()) == []


def test_what_another_python_is_given_is_hidden_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for Python looks at the folder, and fails with a value of the data on its lips."""
    seen = tmp_path / "seen"
    stand_in = tmp_path / "python"
    stand_in.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"open({str(seen)!r}, 'w').write(oct(os.stat(sys.argv[3]).st_mode & 0o777) + ' '.join(os.environ))\n"
        "raise ValueError('secret-value: secret-value')\n"
    )
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    with pytest.raises(Refusal) as caught:
        evaluate(
            people(60, 8), people(60, 8), EvaluationSettings(attacks_python=stand_in), control=people(60, 9)
        )
    said = caught.value.finding.text("en")
    assert "ValueError" in said and "secret-value" not in said
    assert seen.read_text().startswith("0o700") and "PYTHONPATH" not in seen.read_text()


@pytest.fixture
def anonymeter() -> Path:
    """Give the Python of the environment that `make attacks` sets up."""
    python = os.environ.get("FANAL_ANONYMETER_PYTHON")
    if not python:
        if "attacks" in os.environ.get("FANAL_REQUIRE", "").split(","):
            pytest.fail("FANAL_REQUIRE asks for attacks: set FANAL_ANONYMETER_PYTHON")
        pytest.skip("needs anonymeter: make attacks, and set FANAL_ANONYMETER_PYTHON to its Python")
    return Path(python)


def test_anonymeter_blames_a_copy_and_not_a_release_about_others(anonymeter: Path) -> None:
    three = people(900, 10, columns=6)
    members, others, control = three[:300], three[300:600], three[600:]
    wanted = EvaluationSettings(k=5, attacks=200, attacks_python=anonymeter, secrets=("c0",))
    copy = {one.name: one for one in evaluate(members, members, wanted, control=control).attacks}
    assert copy["inference"].found and copy["linkability"].found and copy["inference"].column == "c0"
    assert {"singling-out-univariate", "singling-out-multivariate"} <= set(copy)
    about_others = evaluate(members, others, wanted, control=control).attacks
    assert len(about_others) == 6 and not any(one.found for one in about_others)
