"""How long what is kept, and what is decided at a review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fanal.web.casework import governance
from fanal.web.casework.models import (
    Case,
    Context,
    Person,
    RetentionReview,
)
from fanal.web.casework.selectors import retention as schedule
from fanal.web.casework.services.case import case_open, case_reopen
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.erasure import NotNow
from fanal.web.casework.services.retention import review_erase, review_keep, rule_set
from fanal.web.keys.errors import KeyDestroyed
from fanal.web.keys.models import Erasure
from fanal.web.keys.services import hold_set
from web.casework.cases import person_named
from web.casework.governing import HOME, closed, due_now, events

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 15), 84, date(2033, 3, 15)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert schedule.months_later(day, months) == later


def test_alleged_perpetrators_are_kept_shorter_than_victims() -> None:
    assert governance.categories()["perpetrator"].months < governance.categories()["victim"].months


def test_closing_sets_a_review_for_each_in_the_case(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        other = person_named("Omar", "Sample")
        context_add(case=case, person=other, role="perpetrator", by=actor, source="told by the person")
        closed(case, actor)
        found = {
            (one.category, one.person_id): one.due_on for one in RetentionReview.objects.filter(case=case)
        }
        today = timezone.localdate()
        assert found == {
            ("victim", case.person_id): schedule.months_later(today, 84),
            ("perpetrator", other.pk): schedule.months_later(today, 24),
        }


def test_closed_again_the_same_reviews_count_from_the_last_day(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        first = closed(case, actor)
        opened = case_reopen(case=first, seen=first.version, by=actor, reason="came-back")
        assert not schedule.reviews(actor).exists()
        RetentionReview.objects.update(due_on=date(2020, 1, 1))
        closed(opened, actor)
        assert RetentionReview.objects.get().due_on > timezone.localdate()


def test_the_organisation_sets_its_own_months(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        rule = rule_set(category="victim", months=12, legal_ground="Our law", seen=0, by=actor)
        rule_set(category="victim", months=6, legal_ground="Our law", seen=rule.version, by=actor)
        closed(case, actor)
        assert RetentionReview.objects.get().due_on == schedule.months_later(timezone.localdate(), 6)


def test_kept_until_another_day_is_another_review(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        closed(case, actor)
        review, until = due_now(case), timezone.localdate() + timedelta(days=90)
        after = review_keep(review, until=until, reason="proceedings", seen=review.version, by=actor)
        before = RetentionReview.objects.get(pk=review.pk)
        assert (before.decision, before.reason, before.decided_by.user_id) == (
            "kept",
            "proceedings",
            actor.user_id,
        )
        assert after.due_on == until and not schedule.reviews_due(actor).exists()


def test_erasing_destroys_the_key_and_empties_what_lies_in_the_clear(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        closed(case, actor)
        review = due_now(case)
        certificate = review_erase(review, seen=review.version, by=actor)
        assert certificate.reason == Erasure.Reason.RETENTION and certificate.person == case.person_id
        person = Person.objects.get(pk=case.person_id)
        assert person.coded == {}
        with pytest.raises(KeyDestroyed):
            _ = person.told
        assert not schedule.reviews(actor).exists()


def test_a_hold_stands_against_erasing_and_nothing_is_told_as_done(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        closed(case, actor)
        review = due_now(case)
        hold_set(case.person_id, reason="a court asks")
        with pytest.raises(NotNow):
            review_erase(review, seen=review.version, by=actor)
        assert Person.objects.get(pk=case.person_id).coded != {}
        assert RetentionReview.objects.get(pk=review.pk).decided_on is None
    with working_as("supervisor"):
        assert "retention.decided" not in events()


def test_somebody_needed_elsewhere_stays_and_only_this_role_goes(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        other = person_named("Omar", "Sample")
        case_open(person=other, by=actor)
        context_add(case=case, person=other, role="perpetrator", by=actor, source="told by the person")
        closed(case, actor)
        RetentionReview.objects.update(due_on=timezone.localdate())
        review = RetentionReview.objects.get(category="perpetrator")
        assert review_erase(review, seen=review.version, by=actor) is None
        assert not Context.objects.filter(case=case, person=other).exists()
        assert Person.objects.get(pk=other.pk).told


def test_a_review_is_decided_on_a_page_that_leads_to_the_certificate(
    case: Case, working_as: Any, client_of: Any
) -> None:
    with working_as("supervisor") as actor:
        closed(case, actor)
        review = due_now(case)
    client, address = client_of("supervisor"), f"{HOME}reviews/{review.pk}/"
    assert "Amina Farouk" in client.get(address).content.decode()
    unsure = client.post(address, {"decision": "erased", "seen": review.version})
    assert unsure.status_code == 400 and "Tick the box to say that you know it" in unsure.content.decode()
    vague = client.post(address, {"decision": "kept", "seen": review.version})
    assert vague.status_code == 400 and "Write why they are still needed" in vague.content.decode()
    done = client.post(address, {"decision": "erased", "sure": "on", "seen": review.version})
    assert done.headers["Location"] == "/o/harbour/keys/erasures/"
    assert client.get(address).status_code == 404
