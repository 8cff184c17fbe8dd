"""Support plans of a case with their steps."""

from __future__ import annotations

from fanal.web.casework.models import Case
from fanal.web.casework.nouns import NOUNS
from fanal.web.casework.selectors.entry import Section, entries, line, section
from fanal.web.casework.vocabulary import Words

MOST_STEPS = 500


def plans(case: Case, words: Words, page: str | None) -> Section:
    """List plans, a page of them, each with its steps: those to be done first."""
    steps, noun = entries(NOUNS["step"], case), NOUNS["step"]
    listed = section(NOUNS["plan"], case, words, page)
    by_plan: dict[object, Section] = {}
    for one in listed.lines:
        one.inner = by_plan.setdefault(one.row.pk, Section(noun, [], of=one.row))
    found = steps.filter(plan__in=list(by_plan), mistaken_at=None).order_by("done_on", "due_on", "made_at")
    # In PostgreSQL what has no day comes last: steps that are not done would.
    for step in sorted(found[:MOST_STEPS], key=lambda one: one.done_on is not None):
        by_plan[step.plan_id].lines.append(line(noun, step, words))
    for step in steps.filter(plan__in=list(by_plan)).exclude(mistaken_at=None)[:MOST_STEPS]:
        by_plan[step.plan_id].mistaken.append(step)
    return listed
