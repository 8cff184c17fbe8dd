"""What is written of cases."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.access.services import assignment_add
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Context, Person
from fanal.web.organisations.selectors import member
from fanal.web.organisations.tenancy import current_organisation


@transaction.atomic
def case_open(*, person: Person, by: Actor, role: str = Context.Role.VICTIM, **values: Any) -> Case:
    """Open a case of a person; whoever opens it owns it and is assigned to it.

    Parameters
    ----------
    person
        Whom it is about.
    role
        As what.
    **values
        Attributes of `Case`.
    """
    insist(by, "cases.change")
    owner = values.pop("owner", None) or member(by.user_id)
    opened_on = values.setdefault("opened_on", timezone.localdate())
    case = editing.create(Case, person=person, owner=owner, number=_next_number(opened_on.year), **values)
    assignment_add(subject=case, to=owner)
    editing.create(Context, case=case, person=person, role=role, coded={}, told={})
    record("cases.opened", person=person.pk, subject=("casework.case", case.pk))
    return case


def _next_number(year: int) -> str:
    """Give the next number of a year: ``26-0173``. Two who open cases at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext(%s))", [f"case-number/{current_organisation()}"]
        )
    begins = f"{year % 100:02}-"
    taken = Case.objects.filter(number__startswith=begins).values_list("number", flat=True)
    last = max((int(one[len(begins) :]) for one in taken if one[len(begins) :].isdigit()), default=0)
    return f"{begins}{last + 1:04}"
