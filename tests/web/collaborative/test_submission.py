"""What an organisation contributes: those who agreed, without identity, looked at before it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyrage
import pytest

from contributing.test_sending import Hub as Elsewhere
from contributing.test_sending import hub as elsewhere
from fanal.contributing import Package, opened
from fanal.web.access.levels import AccessLevel
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework import editing
from fanal.web.casework.models import Basis, Case, Copy
from fanal.web.casework.services.case import case_open
from fanal.web.collaborative.models import Agreement, Contribution, Destination, Removal, Submission
from fanal.web.collaborative.selectors.submission import change, package_of
from fanal.web.collaborative.services import submission_leaving
from fanal.web.collaborative.services.agreement import agreement_decline
from fanal.web.collaborative.services.submission import (
    destination_add,
    submission_discard,
    submission_prepare,
)
from fanal.web.collaborative.services.submission_leaving import send_steps, submission_carry, submission_send
from fanal.web.collaborative.services.submission_making import prepare_steps
from fanal.web.collaborative.services.submission_terms import agreed_elsewhere, agreed_here
from fanal.web.design.errors import Refused
from fanal.web.keys.services import person_erase
from web.casework.cases import person_named, procedures_accepted
from web.collaborative.people import FIELDS

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

__all__ = ["elsewhere"]

pytestmark = pytest.mark.django_db
SECRETS = ("Zwetelina", "Plantedname", "1990-02-03")


def says(person: Any, answer: str = "given", purpose: str = "statistics") -> None:
    editing.create(
        Basis, person=person, purpose=purpose, ground="consent", answer=answer, decided_by="person", oral=True
    )


@pytest.fixture
def cases(harbour: Team) -> list[Case]:
    """Six cases: three of people who agreed; of one who refused, one not asked, one who withdrew."""
    procedures_accepted(harbour.organisation)
    made = []
    answers: list[list[str]] = [["given"], ["given"], ["given"], ["refused"], [], ["given", "withdrawn"]]
    with harbour.working("caseworker") as actor:
        for number, said in enumerate(answers):
            person = person_named("Zwetelina", f"Plantedname{number}", prs_Birthdate="1990-02-03")
            for answer in said:
                says(person, answer)
            made.append(case_open(person=person, by=actor))
    return made


def prepared(team: Team, agreed: Any, **more: Any) -> Submission:
    """Prepare a package, as the job does: each step in a transaction."""
    with team.working("data-manager") as actor:
        row = submission_prepare(agreed(), by=actor, **more)
    return run(team, prepare_steps(row.pk), row)


def run(team: Team, steps: Iterator[Any], row: Submission) -> Submission:
    more = True
    while more:
        with team.working("data-manager"):
            more = next(steps, None) is not None
    with team.working("data-manager"):
        return Submission.objects.select_related("package", "destination").get(pk=row.pk)


def sent(team: Team, row: Submission) -> Submission:
    with team.working("data-manager") as actor:
        submission_send(row, by=actor)
    return run(team, send_steps(row.pk), row)


def package(team: Team, row: Submission) -> Package:
    with team.working("data-manager"):
        return package_of(row)


@pytest.fixture
def here(harbour_agreement: Agreement) -> Any:
    return lambda: agreed_here(harbour_agreement.pk)


def test_only_who_agreed_leaves_and_nothing_that_identifies(
    harbour: Team, cases: list[Case], here: Any
) -> None:
    row = prepared(harbour, here)
    made = package(harbour, row)
    assert made.rows is not None
    assert (row.state, row.rows, made.rows.height) == ("prepared", 3, 3)
    said = made.to_bytes() + made.rows.write_csv().encode()
    assert not [one for one in SECRETS if one.encode() in said]
    assert not [one for one in cases if one.number.encode() in said or str(one.pk).encode() in said]
    assert set(made.rows["prs_Citizenship"]) == {"NG"}
    assert set(made.rows["prs_AgeBand"]) == {"30--38"}
    assert {one[4:] for one in made.rows["cas_RegistrationDate"]} == {"-01-01"}
    assert sorted(row.held_back.values()) == [1, 1, 1], "each with its own reason"
    assert set(made.told["held_back"]) == {"no-basis"}


def test_a_package_arrives_at_a_hub_of_this_site(
    harbour: Team, lighthouse: Team, cases: list[Case], here: Any
) -> None:
    row = sent(harbour, prepared(harbour, here))
    assert row.state == "sent"
    with lighthouse.working("data-steward"):
        made = Contribution.objects.get()
        assert (made.pk, made.way, made.version) == (row.contribution, "site", 1)
    with harbour.working("data-manager"):
        copies = list(Copy.objects.all())
        assert {one.person_id for one in copies} == {one.person_id for one in cases[:3]}
        assert {one.receiver for one in copies} == {"The lighthouse"}
        noted = AuditEntry.objects.filter(event="cases.handed-out").values_list("person", flat=True)
        assert set(noted) == {one.person_id for one in cases[:3]}


def test_who_withdrew_between_preparing_and_sending_is_not_sent(
    harbour: Team, lighthouse: Team, cases: list[Case], here: Any
) -> None:
    row = prepared(harbour, here)
    with harbour.working("caseworker"):
        says(cases[0].person, "withdrawn")
    row = sent(harbour, row)
    assert (row.state, row.rows, row.held_back["withdrawn-since"]) == ("sent", 2, 1)
    made = package(harbour, row)
    assert made.rows is not None and made.rows.height == 2
    with harbour.working("data-manager"):
        assert not Copy.objects.filter(person=cases[0].person_id).exists()
    with lighthouse.working("data-steward"):
        assert Removal.objects.count() == 0, "she never left, so there is nothing to take back"


def test_who_withdrew_or_was_erased_is_taken_back_with_the_next_package(
    harbour: Team, lighthouse: Team, cases: list[Case], here: Any
) -> None:
    first = package(harbour, sent(harbour, prepared(harbour, here)))
    with harbour.working("caseworker"):
        says(cases[0].person, "withdrawn")
    with harbour.working("supervisor"):
        person_erase(cases[1].person_id, reason="asked")
    row = prepared(harbour, here)
    assert (row.rows, row.taken_back) == (1, 2)
    second = package(harbour, sent(harbour, row))
    assert first.rows is not None and second.rows is not None
    assert set(second.removed) == set(first.rows["row"]) - set(second.rows["row"])
    with lighthouse.working("data-steward"):
        assert set(Removal.objects.values_list("row", flat=True)) == set(second.removed)
    with harbour.working("caseworker"):
        says(cases[0].person)
    third = package(harbour, prepared(harbour, here))
    assert third.rows is not None and third.rows.height == 2
    assert not set(third.rows["row"]) & set(second.removed), "who agrees anew has a new name"


def test_a_person_of_two_cases_is_in_one_row_and_a_closed_case_is_not_told_of(
    harbour: Team, cases: list[Case], here: Any
) -> None:
    with harbour.working("caseworker") as actor:
        case_open(person=cases[0].person, by=actor)
        Case.objects.filter(pk=cases[1].pk).update(level=AccessLevel.CLOSED)
    row = prepared(harbour, here)
    assert (row.rows, row.held_back["another-case"]) == (2, 1)
    assert sum(row.held_back.values()) == 4, "a case that one may not know of is not counted"
    with harbour.working("data-manager"):
        assert str(cases[1].pk) not in str(row.inside)


def test_the_same_again_is_sent_once_and_what_changed_is_said(
    harbour: Team, lighthouse: Team, cases: list[Case], here: Any
) -> None:
    sent(harbour, prepared(harbour, here))
    with harbour.working("caseworker"):
        says(cases[4].person)
    row = prepared(harbour, here)
    with harbour.working("data-manager"):
        compared = change(row, package_of(row))
    assert compared is not None
    assert (compared.added, compared.changed, compared.taken_back) == (1, 0, 0)
    row = sent(harbour, row)
    with pytest.raises(Refused), harbour.working("data-manager") as actor:
        submission_send(row, by=actor)
    with lighthouse.working("data-steward"):
        assert Contribution.objects.count() == 2
    with harbour.working("data-manager"):
        assert Copy.objects.filter(person=cases[0].person_id).count() == 2, "one for each that left"


def test_made_anew_after_a_crash_it_is_whole(harbour: Team, cases: list[Case], here: Any) -> None:
    with harbour.working("data-manager") as actor:
        row = submission_prepare(here(), by=actor)
    killed = prepare_steps(row.pk)
    for _ in range(2):
        with harbour.working("data-manager"):
            next(killed)
    killed.close()
    with harbour.working("data-manager"):
        assert Submission.objects.get(pk=row.pk).package_id is None, "never half there"
    row = run(harbour, prepare_steps(row.pk), row)
    assert (row.state, row.rows) == ("prepared", 3)
    again = run(harbour, prepare_steps(row.pk), row)
    assert again.package_id == row.package_id, "a job begun twice makes it once"


def test_an_agreement_that_ended_meanwhile_stops_it(
    harbour: Team, lighthouse: Team, cases: list[Case], here: Any, harbour_agreement: Agreement
) -> None:
    row = prepared(harbour, here)
    with harbour.working("data-manager") as actor:
        submission_send(row, by=actor)
    with harbour.working("organisation-administrator") as actor:
        agreement_decline(harbour_agreement.pk, by=actor)
    row = run(harbour, send_steps(row.pk), row)
    assert (row.state, row.problem) == ("prepared", "web.collaborative.submission-agreement-ended")
    with lighthouse.working("data-steward"):
        assert not Contribution.objects.exists()
    with harbour.working("data-manager"):
        assert not Copy.objects.exists() and row.leaving_since is None


def test_a_failure_at_the_hub_leaves_no_copy_noted(
    harbour: Team, cases: list[Case], here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = prepared(harbour, here)
    monkeypatch.setattr(submission_leaving, "_arrived", lambda *_: (_ for _ in ()).throw(RuntimeError))
    with harbour.working("data-manager") as actor:
        submission_send(row, by=actor)
    with pytest.raises(RuntimeError), harbour.working("data-manager"):
        next(send_steps(row.pk), None)
    with harbour.working("data-manager"):
        assert not Copy.objects.exists()
        assert Submission.objects.get(pk=row.pk).state == "sending", "and the job can be run again"


@pytest.fixture
def key() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def _destination(harbour: Team, key: pyrage.x25519.Identity, **more: Any) -> Destination:
    with harbour.working("data-manager") as actor:
        return destination_add(
            by=actor,
            name="Far hub",
            purpose="statistics",
            fields=["prs_Gender", "prs_Citizenship"],
            recipient=str(key.to_public()),
            **more,
        )


def test_a_package_is_carried_sealed_to_its_hub(
    harbour: Team, cases: list[Case], key: pyrage.x25519.Identity
) -> None:
    far = _destination(harbour, key)
    row = prepared(harbour, lambda: agreed_elsewhere(far.pk))
    with harbour.working("data-manager") as actor:
        raw = submission_carry(row, by=actor)
        again = submission_carry(row, by=actor)
        assert Copy.objects.count() == 3, "noted once, however often it is downloaded"
    made = Package.from_bytes(opened(raw, str(key)))
    assert made.fields == ("prs_Gender", "prs_Citizenship")
    assert Package.from_bytes(opened(again, str(key))).to_bytes() == made.to_bytes()
    assert b"prs_Gender" not in raw


def test_a_package_is_sent_to_another_site_and_a_failure_is_said(
    harbour: Team, cases: list[Case], key: pyrage.x25519.Identity, elsewhere: Elsewhere
) -> None:
    far = _destination(harbour, key, address=elsewhere.address, token="fanal_token")
    elsewhere.status = 500
    row = sent(harbour, prepared(harbour, lambda: agreed_elsewhere(far.pk)))
    assert (row.state, row.problem) == ("prepared", "contributing.send-failed-there")
    elsewhere.status = 401
    row = sent(harbour, row)
    assert row.problem == "contributing.send-token"
    elsewhere.status = 201
    row = sent(harbour, row)
    assert (row.state, row.problem) == ("sent", "")
    packages = {Package.from_bytes(opened(raw, str(key))).to_bytes() for _, _, raw in elsewhere.got}
    assert len(elsewhere.got) == 3 and len(packages) == 1, "tried anew, it is the same package"
    with harbour.working("data-manager"):
        assert Copy.objects.count() == 3


def test_what_may_have_arrived_is_taken_back_even_after_it_was_discarded(
    harbour: Team, cases: list[Case], key: pyrage.x25519.Identity, elsewhere: Elsewhere
) -> None:
    far = _destination(harbour, key, address=elsewhere.address, token="fanal_token")
    elsewhere.status = 500
    row = sent(harbour, prepared(harbour, lambda: agreed_elsewhere(far.pk)))
    with harbour.working("data-manager") as actor:
        submission_discard(row, by=actor)
    with harbour.working("caseworker"):
        says(cases[0].person, "withdrawn")
    assert prepared(harbour, lambda: agreed_elsewhere(far.pk)).taken_back == 1


def test_two_hubs_cannot_tell_that_a_row_is_of_the_same_person(
    harbour: Team, cases: list[Case], here: Any, key: pyrage.x25519.Identity
) -> None:
    far = _destination(harbour, key)
    near, other = prepared(harbour, here), prepared(harbour, lambda: agreed_elsewhere(far.pk))
    one, two = package(harbour, near).rows, package(harbour, other).rows
    assert one is not None and two is not None
    assert not set(one["row"]) & set(two["row"])


def test_pages_of_a_contributors_day(
    harbour: Team, lighthouse: Team, cases: list[Case], harbour_agreement: Agreement
) -> None:
    client, base = harbour.client("data-manager"), "/o/harbour/contributions/"
    listed = client.get(base)
    assert listed.status_code == 200 and "The lighthouse" in listed.content.decode()
    address = f"{base}prepare/{harbour_agreement.pk}/"
    asked = client.get(address).content.decode()
    assert all(name in asked for name in ("prs_Gender", "coarsen-prs_Citizenship", "Age band only"))
    chosen = {f"coarsen-{name}": "as-agreed" for name in FIELDS} | {
        "kind": "rows",
        "coarsen-prs_Citizenship": "rare",
    }
    answer = client.post(address, chosen)
    assert answer.status_code == 302, answer.content.decode()
    page = answer["Location"]
    assert "Preparing a package" in client.get(page).content.decode()
    with harbour.working("data-manager"):
        row = Submission.objects.get()
    run(harbour, prepare_steps(row.pk), row)
    shown = client.get(page).content.decode()
    assert "3 rows leave" in shown and "Values of fewer than 11 rows left blank" in shown
    rows = client.get(f"{page}rows/").content.decode()
    assert "30--38" in rows and "NG" not in rows, "what few share was left blank"
    assert not [one for one in SECRETS if one in rows]
    assert "No row contains this" in client.get(f"{page}rows/?q=nothingofthekind").content.decode()
    stays = client.get(f"{page}stays/").content.decode()
    assert cases[3].number in stays and cases[0].number not in stays
    plain = client.post(f"{page}look/")
    assert Package.from_bytes(plain.content).rows is not None
    assert client.post(f"{page}send/").status_code == 302
    run(harbour, send_steps(row.pk), row)
    assert "Sent" in client.get(page).content.decode()
    user = harbour.members["data-manager"].user
    user.language = "fr"
    user.save(update_fields=["language"])
    assert "Ce qui part" in client.get(page).content.decode()
    assert client.post(f"{page}discard/").status_code == 409, "what was sent is not undone by a button"


def test_another_organisation_and_other_roles_see_nothing_of_it(
    harbour: Team, shelter: Team, shelter_agreement: Agreement, cases: list[Case], here: Any
) -> None:
    row = prepared(harbour, here)
    for ending in ("", "rows/", "stays/"):
        assert (
            shelter.client("data-manager").get(f"/o/shelter/contributions/{row.pk}/{ending}").status_code
            == 404
        )
        assert (
            harbour.client("caseworker").get(f"/o/harbour/contributions/{row.pk}/{ending}").status_code == 403
        )
    other = f"/o/harbour/contributions/prepare/{shelter_agreement.pk}/"
    assert harbour.client("data-manager").get(other).status_code == 404
    assert harbour.client("auditor").get(f"/o/harbour/contributions/{row.pk}/rows/").status_code == 403


def test_a_hub_elsewhere_is_added_with_a_key_and_an_address_that_hold(
    harbour: Team, hub: Hub, key: pyrage.x25519.Identity
) -> None:
    client, address = harbour.client("data-manager"), "/o/harbour/contributions/elsewhere/new/"
    said = {
        "name": "Far hub",
        "purpose": "statistics",
        "fields_": ["prs_Gender"],
        "recipient": str(key.to_public()),
    }
    wrong = [
        {"recipient": "age1nonsense"},
        {"address": "http://hub.example", "token": "t"},
        {"address": "https://hub.example"},
        {"fields_": ["prs_FirstName"]},
    ]
    for one in wrong:
        assert client.post(address, said | one).status_code == 400, one
    assert (
        client.post(address, said | {"address": "https://hub.example", "token": "secrettoken"}).status_code
        == 302
    )
    assert "secrettoken" not in client.get("/o/harbour/contributions/").content.decode()
    with harbour.working("data-manager"):
        assert Destination.objects.get().token == "secrettoken"
