"""Contributions of fictional people and releases made of them, for tests of any part of releases."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from fanal.contributing import Package, row_name
from fanal.fictional import generate
from fanal.release import ReleaseSettings, reserve
from fanal.release.aggregates import aggregate
from fanal.web.access.actor import current_actor
from fanal.web.collaborative.measuring import plain
from fanal.web.collaborative.models import Release
from fanal.web.collaborative.services.release import release_answer, release_prepare
from fanal.web.collaborative.services.release_assess import assess_steps
from fanal.web.collaborative.services.release_review import release_review, review_answer
from web.collaborative.people import FIELDS, contributed, package

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Agreement, Contribution
    from web.collaborative.people import Team

VARIABLES = ["yearOfRegistration", "gender", "citizenship"]
TITLE = {"en": "Cases 2015–2024", "fr": "Cas 2015–2024"}
POPULATION = {"en": "People registered in those years", "fr": "Personnes enregistrées ces années-là"}
ANSWER = "Women of one small community, so they are told together."


@cache
def fictional_rows(cases: int, seed: int) -> pl.DataFrame:
    """Draw the rows of one organisation, as its package holds them."""
    table = plain(generate(cases, seed).records)
    table = table.with_columns(pl.col("cas_RegistrationDate") + "-01-01")
    names = [row_name(f"secret {seed}".encode(), case) for case in table["row"]]
    there = [name for name in FIELDS if name in table.columns and not name.startswith("hte_")]
    return table.select(there).with_columns(pl.Series("row", names))


def contributed_rows(hub: Team, agreement: Agreement, cases: int, seed: int) -> Contribution:
    """Let rows of fictional people be contributed and accepted."""
    return contributed(hub, agreement, package(fictional_rows(cases, seed)))


def contributed_counts(hub: Team, agreement: Agreement, cases: int, seed: int) -> Contribution:
    """Let protected counts of fictional people be contributed and accepted."""
    settings = ReleaseSettings(k=11, consent_assumed="They agreed.", columns=("gender", "citizenship"))
    counts = aggregate(generate(cases, seed).records, reserve(settings))
    made = Package(purpose="statistics", made_on=date(2026, 1, 31), aggregates=counts)
    return contributed(hub, agreement, made.to_bytes())


def prepared(version: str = "2026.1", **choices: Any) -> Release:
    """Prepare a release as whoever acts."""
    chosen = {"method": "k-anonymous", "k": 11, "fields": VARIABLES, "years": [2015, 2024]}
    return release_prepare(
        by=current_actor(),
        version=version,
        purpose="statistics",
        choices=chosen | {"few_reason": ANSWER} | choices,
        texts={"title": TITLE, "population": POPULATION},
    )


def assessed(release: Release) -> Release:
    """Assess it at once, as the job does."""
    for _ in assess_steps(release.pk):
        pass
    return fresh(release)


def in_review(release: Release) -> Release:
    """Answer what has to be answered, and open the review."""
    answer = release_answer(release, by=current_actor(), harm=ANSWER, concerns=ANSWER)
    return release_review(answer, by=current_actor())


def all_agree(release: Release, *teams: Team) -> None:
    """Let every contributor agree, each on its own side."""
    from fanal.web.collaborative.selectors.seen import reviews_seen

    for team in teams:
        with team.working("organisation-administrator") as actor:
            for one in reviews_seen():
                if one.release_id == release.pk:
                    review_answer(one.pk, by=actor, agrees=True)


def fresh(release: Release) -> Release:
    """Read it anew."""
    found: Release = Release.objects.get(pk=release.pk)
    return found
