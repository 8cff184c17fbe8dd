"""The columns about what happened, as this organisation was told it."""

from __future__ import annotations

import numpy as np

from fanal.fictional.casebook import Casebook
from fanal.fictional.chance import Chance
from fanal.fictional.columns import Columns, blanked, note, numbered, numbers, one_of, several_of
from fanal.fictional.knowledge import codes, data, notes, weights
from fanal.fictional.persons import age_band
from fanal.fictional.stories import place


def context_columns(book: Casebook) -> Columns:
    """Draw the victim context."""
    told, chance, n = book.stories, Chance(book.seed, "contexts"), len(book)
    again = data("duplicates")["told_again"]
    control = told.control & (
        ~book.again[:, None] | (chance.generator.random(told.control.shape) < again["control"])
    )
    ways = told.recruitment & (
        ~book.again[:, None] | (chance.generator.random(told.recruitment.shape) < again["recruitment"])
    )
    columns: Columns = {
        **_status(book, chance),
        "vic_RelationshipToTrafficker": one_of("vic_RelationshipToTrafficker", told.relationship),
        "vic_AgeWhenTrafficked": blanked(
            numbers("vic_AgeWhenTrafficked", book.age_when_trafficked), told.victim
        ),
        "vic_AgeBandWhenTrafficked": blanked(
            age_band("vic_AgeBandWhenTrafficked", book.age_when_trafficked), told.victim
        ),
        "vic_RecruitmentWebsitesAndApps": several_of("vic_RecruitmentWebsitesAndApps", told.recruited_on),
        "vic_MethodOfRecruitment": several_of("vic_MethodOfRecruitment", ways),
        "vic_MethodsOfControl": several_of("vic_MethodsOfControl", control),
        "vic_TypeOfExploitation": several_of("vic_TypeOfExploitation", told.forms),
        "vic_ForcedLabourIndustry": one_of("vic_ForcedLabourIndustry", told.industry),
        "vic_TypeOfSexExploitation": several_of("vic_TypeOfSexExploitation", told.sexual),
        "vic_ExploitationWebsitesAndApps": several_of("vic_ExploitationWebsitesAndApps", told.exploited_on),
    }
    for field, kind in (
        ("vic_LocationOfRecruitment", "recruitment"),
        ("vic_LocationOfExploitation", "exploitation"),
    ):
        words = note(field, notes("place", kind), book.french, chance)
        columns[field] = numbered(field, words.to_list(), chance.whole(1, 60, n), told.victim)
    return columns


def _status(book: Casebook, chance: Chance) -> Columns:
    status, decision = "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg"
    known = dict(data("handling")["trafficking_status"])
    known.pop("NotAVictimOfTrafficking")
    drawn = chance.one(weights(known, codes(status)), len(book))
    not_victim = place(status, "NotAVictimOfTrafficking")
    return {
        status: one_of(status, np.where(book.stories.victim, drawn, not_victim)),
        decision: one_of(
            decision, chance.one(weights(data("handling")["decision"], codes(decision)), len(book))
        ),
    }
