"""Runs the attacks of anonymeter; started by another Python, which has it and has not Fanal.

``python anonymeter_script.py FOLDER`` reads ``sensitive.parquet``, ``control.parquet``,
``released.parquet`` and ``wanted.json`` there, and writes ``found.json``: for each attack its name, the
number of the column inferred, the guesses, and how many were right of people in the release and of others.
"""

import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator

_COLUMNS_TOGETHER = 3
_ATTEMPTS = 10
"""For each attack on several values, queries that are tried until one singles out."""


def main(folder: Path) -> None:
    """Run all attacks."""
    # What anonymeter says of single queries may hold values of the data.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    wanted = json.loads((folder / "wanted.json").read_text(encoding="utf-8"))
    tables = {
        what: pd.read_parquet(folder / f"{what}.parquet") for what in ("sensitive", "control", "released")
    }
    found = [*_singling_out(tables, wanted), *_linkability(tables, wanted), *_inference(tables, wanted)]
    (folder / "found.json").write_text(json.dumps(found), encoding="utf-8")


def _singling_out(tables: dict[str, pd.DataFrame], wanted: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for mode in ("univariate", "multivariate"):
        together = min(_COLUMNS_TOGETHER, len(tables["released"].columns))
        if mode == "multivariate" and together < 2:
            continue
        attack = SinglingOutEvaluator(
            ori=tables["sensitive"],
            syn=tables["released"],
            control=tables["control"],
            n_attacks=wanted["attacks"],
            n_cols=together,
            max_attempts=_ATTEMPTS * wanted["attacks"],
            seed=wanted["seed"],
        )
        found.append(_said(f"singling-out-{mode}", attack.evaluate(mode=mode).results()))
    return found


def _linkability(tables: dict[str, pd.DataFrame], wanted: dict[str, Any]) -> list[dict[str, Any]]:
    columns = list(tables["released"].columns)
    if len(columns) < 2:
        return []
    # pandas draws from numpy's own generator; the same seed for both sides draws both alike.
    np.random.seed(wanted["seed"])
    attack = LinkabilityEvaluator(
        ori=tables["sensitive"],
        syn=tables["released"],
        control=tables["control"],
        n_attacks=wanted["attacks"],
        aux_cols=(columns[::2], columns[1::2]),
        n_neighbors=1,
    )
    return [_said("linkability", attack.evaluate(n_jobs=1).results())]


def _inference(tables: dict[str, pd.DataFrame], wanted: dict[str, Any]) -> list[dict[str, Any]]:
    columns = list(tables["released"].columns)
    found = []
    for place in wanted["secrets"] if len(columns) > 1 else []:
        np.random.seed(wanted["seed"])
        secret = columns[place]
        attack = InferenceEvaluator(
            ori=tables["sensitive"],
            syn=tables["released"],
            control=tables["control"],
            n_attacks=wanted["attacks"],
            aux_cols=[name for name in columns if name != secret],
            secret=secret,
            regression=False,
        )
        found.append(_said("inference", attack.evaluate(n_jobs=1).results(), column=place))
    return found


def _said(name: str, results: Any, column: int | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "column": column,
        "tried": int(results.n_attacks_ori),
        "right": int(results.n_success),
        "control": float(results.n_control),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
