"""Counts in place of rows: protected on the contributor's own side, by groups of k or by noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fanal.privacy.ledger import Ledger
from fanal.release.aggregates import Aggregates
from fanal.web.casework.models import Copy, Person
from fanal.web.casework.services.case import case_open
from fanal.web.collaborative.models import Contribution
from fanal.web.collaborative.services.submission import submission_discard
from fanal.web.collaborative.services.submission_making import PEOPLE, ledger_here
from web.casework.cases import person_named, procedures_accepted
from web.collaborative.test_submission import SECRETS, here, package, prepared, says, sent

if TYPE_CHECKING:
    from web.collaborative.people import Team

__all__ = ["here"]
pytestmark = pytest.mark.django_db


def those_who_agree(harbour: Team, many: int) -> Person:
    """Record people who agreed that they are counted; give the last."""
    procedures_accepted(harbour.organisation)
    with harbour.working("caseworker") as actor:
        for number in range(many):
            person = person_named("Zwetelina", f"Plantedname{number}", prs_Birthdate="1990-02-03")
            says(person)
            case_open(person=person, by=actor)
    return person


def test_counts_leave_and_no_row(harbour: Team, lighthouse: Team, here: Any) -> None:
    those_who_agree(harbour, 14)
    row = prepared(harbour, here, kind="aggregates", settings={"k": 11})
    made = package(harbour, row)
    assert made.rows is None and isinstance(made.aggregates, Aggregates)
    assert made.aggregates.cells and min(one.count for one in made.aggregates.cells.values()) >= 11
    assert (row.rows, made.removed) == (None, ())
    assert sent(harbour, row).state == "sent"
    with harbour.working("data-manager"):
        assert not Copy.objects.exists(), "nothing of one person left"


def test_counts_of_somebody_who_withdrew_since_do_not_leave(
    harbour: Team, lighthouse: Team, here: Any
) -> None:
    person = those_who_agree(harbour, 14)
    row = prepared(harbour, here, kind="aggregates", settings={"k": 11})
    with harbour.working("caseworker"):
        says(person, "withdrawn")
    row = sent(harbour, row)
    assert (row.state, row.problem) == ("prepared", "web.collaborative.submission-counts-outdated")
    with lighthouse.working("data-steward"):
        assert not Contribution.objects.exists()
    with harbour.working("data-manager") as actor:
        submission_discard(row, by=actor)
    anew = prepared(harbour, here, kind="aggregates", settings={"k": 11})
    counts = package(harbour, anew).aggregates
    assert counts is not None and {cell.count for cell in counts.cells.values()} == {13}
    anew = sent(harbour, anew)
    with harbour.working("data-manager"):
        assert anew.state == "sent" and anew.inside["counted"] == []


def test_counts_with_noise_tell_no_exact_number_and_spend_a_budget_that_ends(
    harbour: Team, lighthouse: Team, here: Any
) -> None:
    those_who_agree(harbour, 60)
    noise = {"epsilon": 1.0, "budget": 1.2}
    row = prepared(harbour, here, kind="aggregates", settings=noise)
    assert row.state == "prepared", (row.problem, row.settings)
    made = package(harbour, row)
    assert made.rows is None and isinstance(made.aggregates, Aggregates)
    assert made.aggregates.method == "dp" and made.aggregates.protection["epsilon"] == 1.0
    assert made.aggregates.people is None and b"60" not in made.aggregates.to_bytes().split(b'"counts"')[0]
    assert not [one for one in SECRETS if one.encode() in made.to_bytes()]
    assert sent(harbour, row).state == "sent"
    with lighthouse.working("data-steward"):
        assert Contribution.objects.get().kind == "aggregates"
    with harbour.working("data-manager"):
        account = Ledger(ledger_here()).spent(PEOPLE)
        assert account.epsilon_spent >= 1.0
    again = prepared(harbour, here, kind="aggregates", settings=noise | {"budget": 20.0})
    assert again.package is None and again.problem, "the budget was set once"
    with harbour.working("data-manager"):
        assert Ledger(ledger_here()).spent(PEOPLE) == account
