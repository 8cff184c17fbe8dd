"""Which organisation opened a case about whom, and when: some persons are met twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from fanal.fictional import ages
from fanal.fictional.chance import Chance, Days, Flags, Numbers
from fanal.fictional.knowledge import data, organisations, takes
from fanal.fictional.stories import Stories, tell


@dataclass(frozen=True)
class Casebook:
    """One row per case in every array.

    Attributes
    ----------
    seed
        What everything was drawn from.
    keys
        The names of the cases, ``F-000001``.
    person
        The number of the person.
    again
        True for the second case about a person.
    stories
        What happened, with the day of birth as this organisation wrote it.
    organisation
        Places in `knowledge.organisations`.
    registered
        The day the case was opened.
    birth_swapped
        Where day and month of birth were written the wrong way round.
    """

    seed: int
    keys: pl.Series
    person: Numbers
    again: Flags
    stories: Stories
    organisation: Numbers
    registered: Days
    birth_swapped: Flags

    def __len__(self) -> int:
        """Count the cases."""
        return len(self.person)

    @property
    def age(self) -> Numbers:
        """The age at registration, in full years."""
        return ages.full_years(self.stories.birth, self.registered)

    @property
    def age_when_trafficked(self) -> Numbers:
        """The age at recruitment, in full years."""
        return ages.full_years(self.stories.birth, self.stories.recruited)

    @property
    def french(self) -> Flags:
        """Where the organisation writes French."""
        return np.array([one.language == "fr" for one in organisations()])[self.organisation]


def until() -> np.datetime64:
    """Give the day on which all cases are looked at."""
    return np.datetime64(data("handling")["until"], "D")


def open_cases(cases: int, seed: int, duplicates: float) -> Casebook:
    """Draw the persons, the organisations they met, and in which order."""
    chance = Chance(seed, "casebook")
    twice = min(round(cases * duplicates), cases // 2)
    people = cases - twice
    stories = tell(people, seed)
    met_again = chance.generator.permutation(people)[:twice]
    person = np.concatenate([np.arange(people), met_again])
    again = np.arange(cases) >= people

    first = chance.one_each(takes(), stories.route)
    organisation = np.concatenate([first, _another(chance, stories.route[met_again], first[met_again])])
    registered = stories.registered[person]
    left = np.minimum((until() - registered).astype(np.int64), data("duplicates")["again_within_days"])
    later = np.where(again, np.ceil(chance.shares(cases) * left).astype(np.int64), 0)
    registered = ages.days_after(registered, later)

    order = np.argsort(registered, kind="stable")
    told = stories.take(person[order])
    birth, swapped = _write_birth(chance, told, registered[order], again[order])
    width = max(6, len(str(cases)))
    return Casebook(
        seed=seed,
        keys=pl.Series("case", [f"F-{number:0{width}d}" for number in range(1, cases + 1)], dtype=pl.String),
        person=person[order],
        again=again[order],
        stories=replace(told, birth=birth),
        organisation=organisation[order],
        registered=registered[order],
        birth_swapped=swapped,
    )


def _another(chance: Chance, route: Numbers, first: Numbers) -> Numbers:
    """Draw a second organisation that is not the first; those that take any case are always there."""
    left = takes()[route]
    left[np.arange(len(route)), first] = 0
    return chance.one_each(left, np.arange(len(route)))


def _write_birth(chance: Chance, told: Stories, registered: Days, again: Flags) -> tuple[Days, Flags]:
    """Swap day and month of birth in some second cases, where no age changes by it."""
    swapped, possible = ages.day_and_month_swapped(told.birth)
    for day in (told.recruited, told.registered, registered):
        possible &= swapped <= day
        possible &= ages.full_years(swapped, day) == ages.full_years(told.birth, day)
    wrong = again & possible & chance.happens(data("duplicates")["birth_swapped"], len(again))
    return np.where(wrong, swapped, told.birth), wrong
