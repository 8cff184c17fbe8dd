"""The lives of the demonstration: they hang together, and are made once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from fanal.web.keys import passphrases
from fanal.web.keys.keyring import AGENT, keyring
from fanal.web.operations.demonstration import LIVES, PEOPLE, data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cheap_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passphrases, "COST", passphrases.Cost(passes=1, memory_kib=64, lanes=1))
    monkeypatch.delenv(AGENT, raising=False)
    keyring().forget_all()
    yield
    keyring().forget_all()


def _made(wanted: dict[str, Any]) -> Any:
    from fanal.web.operations.demonstration.lives import live
    from fanal.web.operations.demonstration.people import organisation_made

    made = organisation_made(wanted, data(PEOPLE)["password"], "JBSWY3DPEHPK3PXP")
    live(made, wanted)
    return made


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", range(3))
def test_an_organisation_has_cases_that_hang_together_and_are_made_once(place: int) -> None:
    from fanal.web.casework import models as rows
    from fanal.web.keys.errors import KeyUnavailable
    from fanal.web.keys.hierarchy import data_key, remembered
    from fanal.web.keys.services import unlock
    from fanal.web.organisations.tenancy import tenant

    wanted = data(PEOPLE)["organisations"][place]
    made = _made(wanted)
    with tenant(made.pk):
        if "passphrase" in wanted:
            with pytest.raises(KeyUnavailable):
                data_key()
        assert rows.Case.objects.count() == wanted["cases"]
        assert set(rows.Case.objects.values_list("status", flat=True)) == {"open", "closed"}
        before = {model: model.objects.count() for model in (rows.Case, rows.Person, rows.Task, rows.Copy)}
    _made(wanted)
    with tenant(made.pk), remembered():
        assert before == {model: model.objects.count() for model in before}
        unlock(wanted["passphrase"]) if "passphrase" in wanted else None
    with tenant(made.pk), remembered():
        for model in (
            rows.StatusDecision,
            rows.Stage,
            rows.Event,
            rows.SupportPlan,
            rows.PlanStep,
            rows.Service,
            rows.Assessment,
            rows.SafetyPlan,
            rows.Comment,
            rows.Task,
            rows.Appointment,
            rows.Guardian,
            rows.ChildDecision,
            rows.Copy,
            rows.AuthorityRequest,
            rows.Breach,
            rows.PersonRequest,
            rows.Procedure,
            rows.Processing,
            rows.RetentionReview,
            rows.HiddenHit,
            rows.Draft,
        ):
            assert model.objects.exists(), model
        assert rows.Bed.objects.exists() is bool(wanted.get("shelter"))
        _hang_together()


def _hang_together() -> None:
    from django.db.models import F
    from django.utils import timezone

    from fanal.web.casework import models as rows
    from fanal.web.casework.selectors.procedure import ready
    from fanal.web.casework.selectors.status import is_both

    today = timezone.localdate()
    assert ready() == []
    assert not rows.Case.objects.filter(opened_on__gt=today).exists()
    assert not rows.Case.objects.filter(closed_on__lt=F("opened_on")).exists()
    assert rows.RetentionReview.objects.filter(due_on__lte=today, decided_on=None).exists()
    assert rows.Person.objects.filter(age="disputed").exists()
    assert rows.Basis.objects.filter(answer="withdrawn").exists()
    assert not rows.Basis.objects.filter(
        person__age="child", ground="consent", guardian=None, answer="given"
    ).exists(), "a child alone consents to nothing"
    alleged = rows.Context.objects.filter(role="perpetrator").select_related("person")
    assert any(is_both(one.person) for one in alleged)
    assert all(one.source and not one.shared for one in alleged)
    stays = list(rows.Stay.objects.order_by("bed", "begins_on"))
    assert not any(
        one.bed_id == after.bed_id and one.ends_on > after.begins_on for one, after in pairwise(stays)
    )
    assert rows.Task.objects.filter(due_on__lt=today, done_at=None).exists()
    assert rows.Appointment.objects.filter(at__date__gte=today).exists()


def test_every_text_is_there_in_both_languages() -> None:
    def walk(found: Any) -> Iterator[tuple[Any, Any]]:
        if isinstance(found, dict) and {"en", "fr"} <= set(found):
            yield found["en"], found["fr"]
        elif isinstance(found, dict):
            for one in found.values():
                yield from walk(one)

    pairs = list(walk(data(LIVES)))
    assert len(pairs) > 10
    for english, french in pairs:
        assert type(english) is type(french) and len(english) == len(french)
        if isinstance(english, dict):
            assert english.keys() == french.keys()
            assert all(value != french[key] for key, value in english.items() if value and key != "guardian")
