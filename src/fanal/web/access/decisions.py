"""A decision with its reason, and what roles alone decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fanal.presentation import Language
from fanal.web.access.actor import Actor
from fanal.web.access.roles import HOST, Role, roles


@dataclass(frozen=True)
class Titles:
    """Titles of roles, as a sentence lists them."""

    of: Sequence[Role]

    def in_(self, language: Language) -> str:
        """List them in one language."""
        return ", ".join(role.in_(language) for role in self.of)


@dataclass(frozen=True)
class Decision:
    """Whether somebody may do something, and why.

    Attributes
    ----------
    reason
        Key of a text.
    values
        What fills that text.
    hidden
        Not even that the subject exists may be told: the answer is 404.
    """

    allowed: bool
    reason: str
    values: Mapping[str, Titles] = field(default_factory=dict)
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


def by_role(actor: Actor, action: str) -> Decision:
    """Decide by roles alone.

    Raises
    ------
    KeyError
        The action is not declared in `data/roles.toml`: a defect, never bad input.
    """
    declared = roles().actions[action].name
    holders = roles().with_action(declared)
    if actor.user_id is None:
        return Decision(False, "web.access.sign-in-first")
    if declared in actor.actions and (actor.organisation_id is not None or holders[0].of == HOST):
        return Decision(True, "web.access.role-allows", {"roles": Titles(_held(actor, holders))})
    if holders[0].of == HOST or actor.organisation_id is None:
        return Decision(False, "web.access.not-here", hidden=True)
    return Decision(False, "web.access.role-missing", {"roles": Titles(holders)})


def _held(actor: Actor, holders: Sequence[Role]) -> list[Role]:
    return [role for role in holders if role.name in actor.roles]
