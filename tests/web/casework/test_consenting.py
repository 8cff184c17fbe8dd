"""What may leave, and what is accepted as a basis: the rules against plain statements of what is promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fanal.web.casework import ages, lists
from fanal.web.casework.ages import AgeDecision, born_at_latest, taken_for
from fanal.web.casework.consenting import Proposed, Said, leaving, objections
from fanal.web.casework.models import Basis, Person

PURPOSES = [one.code for one in lists.code_list("purposes").items]
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def chosen(choices: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([str(one) for one in choices.values])


SAID = st.builds(
    Said,
    ground=chosen(Basis.Ground),
    answer=chosen(Basis.Answer),
    decided_by=chosen(Basis.Decider),
    assent=st.sampled_from(["", "given", "refused", "too-young"]),
    guardian=st.booleans(),
    suspect=st.booleans(),
    informed=st.booleans(),
)
EVENTS = st.lists(SAID, max_size=5)
PROPOSED = st.builds(
    Proposed,
    purpose=st.sampled_from(PURPOSES),
    ground=chosen(Basis.Ground),
    answer=chosen(Basis.Answer),
    decided_by=chosen(Basis.Decider),
    decider=st.sampled_from(["", "Juvenile court"]),
    note=st.sampled_from(["", "in danger"]),
    assent=st.sampled_from(["", "given", "refused", "too-young"]),
    guardian=st.booleans(),
    able=st.booleans(),
)
NO = (Basis.Answer.REFUSED, Basis.Answer.WITHDRAWN)


def no_of_the_person(answer: str) -> Said:
    return Said(ground="consent", answer=answer, decided_by="person")


@given(EVENTS, st.sampled_from(PURPOSES), st.booleans(), st.sampled_from(NO))
def test_after_a_no_nothing_leaves(events: list[Said], purpose: str, child: bool, no: str) -> None:
    assert not leaving([*events, no_of_the_person(no)], purpose=purpose, child=child)


@given(EVENTS, SAID, st.sampled_from(PURPOSES), st.booleans(), st.sampled_from(NO))
def test_after_a_no_only_her_own_yes_or_the_law_or_her_life_stand_above_it(
    events: list[Said], last: Said, purpose: str, child: bool, no: str
) -> None:
    if leaving([*events, no_of_the_person(no), last], purpose=purpose, child=child):
        assert last.answer == "given"
        assert last.ground in ("consent", "legal-obligation", "vital-interest")


@given(EVENTS, st.sampled_from(PURPOSES), st.booleans())
def test_consent_carries_only_where_the_right_one_gave_it_knowing(
    events: list[Said], purpose: str, child: bool
) -> None:
    decision = leaving(events, purpose=purpose, child=child)
    if decision.reason != "web.casework.leave-by-consent":
        return
    last = events[-1]
    assert last.informed
    if child:
        assert last.decided_by == "guardian" and last.guardian and not last.suspect
        assert last.assent != "refused"
    else:
        assert last.decided_by == "person"


@given(st.sampled_from(PURPOSES), st.booleans())
def test_without_a_word_nothing_leaves(purpose: str, child: bool) -> None:
    assert leaving([], purpose=purpose, child=child).reason == "web.casework.leave-nothing-recorded"


@pytest.mark.parametrize("purpose", ["statistics", "linkage", "research"])
def test_nobody_is_counted_or_studied_for_her_life(purpose: str) -> None:
    rests = Said(ground="vital-interest", answer="given", decided_by="organisation")
    assert not leaving([rests], purpose=purpose, child=False)
    assert leaving([rests], purpose="referral", child=False)


@given(EVENTS, st.sampled_from(PURPOSES), st.booleans(), st.sampled_from(NO), chosen(Basis.Ground))
def test_a_no_of_the_person_is_always_accepted(
    events: list[Said], purpose: str, child: bool, no: str, ground: str
) -> None:
    said = Proposed(purpose=purpose, ground=ground, answer=no, decided_by="person")
    assert objections(said, child=child, events=events) == {}


@given(PROPOSED, EVENTS)
def test_a_suspect_says_neither_yes_nor_no(proposed: Proposed, events: list[Said]) -> None:
    suspect = replace(proposed, decided_by="guardian", able=False)
    assert objections(suspect, child=True, events=events)


@settings(max_examples=1000)
@given(PROPOSED, EVENTS, st.booleans())
def test_what_is_accepted_as_a_yes_lets_something_leave(
    proposed: Proposed, events: list[Said], child: bool
) -> None:
    """Nobody records in vain: save that the child does not agree, which is recorded and stops it."""
    proposed = replace(proposed, answer="given")
    if objections(proposed, child=child, events=events):
        return
    last = Said(
        ground=proposed.ground,
        answer=proposed.answer,
        decided_by=proposed.decided_by,
        assent=proposed.assent,
        guardian=proposed.guardian,
    )
    decision = leaving([*events, last], purpose=proposed.purpose, child=child)
    disagrees = child and proposed.ground == "consent" and proposed.assent == "refused"
    assert decision.allowed is not disagrees, decision.reason


@settings(max_examples=300)
@given(PROPOSED, EVENTS)
def test_another_ground_than_consent_needs_a_name_and_a_reason(
    proposed: Proposed, events: list[Said]
) -> None:
    proposed = replace(proposed, answer="given")
    if proposed.ground != "consent" and not objections(proposed, child=False, events=events):
        assert proposed.decider and proposed.note
        assert proposed.decided_by in ("authority", "organisation")


# Age


@given(DAYS, st.integers(0, 90), st.integers(0, 360))
def test_seventeen_is_a_child_and_eighteen_is_not(born: date, years: int, more: int) -> None:
    today = born + timedelta(days=int(years * 365.25) + more)
    full = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    taken = taken_for(said=Person.Age.UNKNOWN, born=born, today=today)
    assert taken == ("child" if full < 18 else "adult")


@given(chosen(Person.Age), st.none() | DAYS, st.none() | DAYS, DAYS)
def test_a_dispute_wins_over_papers_until_an_authority_decides(
    said: str, born: date | None, earlier: date | None, today: date
) -> None:
    before = AgeDecision("adult", earlier) if earlier else None
    assert taken_for(said="disputed", born=born, decided=before, today=today) == "disputed"
    disputed = AgeDecision("disputed", today)
    assert ages.is_child(taken_for(said=said, born=born, decided=disputed, today=today))
    assume(said != "disputed")
    adult = AgeDecision("adult", today)
    assert taken_for(said=said, born=born, decided=adult, today=today) == "adult"
    child = AgeDecision("child", today)
    assert taken_for(said=said, born=born, decided=child, today=today) == "child"


def test_a_child_by_decision_grows_up_by_the_birth_date_that_agrees_with_it() -> None:
    decided = AgeDecision("child", date(2026, 1, 1))
    born = date(2009, 3, 1)
    ask: dict[str, Any] = {"said": "child", "decided": decided}
    assert taken_for(born=born, today=date(2027, 2, 28), **ask) == "child"
    assert taken_for(born=born, today=date(2027, 3, 1), **ask) == "adult"
    assert taken_for(born=date(2000, 1, 1), today=date(2027, 3, 1), **ask) == "child", "papers said adult"
    assert taken_for(born=None, today=date(2040, 1, 1), **ask) == "child", "until somebody decides again"


@given(st.integers(0, 60), DAYS)
def test_an_estimate_leaves_the_last_day_open(years: int, on: date) -> None:
    born = born_at_latest({"estimated": {"years": years, "on": on.isoformat()}})
    assert born is not None
    full = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    assert full == years
    day_later = born + timedelta(days=1)
    assert on.year - day_later.year - ((on.month, on.day) < (day_later.month, day_later.day)) == years - 1


def test_seventeen_by_estimate_stays_a_child_for_a_year() -> None:
    told = {"estimated": {"years": 17, "on": "2026-11-27"}}
    ask: dict[str, Any] = {"said": "unknown", "born": born_at_latest(told)}
    assert taken_for(today=date(2027, 11, 26), **ask) == "child"
    assert taken_for(today=date(2027, 11, 27), **ask) == "adult"
