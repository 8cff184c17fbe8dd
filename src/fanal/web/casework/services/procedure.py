"""What is written of procedures: an organisation words them, and accepts them as its own."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Procedure
from fanal.web.casework.selectors import procedure as selectors
from fanal.web.organisations.selectors import member


@transaction.atomic
def procedure_write(*, name: str, language: str, text: str, seen: int, by: Actor) -> Procedure:
    """Keep a wording that is not accepted yet.

    Parameters
    ----------
    name, language
        Of which procedure, in which language.
    text
        Markdown.
    seen
        The version of the wording that was shown; 0 where there was none.
    """
    insist(by, "procedures.accept")
    row = selectors.wording(name, language)
    if row is None:
        row = editing.create(Procedure, name=name, language=language, text=text)
    else:
        row = editing.change(row, seen=seen, text=text)
    record("procedures.worded", subject=("casework.procedure", row.pk), details={"name": name})
    return row


@transaction.atomic
def procedure_accept(*, name: str, language: str, seen: int, by: Actor) -> Procedure:
    """Accept the wording that is there, or what Fanal proposes, as the organisation's own.

    Parameters
    ----------
    name, language
        Of which procedure, in which language.
    seen
        The version of the wording that was read; 0 for what Fanal proposes.
    """
    insist(by, "procedures.accept")
    row = selectors.wording(name, language)
    accepted = {"accepted_at": timezone.now(), "accepted_by": member(by.user_id)}
    if row is None:
        text = selectors.template(name, language)
        row = editing.create(Procedure, name=name, language=language, text=text, **accepted)
    else:
        row = editing.change(row, seen=seen, **accepted)
    details = {"name": name, "language": language}
    record("procedures.accepted", subject=("casework.procedure", row.pk), details=details)
    return row
