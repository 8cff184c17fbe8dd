"""What stands on the one-page summary of a case: the least that somebody needs to go on helping."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.fields import said
from fanal.web.casework.models import Appointment, Case, Service, Stage, SupportPlan, Task
from fanal.web.casework.selectors.person import age_words, name_of
from fanal.web.casework.summary_page import Line, Part
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_date

MOST = 5
"""How many of a kind are said."""


def parts_of(case: Case, words: Words, *, leaves: bool) -> list[Part]:
    """Say what stands on the page: no history, no address, nobody else.

    Parameters
    ----------
    leaves
        Whether somebody else gets it: then also not how the person is reached, and no task of ours.
    """
    return [
        Part(say("web.casework.summary-about"), _person(case, words, leaves)),
        Part(say("web.casework.summary-case"), _case(case)),
        Part(say("web.casework.summary-now"), _now(case)),
        Part(say("web.casework.summary-next"), _next(case, leaves)),
    ]


def _person(case: Case, words: Words, leaves: bool) -> list[Line]:
    person = case.person
    lines = [
        Line(say("web.casework.name"), name_of(person)),
        Line(say("web.casework.age"), age_words(person)),
        *(
            Line(say(key), _said(name, person.coded, words))
            for key, name in (("web.casework.summary-citizenship", "prs_Citizenship"),)
        ),
        Line(say("web.casework.summary-language"), _language(person.interview_language, words)),
    ]
    if person.interpreter is not None:
        answer = "web.casework.yes" if person.interpreter else "web.casework.no"
        lines.append(Line(say("web.casework.summary-interpreter"), say(answer)))
    if person.danger_since:
        lines.insert(0, Line(say("web.casework.summary-danger"), say_date(person.danger_since)))
    if not leaves:
        lines.append(Line(say("web.casework.reach"), person.reach or ""))
    return [line for line in lines if line.text]


def _case(case: Case) -> list[Line]:
    opened = Line(say("web.casework.summary-opened"), say_date(case.opened_on))
    stages = Stage.objects.filter(case=case).order_by("-begins_on")[:MOST]
    told = [f"{lists.said('stages', one.kind)} ({say_date(one.begins_on)})" for one in stages]
    return [opened, *_listed("web.casework.summary-stage", told)]


def _now(case: Case) -> list[Line]:
    plans = SupportPlan.objects.filter(case=case, ended_on=None, mistaken_at=None).order_by("-made_at")[:2]
    goals = [one.values.get("spl_Objectives", "") for one in plans]
    given = Service.objects.filter(case=case, mistaken_at=None, outcome__in=("", "ongoing"))
    kinds = [lists.said("services", one.kind) for one in given.order_by("-given_on")[:MOST]]
    return [*_listed("web.casework.summary-plan", goals), *_listed("web.casework.summary-services", kinds)]


def _next(case: Case, leaves: bool) -> list[Line]:
    coming = Appointment.objects.filter(
        case=case, at__gte=timezone.now(), cancelled_at=None, mistaken_at=None
    ).order_by("at")[:MOST]
    lines = [Line(say_date(one.at), one.what) for one in coming]
    if leaves:
        return lines
    tasks = Task.objects.filter(case=case, done_at=None, mistaken_at=None).order_by("due_on")[:MOST]
    return lines + [Line(say_date(one.due_on) if one.due_on else "", one.what) for one in tasks]


def _listed(key: str, told: list[str]) -> list[Line]:
    known = [one for one in told if one]
    return [Line(say(key), "\n".join(known))] if known else []


def _said(name: str, coded: dict[str, Any], words: Words) -> str:
    return said(words.vocabulary[name], coded.get(name), words)


def _language(code: str, words: Words) -> str:
    return said(words.vocabulary["prs_PrimaryLanguage"], code, words)
