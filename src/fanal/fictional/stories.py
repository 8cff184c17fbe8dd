"""Stories: what happened to each fictional person, before anybody wrote it down."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from fanal.fictional import ages
from fanal.fictional.chance import Chance, Days, Flags, Numbers, Shares
from fanal.fictional.knowledge import by_profile, codes, control_shares, data, profiles, routes, weights
from fanal.fictional.names import names


@dataclass(frozen=True)
class Stories:
    """One row per person in every array; choices are places in their code list, -1 for none.

    Attributes
    ----------
    profile, route
        The way it happened, and where.
    victim
        False for the few who turned out not to be victims: nothing of trafficking is theirs.
    gender, woman
        The code; whether the name is a woman's.
    given, family
        Places in `names`.
    birth, recruited, exploited, registered
        Days, in this order in time; `registered` is when the first organisation met the person.
    forms, industry, sexual, control, recruitment
        Exploitation and how it came about.
    recruited_on, exploited_on
        Websites and apps.
    relationship, education, marital, children
        About the person; the last three as of the first registration.
    second_citizenship
        A place in the countries of `routes`, or -1.
    """

    profile: Numbers
    route: Numbers
    victim: Flags
    gender: Numbers
    woman: Flags
    given: Numbers
    family: Numbers
    birth: Days
    recruited: Days
    exploited: Days
    registered: Days
    forms: Flags
    industry: Numbers
    sexual: Flags
    control: Flags
    recruitment: Flags
    recruited_on: Flags
    exploited_on: Flags
    relationship: Numbers
    education: Numbers
    marital: Numbers
    children: Numbers
    second_citizenship: Numbers

    def take(self, people: Numbers) -> Stories:
        """Give the stories of some people, in that order; one may come twice."""
        return Stories(**{field.name: getattr(self, field.name)[people] for field in fields(self)})


def tell(people: int, seed: int) -> Stories:
    """Draw the stories of some people."""
    chance = Chance(seed, "stories")
    profile = chance.one([one["weight"] for one in profiles()], people)
    route = chance.one_each(routes().weights, profile)
    gender = chance.one_each(by_profile("gender", "prs_Gender"), profile)
    woman = _woman(chance, gender)
    culture = names().culture[routes().origin[route]]
    registered, recruited, exploited = _days(chance, profile, routes().length[route])
    birth = _birth(chance, profile, recruited)
    victim = _victim(chance, people)
    age = ages.full_years(birth, recruited)
    forms, industry, sexual = _exploitation(chance, profile, victim, age)
    online, recruited_on = _online(chance, profile, recruited, victim)
    education, marital, children = _household(chance, profile, ages.full_years(birth, registered))
    return Stories(
        profile=profile,
        route=route,
        victim=victim,
        gender=gender,
        woman=woman,
        given=names().given.draw(chance, 2 * culture + ~woman),
        family=names().family.draw(chance, culture),
        birth=birth,
        recruited=recruited,
        exploited=exploited,
        registered=registered,
        forms=forms,
        industry=industry,
        sexual=sexual,
        control=_control(chance, profile, victim),
        recruitment=_recruitment(chance, profile, victim, online),
        recruited_on=recruited_on,
        exploited_on=_exploited_on(chance, sexual, exploited),
        relationship=np.where(
            victim,
            chance.one_each(by_profile("relationship", "vic_RelationshipToTrafficker"), profile),
            -1,
        ),
        education=education,
        marital=marital,
        children=children,
        second_citizenship=_second_citizenship(chance, routes().origin[route]),
    )


def place(field: str, code: str) -> int:
    """Give the place of a code in its list."""
    return codes(field).index(code)


def _woman(chance: Chance, gender: Numbers) -> Flags:
    bears = np.full(len(codes("prs_Gender")), 0.5)
    for code in codes("prs_Gender"):
        if code.endswith("Feminine"):
            bears[place("prs_Gender", code)] = 1
        if code.endswith("Masculine"):
            bears[place("prs_Gender", code)] = 0
    return chance.happens(bears[gender], len(gender))


def _days(chance: Chance, profile: Numbers, stops: Numbers) -> tuple[Days, Days, Days]:
    """Draw when the person was registered, recruited, and first exploited."""
    n = len(profile)
    numbers = data("profiles")["years"]
    first_recent = 2021  # fraud compounds were not known before
    by_year = np.array(
        [
            [
                0 if one.get("recent") and int(year) < first_recent else number
                for year, number in numbers.items()
            ]
            for one in profiles()
        ],
        dtype=float,
    )
    year = np.array([np.datetime64(year, "Y") for year in numbers])[chance.one_each(by_year, profile)]
    registered = ages.days_after(year.astype("M8[D]"), (chance.shares(n) * 365).astype(np.int64))
    median, spread = np.array([one["months"] for one in profiles()])[profile].T
    lasted = 30.4 * median * np.exp(spread * chance.generator.standard_normal(n))
    lasted = np.clip(lasted, 20, 12 * 365).astype(np.int64)
    recruited = ages.days_after(registered, -lasted)
    travel = (chance.shares(n) * 25 * (stops - 1)).astype(np.int64)
    exploited = ages.days_after(recruited, np.minimum(travel, lasted - 1))
    return registered, recruited, exploited


def _birth(chance: Chance, profile: Numbers, recruited: Days) -> Days:
    """Draw the day of birth so that the age when trafficked is one of the profile's."""
    n = len(profile)
    most = max(len(one["ages"]) for one in profiles())
    bounds = np.zeros((len(profiles()), most, 3))
    for row, one in enumerate(profiles()):
        bounds[row, : len(one["ages"])] = one["ages"]
    span = bounds[profile, chance.one_each(bounds[:, :, 2], profile)].astype(np.int64)
    age = chance.whole(span[:, 0], span[:, 1], n)
    birth = ages.days_after(ages.years_before(recruited, age), -chance.whole(0, 360, n))
    new_year = ages.first_of_year(birth)
    heaped = chance.happens(data("people")["shares"]["birth_on_1_january"], n)
    heaped &= ages.full_years(new_year, recruited) == age
    return np.where(heaped, new_year, birth)


def _victim(chance: Chance, n: int) -> Flags:
    status = data("handling")["trafficking_status"]
    return ~chance.happens(status["NotAVictimOfTrafficking"] / sum(status.values()), n)


def _exploitation(
    chance: Chance, profile: Numbers, victim: Flags, age: Numbers
) -> tuple[Flags, Numbers, Flags]:
    """Draw the forms of exploitation, the industry and the forms of sexual exploitation."""
    field = "vic_TypeOfExploitation"
    shares = by_profile("exploitation", field)
    forms = chance.flags(shares[profile])
    none = ~forms.any(axis=1)
    forms[none, shares.argmax(axis=1)[profile[none]]] = True  # the likeliest, where none was drawn
    forms[:, place(field, "ChildLabour")] &= age < 18
    forms &= victim[:, None]
    industry = chance.one_each(by_profile("industry", "vic_ForcedLabourIndustry"), profile)
    sex_shares = by_profile("sexual", "vic_TypeOfSexExploitation")
    sexual = chance.flags(sex_shares[profile])
    none = ~sexual.any(axis=1) & (sex_shares.sum(axis=1) > 0)[profile]
    sexual[none, sex_shares.argmax(axis=1)[profile[none]]] = True
    sexual &= forms[:, [place(field, "SexualExploitation")]]
    return forms, np.where(forms[:, place(field, "ForcedLabour")], industry, -1), sexual


def _control(chance: Chance, profile: Numbers, victim: Flags) -> Flags:
    """Draw the bundles of means that occur, then the means that each brings."""
    occurs, means = control_shares()
    bundles = chance.flags(occurs[profile])
    # A means is absent where every bundle that occurs fails to bring it.
    absent = np.ones((len(profile), means.shape[1]))
    for bundle, brings in enumerate(means):
        absent *= 1 - bundles[:, [bundle]] * brings
    return chance.flags(1 - absent) & victim[:, None]


def _online(chance: Chance, profile: Numbers, recruited: Days, victim: Flags) -> tuple[Flags, Flags]:
    """Draw whether the person was recruited online, and where."""
    known = data("profiles")
    points = {int(year): factor for year, factor in known["online_by_year"].items()}
    factor = np.interp(ages.years(recruited), list(points), list(points.values()))
    base = np.array([one["online"] for one in profiles()])[profile]
    online = chance.happens(np.minimum(base * factor, 0.9), len(profile)) & victim
    return online, _websites(chance, recruited) & online[:, None]


def _websites(chance: Chance, day: Days) -> Flags:
    """Draw websites and apps among those that existed."""
    known = data("profiles")["websites"]
    listed = codes("vic_RecruitmentWebsitesAndApps")
    shares = weights({name: one["share"] for name, one in known.items()}, listed)
    since = weights({name: one["from"] for name, one in known.items()}, listed)
    return chance.flags(shares * (ages.years(day)[:, None] >= since))


def _exploited_on(chance: Chance, sexual: Flags, day: Days) -> Flags:
    """Draw where the person was exploited online: mostly where sexual exploitation is remote."""
    field = "vic_TypeOfSexExploitation"
    remote = sexual[:, place(field, "RemoteInteractiveServices")] | sexual[:, place(field, "Pornography")]
    online = chance.happens(np.where(remote, 0.7, 0.12), len(remote)) & sexual.any(axis=1)
    return _websites(chance, day) & online[:, None]


def _recruitment(chance: Chance, profile: Numbers, victim: Flags, online: Flags) -> Flags:
    field = "vic_MethodOfRecruitment"
    ways = chance.flags(by_profile("recruitment", field)[profile]) & victim[:, None]
    network = chance.happens(0.7, len(profile))
    ways[:, place(field, "ThroughOnlineSocialNetworks")] = online & network
    ways[:, place(field, "ThroughAnOnlineAdvertisement")] = online & ~network
    return ways


def _household(chance: Chance, profile: Numbers, age: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Draw education, marital status and number of children, as the age allows."""
    people = data("people")
    rows = ("little", "some", "much")
    schooling = np.array([rows.index(one["schooling"]) for one in profiles()])[profile]
    levels = [people["education"][code] for code in codes("prs_HighestLevelOfEducation")]
    years_old = np.arange(120)
    reached = np.array([level["from"] for level in levels]) <= years_old[:, None]
    by_row: Shares = np.concatenate([reached * np.array([level[row] for level in levels]) for row in rows])
    education = chance.one_each(by_row, schooling * len(years_old) + age)
    brackets = people["marital"]
    bracket = np.searchsorted([one["from"] for one in brackets], age, side="right") - 1
    by_bracket = np.array([weights(one["weights"], codes("prs_MaritalStatus")) for one in brackets])
    marital = chance.one_each(by_bracket, bracket)
    children = chance.generator.poisson(np.array([one["children"] for one in brackets])[bracket])
    return education, marital, children.astype(np.int64)


def _second_citizenship(chance: Chance, origin: Numbers) -> Numbers:
    n = len(origin)
    other = chance.whole(0, len(routes().countries) - 1, n)
    has = chance.happens(data("people")["shares"]["second_citizenship"], n) & (other != origin)
    return np.where(has, other, -1)
