"""The phases of a release and the ways between them, read from `data/release-phases.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fanal.standard import Words

FILE = "release-phases.toml"


@dataclass(frozen=True, kw_only=True)
class Phase:
    """Where a release stands, in words."""

    name: str
    label: Words
    means: Words


@dataclass(frozen=True, kw_only=True)
class Transition:
    """A way from some phases to another: who may take it, and what must hold first."""

    name: str
    start: tuple[str, ...]
    to: str
    action: str
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Phases:
    """All phases in order, and all transitions, by name."""

    phases: Mapping[str, Phase]
    transitions: Mapping[str, Transition]

    def leaving(self, phase: str) -> tuple[Transition, ...]:
        """Give the ways that lead out of a phase."""
        return tuple(one for one in self.transitions.values() if phase in one.start)


@cache
def phases() -> Phases:
    """Read them, once.

    Raises
    ------
    ValueError
        If a transition names a phase that there is not: a defect of the file.
    """
    raw = tomllib.loads(files(__package__).joinpath("data", FILE).read_text(encoding="utf-8"))
    found = {
        one["name"]: Phase(name=one["name"], label=Words(**one["label"]), means=Words(**one["means"]))
        for one in raw["phase"]
    }
    ways = {
        one["name"]: Transition(
            name=one["name"],
            start=tuple(one["from"]),
            to=one["to"],
            action=one["action"],
            asks=tuple(one["asks"]),
        )
        for one in raw["transition"]
    }
    for way in ways.values():
        if unknown := {*way.start, way.to} - set(found):
            raise ValueError(f"{FILE}: {way.name} names {', '.join(sorted(unknown))}")
    return Phases(found, ways)
