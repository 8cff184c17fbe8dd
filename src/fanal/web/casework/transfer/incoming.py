"""Cases of a file to rows: many at once, each person with a key and findable from then on.

What one case needs is made by `_Making`; `cases_write` writes the rows of all of them, table by table.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from fanal.standard.bands import parse_band
from fanal.standard.consent import BOX, DUTIES, WITHDRAWN
from fanal.web.access.models import Assignment, kind_of
from fanal.web.audit_trail.services import record
from fanal.web.casework.ages import ADULT_AT
from fanal.web.casework.fields import said, split
from fanal.web.casework.models import (
    Accompanying,
    Basis,
    Case,
    Comment,
    Context,
    Event,
    Import,
    Imported,
    Person,
    PlanStep,
    Service,
    Stage,
    StatusDecision,
    SupportPlan,
)
from fanal.web.casework.numbering import next_numbers
from fanal.web.casework.selectors.age import stored
from fanal.web.casework.selectors.person import all_names
from fanal.web.casework.services.procedure import procedures_insist
from fanal.web.casework.signals import case_closed
from fanal.web.casework.transfer import beyond
from fanal.web.casework.transfer.extension import NAME, OTHER
from fanal.web.casework.transfer.persons import found_by
from fanal.web.casework.transfer.rows import ALLEGED, COMMENT, EVENT, PLAN, CaseRow, Values
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_in
from fanal.web.keys.blind_indexes.entries import tokens
from fanal.web.keys.hierarchy import load_persons, remembered
from fanal.web.keys.models import BlindEntry
from fanal.web.keys.services import person_keys_create
from fanal.web.organisations.models import Membership

CLOSED = frozenset({"Closed", "ClosedReferred"})
"""Codes of HTCDS ``case-status``."""
STATUS, DECIDED_BY = "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg"
CARE = str(Basis.Purpose.CARE)
_YES = "yes"
_ORDER = (
    Person,
    Case,
    Context,
    StatusDecision,
    Event,
    SupportPlan,
    PlanStep,
    Service,
    Stage,
    Accompanying,
    Comment,
    Basis,
    Assignment,
    BlindEntry,
    Imported,
)
"""Tables in the order in which their rows can be written."""


@dataclass(frozen=True)
class Brought:
    """How cases come in.

    Attributes
    ----------
    of
        With which import.
    owner
        Who works on them from now on.
    purposes
        What consent in the file covers, as somebody said: codes of the list ``purposes``.
    """

    of: Import
    owner: Membership
    purposes: Sequence[str] = (CARE,)


def cases_write(
    cases: Sequence[CaseRow], how: Brought, known: Mapping[str, Person] | None = None
) -> list[Case]:
    """Write cases of a file, in the order given.

    Parameters
    ----------
    known
        Persons who are here already, by what names their case in the file. Nothing of them is changed: what
        the file says otherwise is a comment of the case, and consent is recorded by whoever heard it.

    Raises
    ------
    ProceduresFirst
        If they were the organisation's first, before its procedures.
    """
    procedures_insist()
    making = _Making(how, known or {})
    for one in cases:
        if one.key not in making.known:
            making.person_ids.append(uuid.uuid4())
        making.person_ids += [uuid.uuid4() for name in (ALLEGED, OTHER) for _ in one.several.get(name, [])]
    with remembered():
        person_keys_create(making.person_ids)
        load_persons([*making.person_ids, *(one.pk for one in making.known.values())])
        made = [making.case(one) for one in cases]
        _number(made)
        now = timezone.now()
        for model in _ORDER:
            rows = making.rows[model]
            for row in rows:
                if model is Imported:
                    row.at = now
            model.objects.bulk_create(rows, batch_size=500)
        for case in made:
            record("cases.imported", person=case.person_id, subject=("casework.case", case.pk))
            if case.status == Case.Status.CLOSED:
                case_closed.send(Case, case=case)
    # What listens has added rows of its own by now, and a person may have another case: they are no changes.
    persons = [case.person_id for case in made]
    Imported.objects.filter(of=how.of, case__person__in=persons).update(at=timezone.now())
    return made


@dataclass
class _Making:
    """The rows that are made of some cases, by table."""

    how: Brought
    known: Mapping[str, Person]
    rows: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))
    person_ids: list[uuid.UUID] = field(default_factory=list)
    _used: int = 0

    def __post_init__(self) -> None:
        self.words = Words()
        self.vocabulary = self.words.vocabulary
        self.by = self.how.of.made_by_id
        self._now = timezone.now()
        self.source = say("web.casework.import-source")

    def case(self, one: CaseRow) -> Case:
        """Make the rows of one case."""
        here = self.known.get(one.key)
        person = here or self._person(one.once["person"], one.more, one.several.get(NAME, []))
        aside = [*one.aside, *(self._otherwise(one, here) if here else ())]
        case = self._case(one, person)
        self._victim(one.once["victim context"], case, one.more)
        for values in one.several.get(ALLEGED, []):
            self._alleged(values, case)
        for values in one.several.get(OTHER, []):
            self._other(values, case)
        about = {"case": case, "person": person}
        for values in one.several.get(EVENT, []):
            self._document(Event, values, **about)
        plans = [self._document(SupportPlan, values, **about) for values in one.several.get(PLAN, [])]
        for model, given in beyond.rows_beyond(one.several, plans):
            self._make(model, **given, **({"person": person} if model is PlanStep else about))
        for values in one.several.get(COMMENT, []):
            self._make(Comment, case=case, person=person, text=values["cco_CaseComment"])
        if aside:
            text = "\n".join([say("web.casework.import-aside-comment"), *aside])
            self._make(Comment, case=case, person=person, text=text)
        if here is None:
            self._basis(one.once["consent"], case)
        self.rows[Assignment].append(Assignment(kind=kind_of(Case), subject=case.pk, member=self.how.owner))
        self.rows[Imported].append(Imported(of=self.how.of, case=case, known=here is not None))
        return case

    def _make(self, model: type[models.Model], **values: Any) -> Any:
        # Rows keep the order of the file.
        self._now += timedelta(microseconds=1)
        made = model(made_by_id=self.by, made_at=self._now, **values)
        self.rows[model].append(made)
        return made

    def _document(self, model: type[models.Model], values: Values, **more: Any) -> Any:
        coded, told = split((self.vocabulary[name] for name in values), values)
        return self._make(model, coded=coded, told=told, **more)

    def _other(self, values: Values, case: Case) -> None:
        role, of_person, of_context = beyond.other_person(values, self.words)
        somebody = self._person(of_person, {}, beyond.names_of_other(values))
        self._document(Context, of_context, case=case, person=somebody, role=role, shared=True)

    def _person(self, values: Values, more: Values, names: list[Values]) -> Person:
        made: Person = self._document(Person, values, id=self._next_person())
        given = beyond.person_attributes(more, names, made.told)
        age = more.get("prs_TakenFor") or _age_by_band(values.get("prs_AgeBand"))
        for name, value in (given | stored(said=age, told=given["told"])).items():
            setattr(made, name, value)
        for kind, texts in (found_by(made.told) | {"name": all_names(made)}).items():
            entries = {one for text in texts for one in tokens(kind, text)}
            self.rows[BlindEntry] += [
                BlindEntry(person=made.pk, kind=kind, form=form, token=token)
                for form, token in sorted(entries)
            ]
        return made

    def _otherwise(self, one: CaseRow, here: Person) -> list[str]:
        """Say as lines what the file has of a person who is here, where that is not what is recorded."""
        recorded = here.values
        given = {name: value for name, value in one.once["person"].items() if recorded.get(name) != value}
        fields = [self.vocabulary[name] for name in (*given, *one.once["consent"])]
        values = given | one.once["consent"]
        lines = [f"{say_in(field.label)}: {said(field, values[field.name], self.words)}" for field in fields]
        return [*lines, *beyond.lines(one.more, one.several.get(NAME, []))]

    def _next_person(self) -> uuid.UUID:
        self._used += 1
        return self.person_ids[self._used - 1]

    def _case(self, one: CaseRow, person: Person) -> Case:
        # Consent as the file has it stays beside what is made of it: half of it may be no basis at all.
        values = one.once["organisation"] | one.once["case"] | one.once["consent"]
        registered = values.get("cas_RegistrationDate")
        closed = values.get("cas_Status") in CLOSED
        today = timezone.localdate()
        case: Case = self._document(
            Case,
            values,
            person=person,
            owner=self.how.owner,
            status=Case.Status.CLOSED if closed else Case.Status.OPEN,
            opened_on=date.fromisoformat(registered) if registered else today,
            **({"closed_on": today if closed else None} | beyond.case_attributes(one.more, closed=closed)),
        )
        return case

    def _victim(self, values: Values, case: Case, more: Values) -> None:
        rest = {name: value for name, value in values.items() if name != STATUS}
        decided = STATUS in values
        if decided:
            rest.pop(DECIDED_BY, None)
        context = self._document(
            Context, rest, case=case, person=case.person, role=Context.Role.VICTIM, shared=True
        )
        if decided:
            self._make(
                StatusDecision,
                context=context,
                person=case.person,
                status=values[STATUS],
                decided_by=values.get(DECIDED_BY, ""),
                # The standard does not say when: the day from which the case is known, at the latest.
                **(
                    {"authority": self.source, "decided_on": case.opened_on}
                    | beyond.decision_attributes(more)
                ),
            )

    def _alleged(self, values: Values, case: Case) -> None:
        somebody = self._make(Person, id=self._next_person(), coded={}, told={})
        self._document(
            Context,
            values,
            case=case,
            person=somebody,
            role=Context.Role.PERPETRATOR,
            source=self.source,
            shared=False,
        )

    def _basis(self, values: Values, case: Case) -> None:
        withdrawn = values.get(WITHDRAWN)
        left = _noon(date.fromisoformat(withdrawn)) if withdrawn else None
        said = min(filter(None, (_noon(case.opened_on), left, timezone.now())))
        duties = {name: values[name] == _YES for name in DUTIES if name in values}
        answers: list[tuple[str, datetime]] = []
        if BOX in values:
            answers.append((Basis.Answer.GIVEN if values[BOX] else Basis.Answer.REFUSED, said))
        if left:
            answers.append((Basis.Answer.WITHDRAWN, left))
        for purpose in dict.fromkeys((CARE, *self.how.purposes)):
            for answer, at in answers:
                self._make(
                    Basis,
                    person=case.person,
                    purpose=purpose,
                    ground=Basis.Ground.CONSENT,
                    answer=answer,
                    decided_by=Basis.Decider.PERSON,
                    duties=duties,
                    at=at,
                    note=self.source,
                )


def _number(cases: Iterable[Case]) -> None:
    """Give each case the next number of its year, as `services.case` does for one."""
    numbers: dict[int, Iterator[str]] = {}
    for case in cases:
        year = case.opened_on.year
        if year not in numbers:
            numbers[year] = next_numbers(year)
        case.number = next(numbers[year])


def _age_by_band(band: str | None) -> str:
    """Say who is taken for a child by an age band; one that reaches over 18 does not say."""
    last = (parse_band(band) or "").rpartition("--")[2] if band else ""
    child = last.isdigit() and int(last) < ADULT_AT
    return Person.Age.CHILD if child else Person.Age.UNKNOWN


def _noon(day: date) -> datetime:
    return min(timezone.make_aware(datetime.combine(day, time(12))), timezone.now() - timedelta(seconds=1))
