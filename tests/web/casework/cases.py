"""Cases for tests; nobody in them exists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.casework.models import Case, Person, Procedure
from fanal.web.casework.selectors.procedure import NAMES
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.person import person_create
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant


def person_named(first: str, second: str, **told: Any) -> Person:
    """Make a person with a name, and with more fields of the standard that are sealed."""
    return person_create(
        coded={"prs_Gender": "Feminine", "prs_Citizenship": ["NG"]},
        told={"prs_FirstName": first, "prs_SecondName": second, **told},
        birth=Person.Birth.KNOWN if "prs_Birthdate" in told else Person.Birth.UNKNOWN,
    )


def procedures_accepted(organisation: Organisation) -> None:
    """Let an organisation have accepted its procedures: before its first case."""
    with tenant(organisation.pk):
        Procedure.objects.bulk_create(
            Procedure(name=name, language="en", text="Ours.", accepted_at=timezone.now()) for name in NAMES
        )


def case_of_amina(by: Actor) -> Case:
    """Open the case of somebody who does not exist."""
    today = date.today()
    person = person_named(
        "Amina", "Farouk", prs_Birthdate=f"{today.year - 24}-01-01", prs_MobilePhone="+39 320 123 4567"
    )
    return case_open(person=person, by=by)
