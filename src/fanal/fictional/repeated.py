"""The tables of which a case has several rows: events, perpetrators, plans, comments."""

from __future__ import annotations

import numpy as np
import polars as pl

from fanal.fictional import ages
from fanal.fictional.casebook import Casebook, until
from fanal.fictional.chance import Chance, Days, Flags, Numbers
from fanal.fictional.columns import Columns, days, note, numbered, one_of, several_of, texts
from fanal.fictional.knowledge import by_profile, cities, codes, data, notes, routes, weights
from fanal.fictional.persons import ocean
from fanal.fictional.stories import place

Rows = tuple[Numbers, Columns]
"""For each row of a repeated table its case's place, rising; and the columns."""


def event_rows(book: Casebook) -> Rows:
    """Draw recruitment, transit and exploitation along the route, in their order in time."""
    told, chance = book.stories, Chance(book.seed, "events")
    stops = np.where(told.victim & chance.happens(0.75, len(book)), routes().length[told.route], 0)
    case, stop = _spread(stops)
    n, last = len(case), stops[case] - 1
    kind = np.where(stop == 0, 0, np.where(stop == last, 2, 1))
    listed = codes("hte_Type")
    in_list = np.array([listed.index(code) for code in ("Recruitment", "Transit", "Exploitation")])
    country = routes().stops[told.route[case], stop]
    way = (told.exploited - told.recruited).astype(np.int64)[case]
    on: Days = ages.days_after(told.recruited[case], way * stop // np.maximum(last, 1))
    words = data("notes")["street"]
    street = [words["fr"] if one else words["en"] for one in book.french[case].tolist()]
    return case, {
        **ocean("hte_", n, chance),
        "hte_City": texts("hte_City", cities().values, cities().draw(chance, country)),
        "hte_Country": texts("hte_Country", routes().countries, country),
        "hte_State": pl.Series("hte_State", [None] * n, dtype=pl.String),
        "hte_Street": numbered("hte_Street", street, chance.whole(1, 99, n)),
        "hte_PostalCode": pl.Series("hte_PostalCode", ["00000"] * n, dtype=pl.String),
        "hte_Date": days("hte_Date", on),
        "hte_Type": one_of("hte_Type", in_list[kind]),
        "hte_Description": note("hte_Description", notes("event"), book.french[case], chance),
    }


def perpetrator_rows(book: Casebook) -> Rows:
    """Draw alleged perpetrators, each with one role or two, nobody's name."""
    told, chance = book.stories, Chance(book.seed, "perpetrators")
    case, _ = _spread(np.where(told.victim, _how_many(book, chance, "perpetrators"), 0))
    n = len(case)
    shares = by_profile("perpetrators", "per_RoleInProcess")
    roles = np.zeros((n, shares.shape[1]), dtype=bool)
    roles[np.arange(n), chance.one_each(shares, told.profile[case])] = True
    two = chance.happens(0.2, n)
    roles[np.flatnonzero(two), chance.one_each(shares, told.profile[case][two])] = True
    company = note("per_Organisation", notes("company"), book.french[case], chance)
    return case, {
        "per_RoleInProcess": several_of("per_RoleInProcess", roles),
        "per_RoleDetails": note("per_RoleDetails", notes("role"), book.french[case], chance),
        "per_Organisation": numbered("per_Organisation", company.to_list(), chance.whole(1, 40, n)),
    }


def plan_rows(book: Casebook) -> Rows:
    """Draw support plans that fit the person; those of a closed case have ended."""
    chance = Chance(book.seed, "plans")
    case, _ = _spread(_how_many(book, chance, "plans"))
    n = len(case)
    low, high = data("handling")["repeated"]["plan_days"]
    begun = ages.days_after(book.registered[case], chance.whole(0, 60, n))
    planned = ages.days_after(begun, chance.whole(low, high, n))
    ended = np.maximum(ages.days_after(planned, chance.whole(-30, 60, n)), book.registered[case])
    over = (ended <= until()) & chance.happens(0.7, n)
    french = book.french[case]
    return case, {
        "spl_Objectives": note("spl_Objectives", notes("objectives"), french, chance),
        "spl_ActionPlan": note("spl_ActionPlan", notes("action"), french, chance),
        "spl_PlannedEndDate": days("spl_PlannedEndDate", planned),
        "spl_ActualEndDate": days("spl_ActualEndDate", ended, over),
        "spl_Type": one_of("spl_Type", _plan_type(book, chance, case)),
    }


def comment_rows(book: Casebook) -> Rows:
    """Draw short comments."""
    chance = Chance(book.seed, "comments")
    case, _ = _spread(_how_many(book, chance, "comments"))
    return case, {"cco_CaseComment": note("cco_CaseComment", notes("comment"), book.french[case], chance)}


def _how_many(book: Casebook, chance: Chance, what: str) -> Numbers:
    return chance.one(data("handling")["repeated"][what], len(book))


def _spread(counts: Numbers) -> tuple[Numbers, Numbers]:
    """Give for each row the place of its case, and its own place among the rows of that case."""
    case = np.repeat(np.arange(len(counts)), counts)
    return case, np.arange(len(case)) - np.repeat(counts.cumsum() - counts, counts)


def _plan_type(book: Casebook, chance: Chance, case: Numbers) -> Numbers:
    """Draw the type of each plan by the groups that the person belongs to."""
    kinds = data("handling")["plan"]
    listed = codes("spl_Type")
    rows = {
        key: weights({code: one.get(key, 0) for code, one in kinds.items()}, listed)
        for key in ("all", "child", "labour", "sexual")
    }
    forms, field = book.stories.forms, "vic_TypeOfExploitation"
    child: Flags = book.age < 18
    labour = forms[:, place(field, "ForcedLabour")] & ~child
    sexual = forms[:, place(field, "SexualExploitation")]
    table = np.array(
        [
            (rows["child"] if is_child else rows["all"])
            + is_labour * rows["labour"]
            + is_sexual * rows["sexual"]
            for is_child in (0, 1)
            for is_labour in (0, 1)
            for is_sexual in (0, 1)
        ]
    )
    return chance.one_each(table, (4 * child + 2 * labour + sexual)[case])
