"""``dp``: counts with error bars and rows, made from noisy counts alone: no one person matters much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np
import polars as pl

from fanal.presentation import Language, Progress, Refusal, silent, text
from fanal.presentation.languages import Value, catalogue
from fanal.presentation.report import Fact, Report
from fanal.privacy.differential_privacy import (
    Measurements,
    PrivateSettings,
    Randomness,
    check_noise,
    fit,
    measure,
    rho_within,
)
from fanal.privacy.ledger import Ledger
from fanal.release.choosing import Chosen, Exact, check_headings
from fanal.release.counts import CombinationCounts
from fanal.release.domains import domain_of, known_before
from fanal.release.dp_settings import DifferentialPrivacy
from fanal.release.methods import differentially_private_account as account
from fanal.release.methods.attributes import as_attributes, attribute_column
from fanal.release.methods.method import YEAR, Method, Protected, Summary, Told
from fanal.release.methods.public_facts import refuse_of_public_facts
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Publishable, Variable

if TYPE_CHECKING:
    from fanal.release.bundle import Bundle
    from fanal.release.result import Content

MEASUREMENTS = "measurements.zip"
"""The noisy counts that everything else in a bundle is made from."""


@dataclass(frozen=True, kw_only=True)
class FromMeasurements(Protected):
    """Rows and counts that are a function of noisy counts.

    Attributes
    ----------
    measurements
        Those counts, with the public facts that they rest on.
    """

    measurements: Measurements

    @cached_property
    def _values(self) -> dict[str, set[str]]:
        return {one.column: set(one.domain or ()) for one in self.measurements.settings.columns}

    def check_rows(self, found: pl.DataFrame) -> None:
        """Make sure that every value in the rows is of its public domain."""
        for told in self.told:
            name = told.variable.name
            if name not in found.columns:
                continue
            cells = found[name].drop_nulls()
            if told.variable.several:
                cells = cells.str.split(";").explode()
            if not set(cells.unique()) <= self._values[name]:
                raise Refusal("release.outside-domain", name=name)


class DifferentiallyPrivate(Method):
    """Measure with noise, fit a model to the noise, tell what the model says."""

    name = "dp"
    discreet = True
    keywords: ClassVar = ("differential privacy", "synthetic data")

    def own(self, key: str) -> str:
        """Give the key of this method's own wording."""
        return f"dp-{key}"

    def titled(self, title: str, language: Language, settings: ReleaseSettings) -> str:
        """Say in the title that noise from a seed protects nobody."""
        if _stated(settings).seed is None:
            return title
        return text("release.dp-titled-as-seeded", language, title=title)

    def say(self, key: str, language: Language, settings: ReleaseSettings, **values: Value) -> str:
        """Say a text; of noise from a seed in other words where there are some, which promise nothing."""
        if _stated(settings).seed is not None and f"{self.own(key)}-seeded" in catalogue("release"):
            key = f"{key}-seeded"
        return super().say(key, language, settings, **values)

    def check(self, settings: ReleaseSettings) -> None:
        """Refuse what is missing or cannot be, on public facts alone."""
        if settings.dp is None:
            raise Refusal("release.epsilon-missing")
        if settings.sensitive:
            raise Refusal("release.not-of-method", method=self.name, option="--sensitive")
        if settings.dp.ledger is None or not settings.dp.population.strip():
            raise Refusal("release.ledger-missing")
        known, variables = known_before(settings, settings.dp)
        refuse_of_public_facts(settings, known)
        wanted = _wanted(variables, settings, known)
        check_noise(wanted, frozenset(one.name for one in variables if one.several))

    def check_headings(self, data: pl.DataFrame, settings: ReleaseSettings) -> None:
        """Refuse columns that are missing, or of a kind that cannot be measured."""
        check_headings(data, settings)

    def reserve(self, settings: ReleaseSettings) -> None:
        """Spend the budget: on the disk before anything of the people is read."""
        stated = _stated(settings)
        if stated.ledger is None:
            raise Refusal("release.ledger-missing")
        rho = rho_within(stated.epsilon, stated.delta)
        Ledger(stated.ledger).reserve(stated.population, rho, f"fanal release --epsilon {stated.epsilon:g}")

    def is_year(self, column: pl.Series, settings: ReleaseSettings) -> bool:
        """Say whether all values that there may be are years; the column itself is not looked at."""
        domain = _stated(settings).domain.get(column.name, ())
        return bool(domain) and bool(pl.Series(domain, dtype=pl.String).str.contains(YEAR).all())

    def protect(self, chosen: Chosen, settings: ReleaseSettings, progress: Progress) -> FromMeasurements:
        """Measure the people chosen, and make everything else from what was measured."""
        seed = _stated(settings).seed
        variables = as_attributes(chosen.variables, settings)
        wanted = _wanted(variables, settings, chosen.known)
        randomness = Randomness.system() if seed is None else Randomness.seeded(seed)
        return self.made_from(measure(chosen.table, wanted, randomness, progress), variables, progress)

    @staticmethod
    def made_from(
        measurements: Measurements, variables: Sequence[Variable], progress: Progress = silent
    ) -> FromMeasurements:
        """Make rows and counts from measurements: the same every time, and no sensitive row is needed.

        Parameters
        ----------
        measurements
            Noisy counts.
        variables
            What was measured.
        progress
            Hears of the fit.

        Raises
        ------
        Refusal
            If the noise leaves nothing to tell.
        """
        model = fit(measurements, progress=progress)
        rows = model.records(progress)
        told = tuple(Told(variable=one, level=0, words=one.hierarchy.levels[0]) for one in variables)
        rows = rows.filter(~pl.all_horizontal(pl.all().is_null()))
        if not rows.height:
            raise Refusal("release.noise-alone")
        counts = model.counts(up_to=min(3, len(told)))
        return FromMeasurements(
            table=rows.sort(rows.columns, nulls_last=False),
            told=told,
            counts=CombinationCounts(counts, {}),
            measurements=measurements,
        )

    def exact(self, chosen: Chosen) -> Exact | None:
        """Tell nobody an exact number: what is printed is soon passed on."""
        return None

    def few(self, settings: ReleaseSettings) -> int:
        """Any count of the model may be told."""
        return 0

    def settings_told(self, settings: ReleaseSettings) -> dict[str, Any]:
        """Give the settings without k, which is not of this method, and without where the ledger lies."""
        told = super().settings_told(settings)
        stated = _stated(settings)
        del told["k"]
        public = {
            "epsilon": stated.epsilon,
            "delta": stated.delta,
            "accountant": "zCDP",
            "rho": rho_within(stated.epsilon, stated.delta),
            "population": stated.population,
            "rows_per_person": stated.rows_per_person,
            "most_attributes": stated.most_attributes,
            "seed": stated.seed,
            "private": stated.seed is None,
        }
        return told | {"differential_privacy": public}

    def write_more(self, bundle: Bundle, content: Content) -> None:
        """Write the measurements, and read them again."""
        made = _made(content)
        path = content.data_file(MEASUREMENTS)
        bundle.write_with(path, made.measurements.write)
        if not _same(made.measurements, Measurements.read(bundle.folder / path)):
            raise Refusal("release.written-wrong", file=MEASUREMENTS)

    def more_files(self, content: Content) -> dict[str, str]:
        """Name the measurements."""
        return {"measurements": content.data_file(MEASUREMENTS)}

    def warnings(self, content: Content, language: Language) -> list[str]:
        """Say where the noise can be drawn again."""
        return [] if _made(content).measurements.private else [content.say("seeded", language)]

    def note(self, content: Content, language: Language) -> Report:
        """Tell the guarantee and what it costs."""
        return account.note(content, language)

    def facts(self, content: Content, language: Language) -> list[Fact]:
        """Tell epsilon and delta."""
        return account.facts(content, language)

    def summary(self, content: Content, language: Language) -> Summary:
        """Tell what was spent; no exact number."""
        return account.summary(content, language)

    def numbers(self, content: Content) -> dict[str, Any]:
        """Give what is public."""
        return account.numbers(content)


def _stated(settings: ReleaseSettings) -> DifferentialPrivacy:
    if settings.dp is None:
        raise Refusal("release.epsilon-missing")
    return settings.dp


def _wanted(
    variables: Sequence[Variable], settings: ReleaseSettings, known: Publishable | None
) -> PrivateSettings:
    """Say what is to be measured; what cannot be is refused."""
    stated = _stated(settings)
    return PrivateSettings(
        epsilon=stated.epsilon,
        delta=stated.delta,
        columns=tuple(
            attribute_column(one, domain_of(one, stated, known)) for one in as_attributes(variables, settings)
        ),
        subject=settings.person,
        rows_per_person=stated.rows_per_person,
        most_attributes=stated.most_attributes,
    )


def _made(content: Content) -> FromMeasurements:
    return cast("FromMeasurements", content.protected)


def _same(one: Measurements, other: Measurements) -> bool:
    """Say whether two measurements are the same, to the last number."""
    facts = [(each.settings, each.several, each.private) for each in (one, other)]
    if facts[0] != facts[1] or (one.sizes is None) != (other.sizes is None):
        return False
    arrays = [(one.rough, other.rough), (one.singles, other.singles), (one.pairs, other.pairs)]
    if one.sizes is not None and other.sizes is not None:
        arrays.append((one.sizes, other.sizes))
    return all(np.array_equal(here, there) for here, there in arrays)
