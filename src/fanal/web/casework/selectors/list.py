"""The list of cases: which are in it, and what one line says."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.fields import BooleanField

from fanal.web.access.actor import Actor
from fanal.web.casework.ages import is_child
from fanal.web.casework.fields import said
from fanal.web.casework.forms.list import CITIZENSHIP, EXPLOITATION
from fanal.web.casework.models import Case, Context, Person, SavedView
from fanal.web.casework.policy import reading
from fanal.web.casework.selectors.age import age_now
from fanal.web.casework.selectors.person import age_words, name_of
from fanal.web.casework.vocabulary import Words
from fanal.web.keys.errors import KeyDestroyed
from fanal.web.keys.hierarchy import load_persons
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of as member_name

ORDERS = ("number", "opened", "status")
_COLUMNS = {"number": "number", "opened": "opened_on", "status": "status"}
CHILDREN = (Person.Age.CHILD, Person.Age.DISPUTED)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. Of a case that one may not read, only that it is there and whose it is."""

    case: Case
    readable: bool
    owner: str
    name: str = ""
    age: str = ""
    child: bool = False
    danger: bool = False
    exploitation: str = ""


def cases_listed(actor: Actor, asked: Mapping[str, Any], sort: str = "") -> QuerySet[Case, uuid.UUID]:
    """List the cases that somebody may know of, by their ids; by what is in them, only those they may read.

    Parameters
    ----------
    asked
        As `forms.list.Filters` gives it.
    sort
        One of `ORDERS`, with a minus for the other way round; otherwise the newest first.
    """
    found = Case.objects.visible_to(actor)
    if "child" in asked:
        found = found.alias(age_now=age_now("person__"))
    for name, value in asked.items():
        found = found.filter(_condition(name, value, actor))
    if asked.keys() & _INSIDE:
        found = found.filter(reading(actor))
    order = _COLUMNS.get(sort.lstrip("-"), "opened_on")
    descending = sort.startswith("-") if sort.lstrip("-") in _COLUMNS else True
    by = F(order).desc() if descending else F(order).asc()
    return found.order_by(by, F("number").desc()).values_list("pk", flat=True)


def rows_of(listed: Iterable[uuid.UUID], actor: Actor, words: Words) -> list[Row]:
    """Say what one page of the list shows: by a number of queries that does not grow with it."""
    ids = list(listed)
    cases = (
        Case.objects.visible_to(actor)
        .annotate(
            readable=ExpressionWrapper(reading(actor), output_field=BooleanField()),
            age_now=age_now("person__"),
        )
        .select_related("person", "owner__user")
        .in_bulk(ids)
    )
    shown = [cases[one] for one in ids if one in cases]
    readable = [case for case in shown if case.readable]
    load_persons(case.person_id for case in readable)
    suffered: dict[uuid.UUID, list[str]] = {}
    contexts = Context.objects.filter(case__in=readable, role=Context.Role.VICTIM, person=F("case__person"))
    for case, coded in contexts.values_list("case", "coded"):
        suffered[case] = coded.get(EXPLOITATION, [])
    return [_row(case, suffered.get(case.pk, []), words) for case in shown]


def owners() -> list[Membership]:
    """List who has cases, also those who left."""
    having = Case.objects.filter(owner=OuterRef("pk"))
    return list(Membership.objects.filter(Exists(having)).select_related("user").order_by("since"))


def saved_views(user: uuid.UUID) -> list[SavedView]:
    """List the views that somebody saved."""
    return list(SavedView.objects.filter(user=user).order_by("order", "name"))


def _row(case: Case, exploitation: list[str], words: Words) -> Row:
    owner = member_name(case.owner)
    if not case.readable:
        return Row(case, False, owner)
    try:
        name, age = name_of(case.person), age_words(case.person)
    except KeyDestroyed:
        name = age = ""
    return Row(
        case,
        True,
        owner,
        name,
        age,
        is_child(case.age_now),
        case.person.danger_since is not None,
        said(words.vocabulary[EXPLOITATION], exploitation, words),
    )


_INSIDE = frozenset({"exploitation", "citizenship", "danger", "child"})
"""Filters that ask what is in a case: a case that one may not read must not answer."""


def _condition(name: str, value: Any, actor: Actor) -> Q:
    suffered = Context.objects.filter(
        case=OuterRef("pk"), role=Context.Role.VICTIM, coded__contains={EXPLOITATION: [value]}
    )
    conditions: Mapping[str, Any] = {
        "status": lambda: Q(status=value),
        "owner": lambda: Q(owner=value),
        "exploitation": lambda: Q(Exists(suffered)),
        "citizenship": lambda: Q(person__coded__contains={CITIZENSHIP: [value]}),
        "opened_from": lambda: Q(opened_on__gte=value),
        "opened_to": lambda: Q(opened_on__lte=value),
        "mine": lambda: Q(owner__user=actor.user_id),
        "danger": lambda: Q(person__danger_since__isnull=False),
        "child": lambda: Q(age_now__in=CHILDREN),
    }
    return conditions[name]()
