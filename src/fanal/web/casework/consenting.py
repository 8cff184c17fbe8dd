"""What is accepted as a basis, and what may leave on it: rules over plain facts, without a database.

Help depends on none of this: a refusal or a withdrawal is always accepted, and stops only what leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanal.web.access.policy import Decision
from fanal.web.casework import lists
from fanal.web.casework.models import Basis

Answer, Decider, Ground = Basis.Answer, Basis.Decider, Basis.Ground
HERS = (Decider.PERSON, Decider.GUARDIAN)
"""Whose no is a refusal; an organisation that ends its own mandate refuses nothing."""
AGREES, DISAGREES = "given", "refused"
"""Codes of the list ``assent``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was said or decided for one purpose.

    Attributes
    ----------
    suspect
        Whether the guardian who decided is suspected today, or accused in a case of the child.
    guardian
        Whether a guardian is named at all.
    informed
        False where one of the seven duties is known not to be met.
    """

    ground: str
    answer: str
    decided_by: str
    assent: str = ""
    guardian: bool = False
    suspect: bool = False
    informed: bool = True


def leaving(events: Sequence[Said], *, purpose: str, child: bool) -> Decision:
    """Decide whether anything of a person may leave for a purpose, and why.

    Parameters
    ----------
    events
        All that was said for this purpose, the oldest first: the last holds.
    purpose
        A code of the list ``purposes``.
    child
        Whether the person is treated as a child today.
    """
    if not events:
        return Decision(False, "web.casework.leave-nothing-recorded")
    last = events[-1]
    if last.answer == Answer.WITHDRAWN:
        return Decision(False, "web.casework.leave-withdrawn")
    if last.answer == Answer.REFUSED:
        return Decision(False, "web.casework.leave-refused")
    if last.ground == Ground.CONSENT:
        return _by_consent(last, child)
    if not carries(last.ground, purpose):
        return Decision(False, "web.casework.leave-ground-not-for-this")
    if said_no(events) and not over_refusal(last.ground):
        return Decision(False, "web.casework.leave-after-refusal")
    return Decision(True, "web.casework.leave-by-ground")


def _by_consent(last: Said, child: bool) -> Decision:
    if child and (last.decided_by != Decider.GUARDIAN or not last.guardian):
        return Decision(False, "web.casework.leave-child-alone")
    if child and last.suspect:
        return Decision(False, "web.casework.leave-guardian-cannot")
    if child and last.assent == DISAGREES:
        return Decision(False, "web.casework.leave-child-disagrees")
    if not child and last.decided_by == Decider.GUARDIAN:
        return Decision(False, "web.casework.leave-ask-now-adult")
    if last.decided_by not in HERS:
        return Decision(False, "web.casework.leave-consent-not-hers")
    if not last.informed:
        return Decision(False, "web.casework.leave-not-informed")
    return Decision(True, "web.casework.leave-by-consent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What somebody is about to record.

    Attributes
    ----------
    guardian, able
        Whether a guardian is named, and whether that guardian may decide today.
    """

    purpose: str
    ground: str
    answer: str
    decided_by: str
    decider: str = ""
    note: str = ""
    assent: str = ""
    guardian: bool = False
    able: bool = False


def objections(proposed: Proposed, *, child: bool, events: Sequence[Said]) -> dict[str, str]:
    """Say what stands against recording it: a text by the field that mends it. Nothing: it is accepted.

    A no of the person needs nothing at all. Whoever is suspected can say neither yes nor no for a child.
    """
    if proposed.answer != Answer.GIVEN or proposed.ground == Ground.CONSENT:
        return _of_the_person(proposed, child)
    found = {
        "decided_by": (proposed.decided_by in HERS, "web.casework.basis-ground-decided-by-others"),
        "decider": (not proposed.decider.strip(), "web.casework.basis-name-who-decided"),
        "note": (not proposed.note.strip(), "web.casework.basis-say-why"),
        "ground": _of_ground(proposed, events),
    }
    return {name: key for name, (wrong, key) in found.items() if wrong}


def _of_ground(proposed: Proposed, events: Sequence[Said]) -> tuple[bool, str]:
    if not carries(proposed.ground, proposed.purpose):
        return True, "web.casework.leave-ground-not-for-this"
    return said_no(events) and not over_refusal(proposed.ground), "web.casework.leave-after-refusal"


def _of_the_person(proposed: Proposed, child: bool) -> dict[str, str]:
    yes = proposed.answer == Answer.GIVEN
    if proposed.decided_by not in HERS:
        return {"decided_by": "web.casework.basis-consent-is-hers"}
    if proposed.decided_by == Decider.GUARDIAN:
        return _of_guardian(proposed, child, yes)
    return {"decided_by": "web.casework.basis-child-needs-guardian"} if child and yes else {}


def _of_guardian(proposed: Proposed, child: bool, yes: bool) -> dict[str, str]:
    if not child:
        return {"decided_by": "web.casework.basis-adult-decides"}
    if not proposed.guardian:
        return {"guardian": "web.casework.basis-choose-guardian"}
    if not proposed.able:
        return {"guardian": "web.casework.basis-guardian-cannot"}
    return {"assent": "web.casework.basis-ask-the-child"} if yes and not proposed.assent else {}


def said_no(events: Sequence[Said]) -> bool:
    """Say whether the person's own last word was no."""
    own = [one for one in events if one.ground == Ground.CONSENT or one.answer != Answer.GIVEN]
    own = [one for one in own if one.decided_by in HERS]
    return bool(own) and own[-1].answer != Answer.GIVEN


def over_refusal(ground: str) -> bool:
    """Say whether a ground may be relied on after the person said no."""
    return bool(lists.item("grounds", ground).more.get("over-refusal"))


def carries(ground: str, purpose: str) -> bool:
    """Say whether a ground can carry a purpose at all."""
    return purpose in lists.item("grounds", ground).more.get("only-for", (purpose,))


def informed(duties: Mapping[str, Any]) -> bool:
    """Say whether none of the seven duties is known not to be met; one that nobody asked blocks nothing."""
    return not any(answer is False for answer in duties.values())
