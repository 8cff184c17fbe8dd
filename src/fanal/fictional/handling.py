"""The columns about the handling: organisation, status, referral, consent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from fanal.fictional import ages
from fanal.fictional.casebook import Casebook, until
from fanal.fictional.chance import Chance, Flags, Numbers
from fanal.fictional.columns import (
    Columns,
    blanked,
    boxes,
    days,
    note,
    numbered,
    one_of,
    texts,
)
from fanal.fictional.knowledge import codes, data, notes, organisations, weights
from fanal.fictional.persons import ocean, phones
from fanal.standard.consent import BOX, DUTIES, WITHDRAWN


def organisation_columns(book: Casebook) -> Columns:
    """Give the organisation's own columns, the same on each of its cases."""
    known = organisations()
    chance = Chance(0, "organisations")  # an organisation is the same whatever the seed
    every = np.arange(len(known))
    streets = data("notes")["street"]
    own = {
        "org_Name": pl.Series("org_Name", [one.name for one in known]),
        "org_ShippingCity": pl.Series("org_ShippingCity", [one.city for one in known]),
        "org_ShippingCountry": pl.Series("org_ShippingCountry", [one.country for one in known]),
        "org_ShippingState": pl.Series("org_ShippingState", [None] * len(known), dtype=pl.String),
        "org_ShippingStreet": numbered(
            "org_ShippingStreet", [streets[one.language] for one in known], every + 1
        ),
        "org_ShippingPostalCode": pl.Series("org_ShippingPostalCode", ["00000"] * len(known)),
        **ocean("org_Shipping", len(known), chance),
        "org_Phone": phones("org_Phone", every, chance, every >= 0, which=0),
        "org_Type": pl.Series("org_Type", [one.type for one in known]),
    }
    return {name: column.gather(book.organisation) for name, column in own.items()}


def case_columns(book: Casebook) -> Columns:
    """Draw status, closure, owner and referrals."""
    chance, n = Chance(book.seed, "handling"), len(book)
    known = data("handling")
    status = _status(book, chance)
    closed = np.isin(status, [codes("cas_Status").index(code) for code in ("Closed", "ClosedReferred")])
    referred = status == codes("cas_Status").index("ClosedReferred")
    away = chance.happens(weights(known["referral"]["outgoing"], codes("cas_Status"))[status], n)
    reason = note("cas_ReasonForCaseClosure", notes("closure"), book.french, chance, closed)
    moved = note("cas_ReasonForCaseClosure", notes("referred"), book.french, chance)
    return {
        "cas_Status": one_of("cas_Status", status),
        "cas_ReasonForCaseClosure": reason.zip_with(pl.Series(~referred), moved),
        "cas_CaseOwner": _caseworker("cas_CaseOwner", book.french, chance.whole(1, 12, n)),
        **_referrals(book, chance, away),
        "cas_Reference": pl.Series(
            "cas_Reference",
            [
                f"FICTION-{year}-{number:06d}"
                for number, year in enumerate(ages.years(book.registered).tolist(), 1)
            ],
        ),
        "cas_RegistrationDate": days("cas_RegistrationDate", book.registered),
    }


def consent_columns(book: Casebook) -> Columns:
    """Draw the seven duties, the box that follows from them where all are known, and withdrawal."""
    chance, n = Chance(book.seed, "consent"), len(book)
    shares: Mapping[str, float] = data("handling")["consent"]
    asked = chance.happens(shares["duties_recorded"], n)
    duties = []
    for duty in range(len(DUTIES)):
        yes = chance.happens(shares["duty_yes"] if duty else shares["interview_yes"], n)
        duties.append(np.where(asked & ~chance.happens(shares["duty_unrecorded"], n), ~yes, -1))
    answers: Numbers = np.array(duties)  # 0 yes, 1 no, -1 unrecorded
    all_known, some_no = (answers >= 0).all(axis=0), (answers == 1).any(axis=0)
    drawn = chance.shares(n)
    box = np.where(all_known, ~some_no, (drawn < shares["box_yes"]) & ~some_no)
    ticked = all_known | some_no | (drawn < shares["box_yes"] + shares["box_no"])
    withdrawn = ages.days_after(book.registered, chance.whole(1, int(shares["withdrawn_days"]), n))
    takes_back = box & ticked & chance.happens(shares["withdrawn"], n) & (withdrawn <= until())
    return {
        BOX: boxes(BOX, box, ticked),
        **{duty: one_of(duty, answers[place]) for place, duty in enumerate(DUTIES)},
        WITHDRAWN: days(WITHDRAWN, withdrawn, takes_back),
    }


def _status(book: Casebook, chance: Chance) -> Numbers:
    brackets = data("handling")["status"]
    old = (until() - book.registered).astype(np.int64)
    bracket = np.searchsorted([one["from"] for one in brackets], old, side="right") - 1
    return chance.one_each(
        np.array([weights(one["weights"], codes("cas_Status")) for one in brackets]), bracket
    )


def _referrals(book: Casebook, chance: Chance, away: Flags) -> Columns:
    """Draw who referred the person here, and where they were referred on: never to itself."""
    known, n = data("handling")["referral"], len(book)
    here = chance.happens(known["incoming"], n)
    came = np.minimum(ages.days_after(book.registered, chance.whole(0, known["incoming_days"], n)), until())
    left = np.minimum(ages.days_after(came, chance.whole(1, known["outgoing_days"], n)), until())
    reasons = weights(known["reasons"], codes("cas_ReasonForIncomingReferral"))
    columns: Columns = {}
    for present, day, names in (
        (
            here,
            came,
            ("ReferringOrganisation", "IncomingReferralDate", "ReferringPrimaryCaseWorker", "Incoming"),
        ),
        (
            away,
            left,
            ("ReferredOrganisation", "OutgoingReferralDate", "ReferredPrimaryCaseWorker", "Outgoing"),
        ),
    ):
        organisation, date, worker, way = names
        why, details = f"cas_ReasonFor{way}Referral", f"cas_{way}ReferralDetails"
        other = (book.organisation + chance.whole(1, len(organisations()) - 1, n)) % len(organisations())
        columns |= {
            f"cas_{organisation}": blanked(
                texts(f"cas_{organisation}", [one.name for one in organisations()], other), present
            ),
            f"cas_{date}": days(f"cas_{date}", day, present),
            f"cas_{worker}": _caseworker(f"cas_{worker}", book.french, chance.whole(1, 12, n), present),
            why: blanked(one_of(why, chance.one(reasons, n)), present),
            details: note(details, notes(way.lower()), book.french, chance, present),
        }
    return columns


def _caseworker(field: str, french: Flags, number: Numbers, present: Flags | None = None) -> pl.Series:
    words = data("organisations")["caseworker"]
    return numbered(field, [words["fr"] if one else words["en"] for one in french.tolist()], number, present)
