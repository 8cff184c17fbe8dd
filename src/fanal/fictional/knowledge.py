"""What goes together in the field, read from the TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from fanal.fictional.chance import Numbers, Pool, Shares
from fanal.standard.vocabulary import htcds


@cache
def data(name: str) -> Mapping[str, Any]:
    """Read one of the files, ``profiles``, ``routes`` and so on."""
    source = files("fanal.fictional").joinpath("data", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def codes(field: str) -> tuple[str, ...]:
    """Give the codes that new data may use for a field, in the order of its list."""
    vocabulary = htcds()
    return tuple(code.code for code in vocabulary.code_list(vocabulary[field]).offered())


def weights(raw: Mapping[str, float], names: Sequence[str]) -> Shares:
    """Lay weights out in the order of some names, zero for what is not named.

    Raises
    ------
    KeyError
        If something is weighed that is not among the names: a defect of the data.
    """
    unknown = set(raw) - set(names)
    if unknown:
        raise KeyError(f"weights of {sorted(unknown)}, which are no codes")
    return np.array([float(raw.get(name, 0.0)) for name in names])


def profiles() -> Sequence[Mapping[str, Any]]:
    """Give the ways in which trafficking happens, as their file has them."""
    found: Sequence[Mapping[str, Any]] = data("profiles")["profile"]
    return found


@cache
def by_profile(key: str, field: str) -> Shares:
    """Give one set of weights of each profile: profiles by codes of a field."""
    return np.array([weights(profile.get(key, {}), codes(field)) for profile in profiles()])


@cache
def control_shares() -> tuple[Shares, Shares]:
    """Give means of control: profiles by bundles, and bundles by means."""
    bundles = data("profiles")["control"]
    occurs = np.array([weights(profile["control"], list(bundles)) for profile in profiles()])
    means = np.array([weights(bundle, codes("vic_MethodsOfControl")) for bundle in bundles.values()])
    return occurs, means


@dataclass(frozen=True)
class Routes:
    """The routes.

    Attributes
    ----------
    weights
        Profiles by routes.
    stops
        Routes by stops, places in `countries`; -1 after the last.
    length
        The number of stops of each.
    countries
        ISO 3166-1 alpha-2 codes.
    """

    weights: Shares
    stops: Numbers
    length: Numbers
    countries: tuple[str, ...]

    @property
    def origin(self) -> Numbers:
        """The country each starts in."""
        return self.stops[:, 0]

    @property
    def destination(self) -> Numbers:
        """The country each ends in."""
        return self.stops[np.arange(len(self.length)), self.length - 1]


@cache
def routes() -> Routes:
    """Read the routes."""
    raw = data("routes")
    countries = tuple(data("countries")["country"])
    names = [profile["name"] for profile in profiles()]
    length = np.array([len(route["way"]) for route in raw["route"]], dtype=np.int64)
    stops = np.full((len(length), length.max()), -1, dtype=np.int64)
    shares = np.zeros((len(names), len(length)))
    for place, route in enumerate(raw["route"]):
        stops[place, : length[place]] = [countries.index(country) for country in route["way"]]
        for group, weight in route["serves"].items():
            for name in raw["groups"][group]:
                shares[names.index(name), place] = weight
    return Routes(shares, stops, length, countries)


@cache
def cities() -> Pool:
    """Give the cities of each country."""
    return Pool.of([country["cities"] for country in data("countries")["country"].values()])


@cache
def notes(*path: str) -> Pool:
    """Give the notes of one kind: those in English, then those in French."""
    kind: Any = data("notes")
    for step in path:
        kind = kind[step]
    return Pool.of([kind["en"], kind["fr"]])


@dataclass(frozen=True)
class Organisation:
    """A fictional organisation and its habits of recording, as ``organisations.toml`` explains them."""

    name: str
    country: str
    city: str
    type: str
    weight: float
    takes: tuple[str, ...]
    language: str
    phones: tuple[str, ...]
    native: float
    care: float
    never: tuple[str, ...]


@cache
def organisations() -> tuple[Organisation, ...]:
    """Read the organisations."""
    return tuple(
        Organisation(**(raw | {key: tuple(raw[key]) for key in ("takes", "phones", "never")}))
        for raw in data("organisations")["organisation"]
    )


@cache
def takes() -> Shares:
    """Give how likely a case of each route comes to each organisation: routes by organisations."""
    known = routes()
    table = np.zeros((len(known.length), len(organisations())))
    for route, (origin, destination) in enumerate(zip(known.origin, known.destination, strict=True)):
        for place, organisation in enumerate(organisations()):
            if not organisation.takes:
                table[route, place] = organisation.weight
            elif known.countries[destination] in organisation.takes:
                table[route, place] = 4 * organisation.weight  # most are found where they were exploited
            elif known.countries[origin] in organisation.takes:
                table[route, place] = 2 * organisation.weight
    return table
