"""The one question that is asked everywhere, whether somebody may do something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fanal.web.access.actor import Actor
from fanal.web.access.decisions import Decision, by_role

if TYPE_CHECKING:
    from fanal.web.access.levels import AccessControlled

__all__ = ["Decision", "may"]


def may(actor: Actor, action: str, subject: AccessControlled | None = None) -> Decision:
    """Decide whether somebody may do something.

    Parameters
    ----------
    actor
        Who.
    action
        Its name in `data/roles.toml`.
    subject
        On what, where that has an access level.

    Returns
    -------
    Decision
        With its reason; true where it is allowed.
    """
    if subject is None:
        return by_role(actor, action)
    from fanal.web.access.levels import decide

    return decide(actor, action, subject)
