"""Status is decided by somebody and its history kept; stages say what is left; who is both is protected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fanal.web.casework import editing, lists
from fanal.web.casework.models import Context, Stage, StatusDecision
from fanal.web.casework.selectors.status import both_among, decided, is_both, stages
from fanal.web.casework.services.status import stage_add
from web.casework.cases import case_of_amina

pytestmark = pytest.mark.django_db


def address(case: Any, part: str) -> str:
    return f"/o/harbour/cases/{case.pk}/{part}"


def test_a_decision_on_status_is_added_and_what_was_before_stays(
    case: Any, working_as: Any, client_of: Any
) -> None:
    client, today = client_of("caseworker"), timezone.localdate()
    with working_as("caseworker"):
        context = Context.objects.get(case=case)
    assert "Nobody has decided on the status." in client.get(address(case, "status/")).content.decode()
    said = [
        ("PossibleVictimOfTrafficking", "NGO", "Harbour", 9),
        ("ActualVictimOfTrafficking", "Police", "X", 2),
    ]
    for status, body, name, ago in said:
        sent = {
            "status": status,
            "decided_by": body,
            "authority": name,
            "decided_on": (today - timedelta(days=ago)).isoformat(),
        }
        assert client.post(address(case, f"status/{context.pk}/new/"), sent).status_code == 302
    with working_as("caseworker"):
        found = decided(case)[0]
        assert [one.status for one in found.decisions] == [said[1][0], said[0][0]]
        assert found.now is not None and found.now.decided_by == "Police"
        with pytest.raises(RuntimeError):
            found.now.save()
    shown = client.get(address(case, "status/")).content.decode()
    assert "Actual victim of trafficking" in shown and "Possible victim of trafficking" in shown


def test_who_decided_is_asked_for(case: Any, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker"):
        context = Context.objects.get(case=case)
    later = (timezone.localdate() + timedelta(days=1)).isoformat()
    sent = {"status": "NotAVictimOfTrafficking", "decided_by": "Police", "authority": "", "decided_on": later}
    answer = client_of("caseworker").post(address(case, f"status/{context.pk}/new/"), sent)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"authority", "decided_on"}
    with working_as("caseworker"):
        assert not StatusDecision.objects.exists()


@pytest.mark.parametrize(
    ("ends", "left", "words"),
    [(12, 12, "12 days left"), (1, 1, "1 day left"), (0, 0, "Ends today"), (-3, -3, "Ended 3 days ago")],
)
def test_the_days_left_of_a_reflection_period(
    case: Any, working_as: Any, client_of: Any, ends: int, left: int, words: str
) -> None:
    today = timezone.localdate()
    with working_as("caseworker") as actor:
        stage_add(
            case=case,
            by=actor,
            kind="reflection-period",
            begins_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=ends),
        )
        assert stages(case)[0].days_left == left
        assert stages(case)[0].too_short == (30 if ends < 0 else None)
    shown = client_of("caseworker").get(address(case, "status/")).content.decode()
    assert words in shown
    assert ("Shorter than 30 days" in shown) is (ends < 0)


def test_a_stage_is_changed_and_its_outcome_ends_the_counting(
    case: Any, working_as: Any, client_of: Any
) -> None:
    client, today = client_of("caseworker"), timezone.localdate().isoformat()
    sent = {"kind": "reflection-period", "begins_on": today, "ends_on": "", "outcome": "", "note": ""}
    answer = client.post(address(case, "stages/new/"), sent)
    assert list(answer.context["form"].errors) == ["ends_on"]
    before = sent | {"ends_on": "2001-01-01"}
    assert client.post(address(case, "stages/new/"), before).status_code == 400
    later = (timezone.localdate() + timedelta(days=45)).isoformat()
    assert client.post(address(case, "stages/new/"), sent | {"ends_on": later}).status_code == 302
    with working_as("caseworker"):
        stage = Stage.objects.get()
        assert stages(case)[0].days_left == 45
    changed = sent | {"ends_on": later, "outcome": "ended-early", "seen": stage.version}
    assert client.post(address(case, f"stages/{stage.pk}/"), changed).status_code == 302
    assert client.post(address(case, f"stages/{stage.pk}/"), changed | {"note": "x"}).status_code == 409
    with working_as("caseworker"):
        assert stages(case)[0].days_left is None


def test_who_is_both_is_found_in_whichever_cases(case: Any, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        other = case_of_amina(actor)
        assert not is_both(case.person)
        editing.create(Context, case=other, person=case.person, role="perpetrator", coded={}, told={})
        assert is_both(case.person)
        assert both_among([case.person_id, other.person_id]) == {case.person_id}
    notice = "Non-punishment"
    assert notice in client_of("supervisor").get(address(case, "status/")).content.decode()
    # Whoever may not see who is alleged to be a perpetrator does not learn it from a notice.
    assert notice not in client_of("hotline-adviser").get(address(case, "status/")).content.decode()


def test_every_list_has_words_in_both_languages_a_source_and_a_version() -> None:
    assert [one.code for one in lists.code_list("stages").items] == [
        "presumed",
        "formally-identified",
        "reflection-period",
        "residence",
        "proceedings",
        "compensation",
        "return",
    ]
    for found in lists.all_lists().values():
        assert found.source and found.version and found.title.en and found.title.fr
        assert len(found.by_code) == len(found.items), found.name
        assert all(one.label.en and one.label.fr for one in found.items), found.name


def test_pages_of_status_ask_no_more_for_more_rows(case: Any, working_as: Any, client_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, today = client_of("caseworker"), timezone.localdate()
    asked = []
    for _ in range(2):
        with working_as("caseworker") as actor:
            for kind in ("residence", "proceedings", "return"):
                stage_add(case=case, by=actor, kind=kind, begins_on=today)
        client.get(address(case, "status/"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(case, "status/")).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1] <= 40, asked
