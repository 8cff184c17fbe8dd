"""The columns about the person: names, ages, contacts that can be nobody's."""

from __future__ import annotations

import numpy as np
import polars as pl

from fanal.fictional.casebook import Casebook
from fanal.fictional.chance import Chance, Flags, Numbers
from fanal.fictional.columns import (
    Columns,
    blanked,
    boxes,
    days,
    note,
    numbered,
    numbers,
    one_of,
    several,
    texts,
)
from fanal.fictional.knowledge import cities, codes, data, notes, organisations, routes
from fanal.fictional.names import names


def person_columns(book: Casebook) -> Columns:
    """Draw every column of the table of persons, but for names and what is left blank."""
    told = book.stories
    chance = Chance(book.seed, "persons")
    shares = data("people")["shares"]
    n = len(book)
    adult_gender = np.isin(
        told.gender, [codes("prs_Gender").index(code) for code in ("Feminine", "Masculine")]
    )
    return {
        "prs_Salutation": _salutation(book, adult_gender),
        "prs_Birthdate": days("prs_Birthdate", told.birth),
        "prs_AgeBand": age_band("prs_AgeBand", book.age),
        "prs_Gender": one_of("prs_Gender", told.gender),
        "prs_Deceased": boxes("prs_Deceased", chance.happens(shares["deceased"], n)),
        "prs_MaritalStatus": one_of("prs_MaritalStatus", told.marital),
        "prs_NumberOfChildren": numbers("prs_NumberOfChildren", told.children),
        **_origin(book, chance, shares["second_language"]),
        "prs_HighestLevelOfEducation": one_of("prs_HighestLevelOfEducation", told.education),
        "prs_Title": note(
            "prs_Title", notes("title"), book.french, chance, (book.age >= 12) & chance.happens(0.12, n)
        ),
        **_contacts(book, chance),
    }


def age_band(field: str, age: Numbers) -> pl.Series:
    """Give the band of each age, as CTDC publishes them."""
    people = data("people")
    last = [band[1] for band in people["bands"]]
    return texts(field, people["band_names"], np.searchsorted(last, age))


def phones(field: str, organisation: Numbers, chance: Chance, present: Flags, *, which: int) -> pl.Series:
    """Draw telephone numbers of the ranges reserved for fiction.

    Parameters
    ----------
    field
        The name of the column.
    organisation
        Whose ranges are used, case by case.
    chance
        What draws.
    present
        Where there is a number at all.
    which
        0 for the first of the organisation's ranges (fixed lines), -1 for its last (mobile).
    """
    ranges = data("organisations")["phones"]
    names_of = list(ranges)
    used = np.array([names_of.index(one.phones[which]) for one in organisations()])[organisation]
    low = np.array([one["from"] for one in ranges.values()])[used]
    high = np.array([one["to"] for one in ranges.values()])[used]
    number = chance.whole(low, high, len(used)).tolist()
    prefix = [one["prefix"] for one in ranges.values()]
    digits = [one["digits"] for one in ranges.values()]
    written = [
        f"{prefix[place]}{drawn:0{digits[place]}d}"
        for place, drawn in zip(used.tolist(), number, strict=True)
    ]
    return blanked(pl.Series(field, written, dtype=pl.String), present)


def ocean(prefix: str, n: int, chance: Chance, present: Flags | None = None) -> Columns:
    """Draw coordinates in the open ocean, to three decimals (degrees): no shelter can be there."""
    bounds = data("organisations")["ocean"]
    drawn: Columns = {}
    for name, key in ((f"{prefix}Longitude", "longitude"), (f"{prefix}Latitude", "latitude")):
        low, high = bounds[key]
        drawn[name] = blanked(pl.Series(name, np.round(low + (high - low) * chance.shares(n), 3)), present)
    return drawn


def _salutation(book: Casebook, known: Flags) -> pl.Series:
    words = data("people")["salutation"]
    written = (*words["en"], *words["fr"])
    place = 2 * book.french + ~book.stories.woman
    return texts("prs_Salutation", written, np.where(known & (book.age >= 18), place, -1))


def _origin(book: Casebook, chance: Chance, second_language: float) -> Columns:
    told, known, n = book.stories, routes(), len(book)
    origin = known.origin[told.route]
    order = sorted(range(len(known.countries)), key=lambda place: known.countries[place])
    flags = np.zeros((n, len(order)), dtype=bool)
    rows = np.arange(n)
    rank = np.argsort(order)
    flags[rows, rank[origin]] = True
    two = told.second_citizenship >= 0
    flags[rows[two], rank[told.second_citizenship[two]]] = True
    spoken = [country["languages"] for country in data("countries")["country"].values()]
    first = [languages[0] for languages in spoken]
    second = [languages[1] if len(languages) > 1 else None for languages in spoken]
    known_second = pl.Series("prs_SecondaryLanguage", second, dtype=pl.String).gather(origin)
    return {
        "prs_Citizenship": several("prs_Citizenship", [known.countries[place] for place in order], flags),
        "prs_PrimaryLanguage": texts("prs_PrimaryLanguage", first, origin),
        "prs_SecondaryLanguage": blanked(known_second, chance.happens(second_language, n)),
    }


def _contacts(book: Casebook, chance: Chance) -> Columns:
    """Draw how to reach the person; only a person's number and e-mail are theirs in both of two cases."""
    n, own = len(book), Chance(book.seed, "belongings")
    shares = data("people")["shares"]
    people = int(book.person.max()) + 1
    has_number = own.happens(shares["identity_number"], people)[book.person]
    has_email = own.happens(shares["email"], people)[book.person] & (book.age >= 13)
    at = np.array(["example.org", "example.com"], dtype=object)[own.whole(0, 1, people)[book.person]]
    who = book.person.tolist()
    home = np.array([routes().countries.index(one.country) for one in organisations()])
    country = home[book.organisation]
    city = cities().draw(chance, country)
    street = data("notes")["street"]
    street_words = [street["fr"] if french else street["en"] for french in book.french.tolist()]
    lives = {
        "prs_MailingCity": texts("prs_MailingCity", cities().values, city),
        "prs_MailingCountry": texts("prs_MailingCountry", routes().countries, country),
        "prs_MailingState": pl.Series("prs_MailingState", [None] * n, dtype=pl.String),
        "prs_MailingStreet": numbered("prs_MailingStreet", street_words, chance.whole(1, 99, n)),
        "prs_MailingPostalCode": pl.Series("prs_MailingPostalCode", ["00000"] * n, dtype=pl.String),
        **ocean("prs_Mailing", n, chance),
    }
    return {
        "prs_IdentityNumber": blanked(
            pl.Series("prs_IdentityNumber", [f"FICTION-{number + 1:06d}" for number in who]), has_number
        ),
        "prs_Email": blanked(
            pl.Series(
                "prs_Email",
                [f"fictional.person{number + 1}@{host}" for number, host in zip(who, at, strict=True)],
            ),
            has_email,
        ),
        "prs_HomePhone": phones(
            "prs_HomePhone", book.organisation, chance, chance.happens(shares["home_phone"], n), which=0
        ),
        "prs_MobilePhone": phones("prs_MobilePhone", book.organisation, chance, book.age >= 12, which=-1),
        **lives,
    }


def middle_names(book: Casebook, chance: Chance) -> pl.Series:
    """Draw a second given name for some, in Latin letters."""
    culture = names().culture[routes().origin[book.stories.route]]
    drawn = names().given.draw(chance, 2 * culture + ~book.stories.woman)
    has = chance.happens(data("people")["shares"]["middle_name"], len(book))
    written = names().write_given(drawn, np.zeros(len(book), dtype=bool))
    return blanked(pl.Series("prs_MiddleName", written, dtype=pl.String), has & (drawn != book.stories.given))
