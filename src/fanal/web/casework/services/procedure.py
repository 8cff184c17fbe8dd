"""What is written of procedures: an organisation words them, and accepts them as its own."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Procedure
from fanal.web.casework.selectors import procedure as selectors
from fanal.web.design.errors import Refused
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.selectors import member
from fanal.web.organisations.tenancy import current_organisation


class ProceduresFirst(Refused):
    """The organisation has no case yet, and has not accepted its own procedures."""


def procedures_insist() -> None:
    """Go on only where the organisation may have cases: the one gate of intake, imports and the API.

    Raises
    ------
    ProceduresFirst
        If its first case would come before its procedures.
    """
    if Case.objects.exists() or not selectors.ready():
        return
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=current_organisation())
    way_on = (reverse("casework.procedure-list", args=[slug]), "web.casework.procedures-read")
    raise ProceduresFirst("web.casework.procedures-first-means", status=409, way_on=way_on)


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
