"""The options of ``fanal release --method dp``, and what they turn into."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanal.cli.arguments import number
from fanal.presentation import Language, Refusal, text

if TYPE_CHECKING:
    from fanal.release import DifferentialPrivacy

METHOD = "dp"

_OPTIONS: dict[str, dict[str, Any]] = {
    "epsilon": {"type": number("--epsilon"), "metavar": "E"},
    "delta": {"type": number("--delta"), "metavar": "D"},
    "domain": {"type": Path, "metavar": "FILE"},
    "years": {"metavar": "FROM-TO"},
    "ledger": {"type": Path, "metavar": "FILE"},
    "population": {"metavar": "NAME"},
    "most-attributes": {"type": number("--most-attributes", int), "metavar": "N"},
    "rows-per-person": {"type": number("--rows-per-person", int), "metavar": "N"},
}


DP_OPTIONS = tuple(_OPTIONS)
"""The names of the options that decide on the guarantee."""


def add_differential_privacy(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the options."""
    for name, settings in _OPTIONS.items():
        parser.add_argument(f"--{name}", help=text(f"cli.dp-{name}", language), **settings)
    parser.add_argument(
        "--from-measurements", type=Path, metavar="FILE", help=text("cli.dp-from-measurements", language)
    )


def differential_privacy(arguments: argparse.Namespace) -> DifferentialPrivacy | None:
    """Make the settings; none where another method is asked for.

    Raises
    ------
    Refusal
        If an option is missing, cannot be read, or is not for the method.
    """
    given = {name: getattr(arguments, name.replace("-", "_")) for name in _OPTIONS}
    given = {name: value for name, value in given.items() if value is not None}
    if arguments.method != METHOD:
        for name in given:
            raise Refusal("release.not-of-method", method=arguments.method, option=f"--{name}")
        return None
    if arguments.k is not None:
        raise Refusal("release.not-of-method", method=METHOD, option="--k")
    from fanal.release import DifferentialPrivacy
    from fanal.release.domains import read_domain

    if "epsilon" not in given:
        raise Refusal("release.epsilon-missing")
    if "domain" in given:
        given["domain"] = read_domain(given["domain"])
    if "years" in given:
        given["years"] = _years(given["years"])
    return DifferentialPrivacy(**{name.replace("-", "_"): value for name, value in given.items()})


def _years(given: str) -> tuple[int, int]:
    first, _, last = given.partition("-")
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
        raise Refusal("release.years-out-of-range", value=given)
    return int(first), int(last)
