"""A release made anew from its noisy measurements: the same bytes, without the sensitive file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from fanal.presentation import Progress, Refusal, silent
from fanal.privacy.differential_privacy import Measurements
from fanal.release.bundle import check_free
from fanal.release.choosing import check_printable
from fanal.release.dp_settings import DifferentialPrivacy
from fanal.release.methods import DifferentiallyPrivate, Protected
from fanal.release.methods.attributes import as_attributes
from fanal.release.methods.method import YEAR
from fanal.release.releasing import write
from fanal.release.result import Content, ReleaseResult
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Variable, column_variable, publishable
from fanal.standard import Vocabulary, ctdc, htcds


def release_again(
    measurements: Path, out: Path, progress: Progress = silent, vocabularies: Sequence[Vocabulary] = ()
) -> ReleaseResult:
    """Make every file of a differentially private release from its noisy measurements.

    Parameters
    ----------
    measurements
        ``measurements.zip`` in the data folder of a release, with ``provenance.json`` beside that folder.
    out
        The folder to make.
    progress
        Hears of each step.
    vocabularies
        Extended vocabularies that it may be of, beside those that come with Fanal.

    Raises
    ------
    Refusal
        If `out` is not free, or the files are not of a release.
    """
    check_free(out)
    measured = Measurements.read(measurements)
    provenance = measurements.resolve().parent.parent / "provenance.json"
    try:
        said = json.loads(provenance.read_bytes())
        settings = _settings(said["settings"], measured)
        name, fictional = str(said["vocabulary"]), said["fictional"] is True
        variables = _variables(name, settings, measured, (*vocabularies, htcds(), ctdc()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        raise Refusal("release.not-reproducible", file=measurements.name) from None
    content = Content(
        settings=settings,
        vocabulary=name,
        fictional=fictional,
        protected=_made(measured, variables, progress),
        exact=None,
    )
    return write(content, out, progress)


def _made(measured: Measurements, variables: Sequence[Variable], progress: Progress) -> Protected:
    """Make rows and counts; where noise leaves none, nothing was spent on it this time."""
    try:
        return DifferentiallyPrivate.made_from(measured, variables, progress)
    except Refusal as refusal:
        if refusal.finding.code == "release.noise-alone":
            raise Refusal("release.noise-alone-again") from None
        raise


def _settings(said: Any, measured: Measurements) -> ReleaseSettings:
    """Read the settings as they were published; what was measured says the rest."""
    stated = said["differential_privacy"]
    day = said["source_date"]
    return ReleaseSettings(
        consent=_text(said["consent"]),
        consent_assumed=_text(said["consent_assumed"]),
        columns=tuple(one.column for one in measured.settings.columns),
        person=measured.settings.subject,
        title=str(said["title"]),
        publisher=str(said["publisher"]),
        method=DifferentiallyPrivate.name,
        dp=DifferentialPrivacy(
            epsilon=measured.epsilon,
            delta=measured.delta,
            population=str(stated["population"]),
            rows_per_person=measured.settings.rows_per_person,
            most_attributes=measured.settings.most_attributes,
            seed=None if stated["seed"] is None else int(stated["seed"]),
        ),
        source_date=None if day is None else date.fromisoformat(str(day)),
    )


def _variables(
    name: str, settings: ReleaseSettings, measured: Measurements, known: Sequence[Vocabulary]
) -> tuple[Variable, ...]:
    """Find the variables that were measured."""
    if name:
        vocabulary = next(one for one in known if f"{one.name} {one.version}".strip() == name)
        return as_attributes(publishable(vocabulary).named(settings.columns), settings)
    check_printable([one.column for one in measured.settings.columns])
    made = [
        column_variable(one.column, year=bool(pl.Series(one.domain).str.contains(YEAR).all()))
        for one in measured.settings.columns
    ]
    several = measured.several
    return as_attributes([replace(one, several=one.name in several) for one in made], settings)


def _text(said: Any) -> str | None:
    return None if said is None else str(said)
