"""What was decided on a child, and who could be a guardian with a record of their own."""

from __future__ import annotations

from fanal.web.casework.models import Case, ChildDecision, Context, Person
from fanal.web.keys.hierarchy import load_persons


def decisions(person: Person) -> list[ChildDecision]:
    """List what was decided on a child, the last first."""
    return list(ChildDecision.objects.filter(person=person).order_by("-decided_on", "-made_at"))


def persons_to_link(case: Case, *, alleged: bool) -> list[Person]:
    """List the others in a case, whom a guardian may be.

    Parameters
    ----------
    alleged
        Whether those alleged to be perpetrators are among them: only for whoever may see who they are.
    """
    found = Context.objects.filter(case=case).exclude(person=case.person_id).select_related("person")
    seen = found if alleged else found.exclude(role=Context.Role.PERPETRATOR)
    persons = {one.person_id: one.person for one in seen.order_by("made_at", "pk")}
    load_persons(persons)
    return list(persons.values())
