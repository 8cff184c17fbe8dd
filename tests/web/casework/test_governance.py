"""What an organisation answers for: procedures, retention, requests, breaches, the record of processing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fanal.web.access.levels import AccessLevel
from fanal.web.access.policy import NotAllowed
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework import governance
from fanal.web.casework.editing import ChangedMeanwhile
from fanal.web.casework.markdown import as_html, title_of
from fanal.web.casework.models import (
    AuthorityRequest,
    Breach,
    Case,
    Context,
    Copy,
    Person,
    PersonRequest,
    Processing,
    RetentionReview,
)
from fanal.web.casework.selectors import procedure
from fanal.web.casework.selectors import retention as schedule
from fanal.web.casework.selectors.breach import clock
from fanal.web.casework.services.basis import basis_record
from fanal.web.casework.services.case import case_close, case_open, case_reopen
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.erasure import NotNow
from fanal.web.casework.services.person_request import person_request_erase, person_request_register
from fanal.web.casework.services.procedure import procedure_accept, procedure_write
from fanal.web.casework.services.retention import review_erase, review_keep, rule_set
from fanal.web.keys.errors import KeyDestroyed
from fanal.web.keys.models import Erasure
from fanal.web.keys.services import hold_set
from fanal.web.organisations.tenancy import tenant
from web.casework.cases import person_named

pytestmark = pytest.mark.django_db
HOME = "/o/harbour/governance/"
LAWFUL = {
    "purpose": "prosecution",
    "ground": "legal-obligation",
    "answer": "given",
    "decided_by": "organisation",
    "decider": "The management",
    "note": "Code of procedure, article 77",
}


def closed(case: Case, actor: Any) -> Case:
    return case_close(case=Case.objects.get(pk=case.pk), seen=case.version, by=actor, reason="other")


def due_now(case: Case) -> RetentionReview:
    RetentionReview.objects.filter(case=case).update(due_on=timezone.localdate())
    return RetentionReview.objects.filter(case=case, decided_on=None).order_by("category").last()


def events() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("event", flat=True))


# Procedures


def test_every_procedure_is_there_in_both_languages_short_and_with_a_title() -> None:
    for name in procedure.NAMES:
        english, french = (procedure.template(name, language) for language in ("en", "fr"))
        assert title_of(english) != title_of(french)
        assert english.count("\n## ") == french.count("\n## "), name
        assert all(30 <= text.count("\n") <= 80 for text in (english, french)), name
        assert "'" not in english + french and '"' not in english + french, name


def test_what_people_write_into_a_procedure_is_never_run() -> None:
    said = as_html("## <script>x</script>\n- *one*\n- **two** <b>\n\nlast & least")
    assert said == (
        "<h2>&lt;script&gt;x&lt;/script&gt;</h2>\n"
        "<ul><li><em>one</em></li><li><strong>two</strong> &lt;b&gt;</li></ul>"
        "\n<p>last &amp; least</p>"
    )


@pytest.mark.usefixtures("nothing_accepted")
def test_an_organisation_is_ready_once_all_are_accepted_in_one_language(working_as: Any) -> None:
    with working_as("supervisor") as actor:
        assert procedure.ready() == list(procedure.NAMES)
        for number, name in enumerate(procedure.NAMES):
            procedure_accept(name=name, language=("en", "fr")[number % 2], seen=0, by=actor)
        assert procedure.ready() == []
    with working_as("supervisor"):
        assert events().count("procedures.accepted") == len(procedure.NAMES)


@pytest.mark.usefixtures("nothing_accepted")
def test_a_new_wording_holds_once_it_is_accepted(working_as: Any) -> None:
    with working_as("organisation-administrator") as actor:
        procedure_accept(name="consent", language="en", seen=0, by=actor)
        row = procedure_write(name="consent", language="en", text="# Ours", seen=0, by=actor)
        assert procedure.accepted("consent", "en").text == procedure.template("consent", "en")
        with pytest.raises(ChangedMeanwhile):
            procedure_accept(name="consent", language="en", seen=row.version + 1, by=actor)
        procedure_accept(name="consent", language="en", seen=row.version, by=actor)
        assert procedure.accepted("consent", "en").text == "# Ours"
        assert procedure.wording("consent", "en") is None


@pytest.mark.usefixtures("nothing_accepted")
def test_a_caseworker_reads_procedures_and_accepts_none(working_as: Any, client_of: Any) -> None:
    assert client_of("caseworker").get(HOME + "procedures/consent/fr/").status_code == 200
    with working_as("caseworker") as actor, pytest.raises(NotAllowed):
        procedure_accept(name="consent", language="en", seen=0, by=actor)


@pytest.mark.usefixtures("nothing_accepted")
def test_the_page_says_which_are_missing_and_who_accepts_them(client_of: Any) -> None:
    said = client_of("caseworker").get(HOME + "procedures/").content.decode()
    assert "9 procedures are not accepted yet" in said
    assert "Supervisor" in said and "Organisation administrator" in said


# Retention


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


def test_a_closed_case_of_others_shows_in_no_register(case: Case, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        person_request_register(
            case=case, person=case.person, kind="access", what="", asked_on=timezone.localdate(), by=actor
        )
        closed(case, actor)
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.CLOSED)
    for address in ("requests/", "authority-requests/", "retention/"):
        assert case.number not in client_of("supervisor").get(HOME + address).content.decode()


# Requests by persons


def asked(case: Case, actor: Any, kind: str = "access", on: date | None = None) -> PersonRequest:
    return person_request_register(
        case=case,
        person=case.person,
        kind=kind,
        what="what do you have",
        asked_on=on or timezone.localdate(),
        by=actor,
    )


def test_it_is_registered_who_of_several_asks(
    case: Case, working_as: Any, client_of: Any, harbour: Any
) -> None:
    with working_as("supervisor") as actor:
        child = person_named("Sara", "Sample")
        context_add(case=case, person=child, role="other", by=actor)
    said = {"person": str(child.pk), "kind": "correction", "asked_on": timezone.localdate().isoformat()}
    client_of("caseworker").post(f"/o/harbour/cases/{case.pk}/requests/new/", said)
    with tenant(harbour.pk):
        assert PersonRequest.objects.get().person_id == child.pk


def test_a_person_is_answered_within_thirty_days(case: Case, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        row = asked(case, actor, on=timezone.localdate() - timedelta(days=31))
        assert row.due_on == timezone.localdate() - timedelta(days=1)
    said = client_of("auditor").get(HOME + "requests/").content.decode()
    assert "Late" in said and "Amina" not in said
    assert "what do you have" not in said


def test_the_copy_holds_names_of_htcds_and_nothing_of_others(
    case: Case, working_as: Any, client_of: Any
) -> None:
    with working_as("supervisor") as actor:
        row = asked(case, actor)
        other = person_named("Omar", "Sample")
        context_add(case=case, person=other, role="perpetrator", by=actor, source="a neighbour said it")
        context_add(case=case, person=case.person, role="perpetrator", by=actor, source="an informant")
    client, address = client_of("supervisor"), f"{HOME}requests/{row.pk}/copy"
    data = json.loads(client.get(f"{address}.json").content)
    assert data["person"][0]["prs_FirstName"] == "Amina"
    assert data["cases"][0]["cas_Reference"] == case.number
    page = client.get(f"{address}/").content.decode()
    for said in (page, json.dumps(data)):
        assert "Farouk" in said
        for hidden in ("Omar", "neighbour", "informant"):
            assert hidden not in said
    assert "Some data are left out" in page
    french = client.get(f"{address}/?language=fr").content.decode()
    assert "Ouvert" in french and "Victime" in french and ">victim<" not in french
    with working_as("supervisor"):
        assert events().count("requests.copied") == 3


def test_a_copy_asks_for_the_second_factor_and_for_the_right_to(
    case: Case, working_as: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working_as("caseworker") as actor:
        row = asked(case, actor)
    address = f"{HOME}requests/{row.pk}/copy/"
    assert client_of("caseworker").get(address).status_code == 403
    monkeypatch.setattr("fanal.web.accounts.step_up.stepped_up", lambda request: False)
    assert client_of("supervisor").get(address).status_code == 302


def test_a_person_who_asks_for_it_is_erased_when_the_case_is_closed(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        row = asked(case, actor, "erasure")
        with pytest.raises(NotNow):
            person_request_erase(row, answer="done", seen=row.version, by=actor)
        assert PersonRequest.objects.get().answered_on is None
        closed(case, actor)
        certificate = person_request_erase(row, answer="done", seen=row.version, by=actor)
        assert certificate.reason == Erasure.Reason.ASKED
        assert PersonRequest.objects.get().outcome == "granted"


def test_the_registers_still_open_after_an_erasure(case: Case, working_as: Any, client_of: Any) -> None:
    with working_as("supervisor") as actor:
        row = asked(case, actor, "erasure")
        AuthorityRequest.objects.create(
            case=case, person=case.person, authority="Office", legal_basis="-", scope="-"
        )
        closed(case, actor)
        person_request_erase(row, answer="done", seen=row.version, by=actor)
    for address in ("requests/", "authority-requests/", "retention/", ""):
        assert client_of("supervisor").get(HOME + address).status_code == 200


# Requests by authorities


def register(case: Case, client: Any) -> AuthorityRequest:
    answer = client.post(
        f"/o/harbour/cases/{case.pk}/authority-requests/new/",
        {
            "authority": "Police of Sample",
            "legal_basis": "article 1, order 7",
            "scope": "the whole file",
            "person": str(case.person_id),
            "asked_on": timezone.localdate().isoformat(),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    with tenant(case.organisation_id):
        return AuthorityRequest.objects.get()


def answer_to(row: AuthorityRequest, client: Any, **more: str) -> Any:
    said = {
        "seen": "1",
        "outcome": "minimal",
        "given": "Yes, known here.",
        "why_not_told": "forbidden by order",
    }
    return client.post(f"{HOME}authority-requests/{row.pk}/answer/", said | more)


def test_nothing_is_given_without_a_basis_and_what_is_given_is_a_copy(
    case: Case, working_as: Any, client_of: Any, harbour: Any
) -> None:
    row, client = register(case, client_of("caseworker")), client_of("supervisor")
    refused = answer_to(row, client)
    assert refused.status_code == 400 and "record the legal basis first" in refused.content.decode()
    with working_as("supervisor") as actor:
        basis_record(case=case, by=actor, **LAWFUL)
    untold = answer_to(row, client, why_not_told="")
    assert untold.status_code == 400 and "when the person was told, or why not" in untold.content.decode()
    assert answer_to(row, client).status_code == 302
    with tenant(harbour.pk):
        copy = Copy.objects.get()
        assert (copy.receiver, copy.what, copy.purpose) == (
            "Police of Sample",
            "Yes, known here.",
            "prosecution",
        )
        assert not copy.recallable and AuthorityRequest.objects.get().outcome == "minimal"
    assert answer_to(row, client, seen="2").status_code == 404


def test_a_refusal_needs_no_basis_and_leaves_no_copy(case: Case, client_of: Any, harbour: Any) -> None:
    row = register(case, client_of("caseworker"))
    assert answer_to(row, client_of("supervisor"), outcome="refused").status_code == 302
    with tenant(harbour.pk):
        assert not Copy.objects.exists()


def test_who_is_victim_and_accused_gets_the_notice_before_anything_is_given(
    case: Case, working_as: Any, client_of: Any, harbour: Any
) -> None:
    with working_as("supervisor") as actor:
        context_add(case=case, person=case.person, role="perpetrator", by=actor, source="the police")
        basis_record(case=case, by=actor, **LAWFUL)
    row, client = register(case, client_of("supervisor")), client_of("supervisor")
    shown = client.get(f"{HOME}authority-requests/{row.pk}/").content.decode()
    assert "punish" in shown
    without = answer_to(row, client)
    assert without.status_code == 400 and "Point out the principle" in without.content.decode()
    assert answer_to(row, client, non_punishment="on").status_code == 302
    with tenant(harbour.pk):
        assert AuthorityRequest.objects.get().non_punishment_noted


def test_the_register_names_the_authority_to_those_who_may_read_the_case(case: Case, client_of: Any) -> None:
    register(case, client_of("caseworker"))
    said = {
        role: client_of(role).get(HOME + "authority-requests/").content.decode()
        for role in ("supervisor", "auditor")
    }
    assert "Police of Sample" in said["supervisor"]
    assert "Police of Sample" not in said["auditor"] and case.number in said["auditor"]


def test_a_request_about_nobody_here_gives_nothing(client_of: Any, harbour: Any) -> None:
    client = client_of("supervisor")
    client.post(
        HOME + "authority-requests/new/",
        {
            "authority": "An office",
            "legal_basis": "none given",
            "scope": "a list of all residents",
            "asked_on": timezone.localdate().isoformat(),
        },
    )
    with tenant(harbour.pk):
        row = AuthorityRequest.objects.get()
    assert answer_to(row, client).status_code == 400
    assert answer_to(row, client, outcome="nothing-held").status_code == 302


# Breaches, processing


def test_seventy_two_hours_run_from_the_moment_it_was_found(harbour: Any) -> None:
    now = timezone.now()
    with tenant(harbour.pk):
        breach = Breach(happened_on=now.date(), found_at=now - timedelta(hours=70, minutes=30))
        assert (clock(breach, now).left, clock(breach, now).late) == (1, 0)
        breach.found_at = now - timedelta(hours=75)
        assert clock(breach, now).late == 3
        breach.authority_told_at = now
        assert clock(breach, now).told_late


def test_anybody_reports_a_breach_and_it_closes_once_the_authority_was_told(
    client_of: Any, harbour: Any
) -> None:
    now = timezone.localtime()
    said = {
        "what": "A telephone was lost.",
        "happened_on": now.date().isoformat(),
        "found_at": now.strftime("%Y-%m-%dT%H:%M"),
    }
    assert client_of("hotline-adviser").post(HOME + "breaches/new/", said).status_code == 302
    with tenant(harbour.pk):
        row = Breach.objects.get()
    client, address = client_of("organisation-administrator"), f"{HOME}breaches/{row.pk}/"
    assert "hours left to tell the authority" in client.get(address).content.decode()
    client.post(address + "close/", {"seen": "1"})
    with tenant(harbour.pk):
        assert Breach.objects.get().closed_on is None
    told = said | {"seen": "1", "authority_told_at": now.strftime("%Y-%m-%dT%H:%M"), "people": "2"}
    assert client.post(address + "change/", told).status_code == 302
    late = client.post(address + "change/", told | {"people": "3"})
    assert late.status_code == 400 and "Somebody changed this" in late.content.decode()
    client.post(address + "close/", {"seen": "2"})
    with tenant(harbour.pk):
        assert Breach.objects.get().closed_on == timezone.localdate()
    assert client_of("caseworker").get(address).status_code == 403


def test_the_record_of_processing_begins_with_what_is_proposed(client_of: Any, harbour: Any) -> None:
    client = client_of("data-manager")
    assert "Case management" in client.get(HOME + "processing/").content.decode()
    client.post(HOME + "processing/begin/")
    client.post(HOME + "processing/begin/")
    with tenant(harbour.pk):
        rows = list(Processing.objects.order_by("made_at"))
        assert len(rows) == len(governance.processing_lines("en"))
    client.post(
        f"{HOME}processing/{rows[0].pk}/",
        {"activity": "Shelter", "purpose": "A bed", "seen": "1"},
    )
    client.post(f"{HOME}processing/{rows[1].pk}/remove/")
    said = client.get(HOME + "processing/").content.decode()
    assert "Shelter" in said and rows[1].activity not in said


# Pages


def test_no_page_asks_more_of_the_database_when_there_is_more(
    case: Case, working_as: Any, client_of: Any
) -> None:
    client = client_of("supervisor")
    pages = [
        HOME,
        HOME + "requests/",
        HOME + "authority-requests/",
        HOME + "retention/",
        f"/o/harbour/cases/{case.pk}/requests/",
    ]

    def more(actor: Any, count: int) -> None:
        for _ in range(count):
            row = asked(case, actor)
            AuthorityRequest.objects.create(
                case=case, person=case.person, authority="Office", legal_basis="-", scope="-"
            )
            other = case_open(person=person_named("Name", "Sample"), by=actor, level=AccessLevel.RESTRICTED)
            asked(other, actor)
            closed(other, actor)
        copies.append(f"{HOME}requests/{row.pk}/copy/")

    copies: list[str] = []
    counted = []
    for count in (2, 6):
        with working_as("supervisor") as actor:
            more(actor, count)
        with_copy = [*pages, copies[-1]]
        for address in with_copy:
            client.get(address)
        numbers = {}
        for place, address in enumerate(with_copy):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers[place] = len(queries)
        counted.append(numbers)
    assert counted[0] == counted[1]
    assert max(counted[1].values()) <= 40, counted
