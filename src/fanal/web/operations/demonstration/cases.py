"""Persons and cases, as what they are in them, on what basis: the record of each story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fanal.web.access.levels import AccessLevel
from fanal.web.access.models import Assignment, kind_of
from fanal.web.audit_trail.services import record
from fanal.web.casework import ages
from fanal.web.casework.ages import born_at_latest, is_child
from fanal.web.casework.models import Basis, Case, Context, Person, Stage, StatusDecision
from fanal.web.keys.blind_indexes.entries import entries_put
from fanal.web.keys.hierarchy import load_persons
from fanal.web.keys.services import person_keys_create
from fanal.web.operations.demonstration.pen import Pen, Words
from fanal.web.operations.demonstration.stories import Story
from fanal.web.organisations.models import Membership
from fanal.web.organisations.tenancy import acting

CLOSED = ("Closed", "ClosedReferred")
NEW_DAYS = 100
"""Younger cases are open, whatever was drawn."""
_DUTIES = (
    "con_ConsentsToInterview",
    "con_InformedOfPurpose",
    "con_InformedOfUseOfData",
    "con_InformedOfResearchUse",
    "con_InformedOfAccessRight",
    "con_InformedOfStorageTime",
    "con_InformedOfWithdrawal",
)
_SOURCES = (
    "self",
    "outreach",
    "organisation",
    "police",
    "health",
    "hotline",
    "family-friend",
    "labour-inspection",
)
_SAID = {"yes": True, "no": False}


@dataclass
class Told:
    """A case that was written, with the story behind it."""

    case: Case
    context: Context
    story: Story
    words: Words

    @property
    def last(self) -> date | None:
        """The day on which it was closed."""
        return self.case.closed_on


def cases_written(
    pen: Pen, told: Sequence[Story], owners: Sequence[Membership], words: dict[Any, Words]
) -> list[Told]:
    """Write the record of all stories.

    Parameters
    ----------
    owners
        Among whom the cases are.
    words
        In which language each of them writes.
    """
    persons = [_person(pen, story, words[owners[place % len(owners)].pk]) for place, story in enumerate(told)]
    person_keys_create(one.pk for one in persons)
    load_persons(one.pk for one in persons)
    numbers: Counter[int] = Counter()
    found = []
    for place, (story, person) in enumerate(zip(told, persons, strict=True)):
        owner = owners[place % len(owners)]
        numbers[story.opened_on.year] += 1
        number = f"{story.opened_on.year % 100:02}-{numbers[story.opened_on.year]:04}"
        with acting(owner.user_id):
            found.append(_case(pen, story, person, owner, number, words[owner.pk]))
    pen.write()
    for person in persons:
        _findable(person)
    return found


def _person(pen: Pen, story: Story, words: Words) -> Person:
    coded, told = story.person()
    born = born_at_latest(told)
    language = coded.get("prs_PrimaryLanguage", "")
    known = Person.Birth.KNOWN if "prs_Birthdate" in told else Person.Birth.ESTIMATED
    return pen.add(
        Person,
        on=story.opened_on,
        coded=coded,
        told=told,
        birth=known if born else Person.Birth.UNKNOWN,
        age=ages.taken_for(said=Person.Age.UNKNOWN, born=born, today=pen.today),
        reach=words.one(pen, "reach"),
        interview_language=language,
        record_language="fra" if words.language == "fr" else "eng",
        interpreter=bool(language) and language not in ("eng", "fra"),
    )


def _case(pen: Pen, story: Story, person: Person, owner: Membership, number: str, words: Words) -> Told:
    coded, told = story.values("case")
    closed_on, closure = _closed(pen, story)
    if closure:
        told["cas_ReasonForCaseClosure"] = words("closures")[closure]
    case = pen.add(
        Case,
        on=story.opened_on,
        made_by_id=owner.user_id,
        person=person,
        number=number,
        owner=owner,
        opened_on=story.opened_on,
        closed_on=closed_on,
        closure=closure,
        status=Case.Status.CLOSED if closed_on else Case.Status.OPEN,
        source=pen.chance.choice(_SOURCES),
        level=pen.chance.choices((AccessLevel.OPEN, AccessLevel.RESTRICTED, AccessLevel.CLOSED), (88, 10, 2))[
            0
        ],
        coded=coded,
        told=told,
    )
    pen.rows[Assignment].append(Assignment(kind=kind_of(Case), subject=case.pk, member=owner))
    record("persons.created", person=person.pk, subject=("casework.person", person.pk))
    record("cases.opened", person=person.pk, subject=("casework.case", case.pk))
    if closed_on:
        record(
            "cases.closed", person=person.pk, subject=("casework.case", case.pk), details={"reason": closure}
        )
    coded, said = story.values("victim context")
    context = pen.add(
        Context,
        on=case.opened_on,
        case=case,
        person=person,
        role=Context.Role.VICTIM,
        coded=coded,
        told=said,
        shared=True,
    )
    one = Told(case, context, story, words)
    _status(pen, one)
    _basis(pen, one)
    return one


def _closed(pen: Pen, story: Story) -> tuple[date | None, str]:
    over = story.old or story.row["cas_Status"] in CLOSED
    if not over or (pen.today - story.opened_on).days < NEW_DAYS:
        return None, ""
    if story.row["cas_Status"] == "ClosedReferred":
        reason = "handed-on"
    else:
        reason = pen.chance.choices(("goals-reached", "person-wishes", "moved", "no-contact"), (5, 2, 1, 1))[
            0
        ]
    return min(pen.day(story.opened_on, 60, 330), pen.today), reason


def _status(pen: Pen, one: Told) -> None:
    case, row = one.case, one.story.row
    if row["vic_TraffickingStatus"]:
        pen.add(
            StatusDecision,
            on=case.opened_on,
            context=one.context,
            person=case.person,
            status=row["vic_TraffickingStatus"],
            decided_by=row["vic_TraffickingStatusDecisionMakingOrg"] or "NGO",
            authority=one.words("singled")["authority"],
            decided_on=min(pen.day(case.opened_on, 5, 60), pen.today),
        )
    if row["vic_TraffickingStatus"] == "NotAVictimOfTrafficking":
        return
    _stage(pen, case, "presumed", case.opened_on)
    if row["vic_TraffickingStatus"] == "ActualVictimOfTrafficking":
        begins = pen.day(case.opened_on, 6, 20)
        _stage(pen, case, "reflection-period", begins, pen.day(begins, 30, 60), "granted")
        _stage(pen, case, "formally-identified", pen.day(begins, 40, 90))
        kind = pen.chance.choice(("residence", "proceedings", "compensation", "return"))
        starts = pen.day(begins, 100, 160)
        _stage(pen, case, kind, starts, pen.day(starts, 180, 360) if kind == "residence" else None)


def _stage(
    pen: Pen, case: Case, kind: str, begins: date, ends: date | None = None, outcome: str = ""
) -> None:
    if begins <= (case.closed_on or pen.today):
        pen.add(
            Stage,
            on=begins,
            case=case,
            person=case.person,
            kind=kind,
            begins_on=begins,
            ends_on=ends,
            outcome=outcome,
        )


def _basis(pen: Pen, one: Told) -> None:
    """Say on what the data are kept: of a child whom no guardian speaks for yet, on the mandate."""
    case, row = one.case, one.story.row
    child = is_child(case.person.age)
    common: dict[str, Any] = {
        "on": case.opened_on,
        "person": case.person,
        "at": pen.moment(case.opened_on),
        "language": case.person.interview_language,
        "interpreter": bool(case.person.interpreter),
        "duties": {name: _SAID[row[name]] for name in _DUTIES if row[name] in _SAID},
    }
    if child:
        common |= {
            "ground": Basis.Ground.MANDATE,
            "decided_by": Basis.Decider.ORGANISATION,
            "decider": one.words("singled")["mandate_by"],
            "note": one.words("singled")["mandate"],
        }
    else:
        common |= {"ground": Basis.Ground.CONSENT, "decided_by": Basis.Decider.PERSON}
    said: dict[str, bool] = {Basis.Purpose.CARE: True}
    if not child and row["con_Consent"] is not None:
        said |= {Basis.Purpose.STATISTICS: row["con_Consent"], Basis.Purpose.REFERRAL: True}
    for purpose, yes in said.items():
        made = pen.add(
            Basis, purpose=purpose, answer=Basis.Answer.GIVEN if yes else Basis.Answer.REFUSED, **common
        )
        about = {"purpose": made.purpose, "ground": made.ground, "answer": made.answer, "basis": str(made.pk)}
        record(
            "cases.basis-recorded", person=case.person_id, subject=("casework.case", case.pk), details=about
        )


def _findable(person: Person) -> None:
    told = person.told
    name = " ".join(
        told[part] for part in ("prs_FirstName", "prs_MiddleName", "prs_SecondName") if told.get(part)
    )
    entries_put(person.pk, "name", [name] if name else [])
    for kind, field in (("telephone", "prs_MobilePhone"), ("identity-number", "prs_IdentityNumber")):
        if told.get(field):
            entries_put(person.pk, kind, [told[field]])
