"""Singling out, linkability and inference, tried by `anonymeter` in an environment of its own.

Its versions of other libraries are not ours: another Python runs it, and only that reads its libraries.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from fanal.presentation import Progress, Refusal
from fanal.privacy.evaluation.aligning import Aligned
from fanal.privacy.evaluation.attacks import Attack, more_often
from fanal.privacy.evaluation.settings import EvaluationSettings

_SCRIPT = Path(__file__).with_name("anonymeter_script.py")
_SECRETS = 4
"""Columns that are inferred where none are named: those hardest to guess."""
_BLANK = "␀"
"""Stands for a blank cell: to an attacker, a value like others."""


def anonymeter_attacks(
    aligned: Aligned, settings: EvaluationSettings, python: Path, progress: Progress
) -> list[Attack]:
    """Run the attacks of M. Giomi and others ("A Unified Framework for Quantifying Privacy Risk in
    Synthetic Data", PETS 2023) in another environment.

    Parameters
    ----------
    aligned
        The tables; the control must be there.
    settings
        How many people to try, from which seed, and which columns an attacker wants.
    python
        The Python of that environment.
    progress
        Hears of each attack.

    Raises
    ------
    Refusal
        If that Python, or the script in it, does not do its work.
    """  # noqa: D205
    if aligned.control is None:
        raise ValueError("attacks are judged against a control")
    people = min(aligned.sensitive.height, aligned.control.height)
    secrets = settings.secrets or _hardest_to_guess(aligned.release)
    wanted = {
        "attacks": min(settings.attacks, people),
        "seed": settings.seed,
        "secrets": [aligned.columns.index(name) for name in secrets],
    }
    with tempfile.TemporaryDirectory(prefix="fanal-attacks-") as name:
        # mkdtemp makes it 0700: what is in it are sensitive data.
        folder = Path(name)
        for what, table in (("sensitive", aligned.sensitive), ("control", aligned.control)):
            # As many of both sides: how many people there are changes who is alone.
            _write(table.sample(people, seed=settings.seed), folder / f"{what}.parquet")
        _write(aligned.release, folder / "released.parquet")
        (folder / "wanted.json").write_text(json.dumps(wanted), encoding="utf-8")
        progress(0, 1, "privacy.progress-anonymeter")
        _run(python, folder)
        said = json.loads((folder / "found.json").read_text(encoding="utf-8"))
        progress(1, 1, "privacy.progress-anonymeter")
    return [_attack(one, aligned.columns) for one in said]


def _write(table: pl.DataFrame, path: Path) -> None:
    """Write texts under names that mean nothing, so that no heading can be taken for code."""
    named = table.rename({name: f"c{number}" for number, name in enumerate(table.columns)})
    named.with_columns(pl.all().fill_null(_BLANK)).write_parquet(path)


def _run(python: Path, folder: Path) -> None:
    # Nothing of our environment may lead the other Python to our libraries.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    surroundings |= {"TMPDIR": str(folder), "NUMBA_CACHE_DIR": str(folder), "NUMBA_NUM_THREADS": "2"}
    try:
        done = subprocess.run(  # noqa: S603 - the person at the terminal names the interpreter
            [str(python), "-I", str(_SCRIPT), str(folder)],
            env=surroundings,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Refusal("privacy.attacks-python", python=str(python), why=why) from None
    if done.returncode or not (folder / "found.json").exists():
        # The last line of a traceback may hold a value of the data: only its kind is told.
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        kind = last.partition(":")[0].rpartition(".")[2]
        why = kind if kind.isidentifier() else str(done.returncode)
        raise Refusal("privacy.attacks-python", python=str(python), why=why)


def _hardest_to_guess(release: pl.DataFrame) -> Sequence[str]:
    def entropy(name: str) -> float:
        shares = [count / release.height for count in release[name].value_counts()["count"].to_list()]
        return -math.fsum(share * math.log(share) for share in shares)

    return sorted(release.columns, key=entropy, reverse=True)[:_SECRETS]


def _attack(one: dict[str, Any], columns: Sequence[str]) -> Attack:
    tried, right, control = one["tried"], one["right"], min(round(one["control"]), one["tried"])
    return Attack(
        name=one["name"],
        column="" if one["column"] is None else columns[one["column"]],
        people=tried,
        rate=right / tried if tried else 0.0,
        control=control / tried if tried else 0.0,
        p=more_often(right, tried, control, tried),
    )
