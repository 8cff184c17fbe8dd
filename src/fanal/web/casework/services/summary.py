"""The one-page summary is made: told to the audit trail, and where somebody gets it, noted as a copy."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework.models import Basis, Case
from fanal.web.casework.selectors.basis import may_leave
from fanal.web.casework.selectors.non_punishment import notice_of
from fanal.web.casework.selectors.summary import parts_of
from fanal.web.casework.services.copy import copy_note
from fanal.web.casework.summary_page import Notes
from fanal.web.casework.vocabulary import Words
from fanal.web.design.errors import Refused
from fanal.web.design.language import current_language, say, say_clock, say_date
from fanal.web.organisations.names import name_of
from fanal.web.organisations.selectors import member


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Why it is made; to whom it is handed, and for which purpose, where it leaves."""

    why: str
    receiver: str = ""
    purpose: str = ""
    non_punishment: bool = False


@transaction.atomic
def summary_make(*, case: Case, asked: Asked, by: Actor) -> bytes:
    """Make the page as PDF.

    Raises
    ------
    Refused
        If it is to be handed to somebody, and nothing of the person may leave for that purpose; or to an
        authority, before the principle of non-punishment was pointed out.
    """
    # Read only when a page is drawn: it brings fonts and pictures along.
    from fanal.web.casework.summary_pdf import as_pdf

    insist(by, "cases.summarise", case)
    if asked.receiver:
        leaves = may_leave(case.person, asked.purpose)
        if not leaves.allowed:
            why = say(leaves.reason, **dict(leaves.values))
            raise Refused("web.casework.summary-may-not-leave", status=403, why=why)
        to_authority = asked.purpose == Basis.Purpose.PROSECUTION
        if to_authority and not asked.non_punishment and notice_of(case.person, case=case, actor=by):
            raise Refused("web.casework.say-non-punishment", status=400)
        copy_note(
            case=case,
            by=by,
            purpose=asked.purpose,
            receiver=asked.receiver,
            what=say("web.casework.summary-copy-what"),
        )
    details = {"why": asked.why, "handed": bool(asked.receiver)}
    record("cases.summary-made", person=case.person_id, subject=("casework.case", case.pk), details=details)
    parts = parts_of(case, Words(), leaves=bool(asked.receiver))
    return as_pdf(parts, _marks(asked, by), _notes(case), current_language())


def _marks(asked: Asked, by: Actor) -> list[str]:
    now, maker = timezone.now(), member(by.user_id)
    at = f"{say_date(timezone.localdate())}, {say_clock(now)}"
    made = say("web.casework.summary-mark", name=name_of(maker) if maker else "", at=at, why=asked.why)
    return [made, *([say("web.casework.summary-mark-to", receiver=asked.receiver)] if asked.receiver else [])]


def _notes(case: Case) -> Notes:
    return Notes(
        title=say("web.casework.case-number", number=case.number),
        confidential=say("web.casework.summary-confidential"),
        nothing=say("web.casework.summary-nothing"),
        signs=say("web.casework.summary-signs"),
        fell_off=say("web.casework.summary-fell-off"),
    )
