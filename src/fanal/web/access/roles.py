"""Roles and what each may do, read once from `data/roles.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fanal.presentation import LANGUAGES, Language

ORGANISATION, HOST = "organisation", "host"
HOST_ADMINISTRATOR = "host-administrator"
"""The one role that is a flag of the user, not of a membership."""

_ACTION = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
_ROLE = re.compile(r"[a-z]+(-[a-z]+)*")
_FACTORS = ("required", "optional")


class RolesWrong(RuntimeError):
    """The file of roles contradicts itself: a defect of the installation, told all at once."""


@dataclass(frozen=True)
class Action:
    """Something that a role may do; `reads`: it only looks; `steps_up`: the second factor is asked again."""

    name: str
    title: Mapping[Language, str]
    reads: bool
    steps_up: bool = False

    def in_(self, language: Language) -> str:
        """Give its title in one language."""
        return self.title[language]


@dataclass(frozen=True)
class Role:
    """As what somebody works here."""

    name: str
    title: Mapping[Language, str]
    of: str
    second_factor_required: bool
    may: frozenset[str]

    def in_(self, language: Language) -> str:
        """Give its title in one language."""
        return self.title[language]


@dataclass(frozen=True)
class Roles:
    """All roles and all actions, in the order of the file."""

    roles: Mapping[str, Role]
    actions: Mapping[str, Action]

    def of_organisations(self) -> list[Role]:
        """List the roles that a membership can have."""
        return [role for role in self.roles.values() if role.of == ORGANISATION]

    def with_action(self, action: str) -> list[Role]:
        """List the roles that may do something."""
        return [role for role in self.roles.values() if action in role.may]


@cache
def roles() -> Roles:
    """Give the roles of the installation."""
    source = files("fanal.web.access").joinpath("data", "roles.toml")
    return read_roles(source.read_text(encoding="utf-8"))


def read_roles(source: str) -> Roles:
    """Read roles and actions from the text of a file.

    Raises
    ------
    RolesWrong
        With a line for everything that is wrong.
    """
    read = tomllib.loads(source)
    wrong = list(_wrong(read))
    if wrong:
        raise RolesWrong("roles.toml:\n" + "\n".join(wrong))
    return Roles(
        {
            name: Role(
                name, _title(one), one["of"], one["second-factor"] == "required", frozenset(one["may"])
            )
            for name, one in read["roles"].items()
        },
        {name: _action(name, one) for name, one in read["actions"].items()},
    )


def _action(name: str, one: Mapping[str, Any]) -> Action:
    return Action(name, _title(one), one.get("reads", False), one.get("steps-up", False))


def _title(one: Mapping[str, str]) -> dict[Language, str]:
    return {language: one[language] for language in LANGUAGES}


def _wrong(read: Mapping[str, Any]) -> Iterator[str]:
    actions, found = read.get("actions", {}), read.get("roles", {})
    for name in ("actions", "roles"):
        if not read.get(name):
            yield f"there is no table [{name}]"
    for name, one in actions.items():
        yield from _wrong_action(name, one)
        owners = {role.get("of") for role in found.values() if name in role.get("may", ())}
        if not owners:
            yield f"action {name}: no role may do it; add it to the `may` of a role, or take it out"
        if len(owners) > 1:
            yield f"action {name}: both organisations and the host have it; make two actions of it"
    for name, one in found.items():
        yield from _wrong_role(name, one, actions)


def _wrong_action(name: str, one: Mapping[str, Any]) -> Iterator[str]:
    if not _ACTION.fullmatch(name):
        yield f"action {name}: its name is not of the form room.verb-noun"
    yield from _wrong_titles(f"action {name}", one)
    if unknown := sorted(set(one) - {*LANGUAGES, "reads", "steps-up"}):
        yield f"action {name}: {', '.join(unknown)} is not known; it may say en, fr, reads, steps-up"


def _wrong_role(name: str, one: Mapping[str, Any], actions: Mapping[str, Any]) -> Iterator[str]:
    if not _ROLE.fullmatch(name):
        yield f"role {name}: its name is not of small letters and hyphens"
    yield from _wrong_titles(f"role {name}", one)
    if one.get("of") not in (ORGANISATION, HOST):
        yield f"role {name}: `of` is {one.get('of')!r}, and must be organisation or host"
    if one.get("second-factor") not in _FACTORS:
        yield f"role {name}: `second-factor` is {one.get('second-factor')!r}, not required or optional"
    if undeclared := sorted(set(one.get("may", ())) - set(actions)):
        yield f"role {name}: {', '.join(undeclared)} is not declared under [actions]"
    if unknown := sorted(set(one) - {*LANGUAGES, "of", "second-factor", "may"}):
        yield f"role {name}: {', '.join(unknown)} is not known; it may say en, fr, of, second-factor, may"


def _wrong_titles(what: str, one: Mapping[str, Any]) -> Iterator[str]:
    for language in LANGUAGES:
        if not one.get(language):
            yield f"{what}: there is no title in {language}"
