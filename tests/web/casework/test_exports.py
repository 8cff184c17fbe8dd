"""What leaves: only what one may see and what may leave for the purpose; sealed, noted for each person."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyrage
import pytest
from django.conf import settings
from django.test.utils import CaptureQueriesContext

from fanal.exchange.files import open_bytes
from fanal.exchange.reading import Reading, ReadSettings, read_content
from fanal.web.access.levels import AccessLevel
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework import editing
from fanal.web.casework.models import Basis, Case, Copy
from fanal.web.casework.services.case import case_open
from fanal.web.keys.services import person_erase
from web.browser import assert_accessible, screenshot, signed_in
from web.casework.cases import person_named
from web.keys.searching import planted_secrets_found

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

    from fanal.web.organisations.models import Membership

ADDRESS = "/o/harbour/cases/exports/"
PASSPHRASE = "seven dry lighthouses at noon"
SECRETS = ("Plantedname", "Zwetelina")


def agreed(person: Any, purpose: str = "referral", answer: str = "given") -> None:
    editing.create(
        Basis, person=person, purpose=purpose, ground="consent", answer=answer, decided_by="person", oral=True
    )


@pytest.fixture
def cases(working_as: Any) -> list[Case]:
    """Four cases: of somebody who agreed, who refused, who was not asked, who withdrew."""
    made = []
    with working_as("caseworker") as actor:
        for number, answers in enumerate((["given"], ["refused"], [], ["given", "withdrawn"])):
            person = person_named("Zwetelina", f"Plantedname{number}", prs_Birthdate="1990-02-03")
            for answer in answers:
                agreed(person, answer=answer)
            made.append(case_open(person=person, by=actor))
    return made


def sent(more: dict[str, str] | None = None) -> dict[str, str]:
    return {
        "purpose": "referral",
        "identifying": "on",
        "receiver": "Shelter by the lake, Ms Example",
        "form": "json",
        "passphrase": PASSPHRASE,
        **(more or {}),
    }


def opened(content: bytes, name: str) -> Reading:
    return read_content(open_bytes(pyrage.passphrase.decrypt(content, PASSPHRASE), name), ReadSettings())


@pytest.mark.django_db
class TestExport:
    def test_only_what_may_leave_and_the_rest_with_its_reason(
        self, client_of: Callable[[str], Client], cases: list[Case], working_as: Any
    ) -> None:
        client = client_of("supervisor")
        page = client.get(ADDRESS, {"purpose": "referral"})
        assert page.context["leave"] == 1
        assert [(case.number, why) for case, why in page.context["held_back"]] == [
            (cases[1].number, "web.casework.leave-refused"),
            (cases[2].number, "web.casework.leave-nothing-recorded"),
            (cases[3].number, "web.casework.leave-withdrawn"),
        ]
        answer = client.post(ADDRESS, sent())
        assert answer.status_code == 200
        read = opened(answer.content, "cases.json")
        assert read.findings == () and read.records.cases["case"].to_list() == [cases[0].number]
        assert read.records.cases["prs_SecondName"].to_list() == ["Plantedname0"]
        with working_as("supervisor"):
            copy = Copy.objects.get()
            assert (copy.person_id, copy.purpose, copy.recallable) == (cases[0].person_id, "referral", False)
            assert copy.receiver == "Shelter by the lake, Ms Example"
            told = AuditEntry.objects.filter(event="cases.handed-out")
            assert [one.person for one in told] == [cases[0].person_id]
            assert AuditEntry.objects.filter(event="cases.exported").count() == 1

    @pytest.mark.parametrize("form", ["excel", "csv", "json"])
    def test_every_form_is_read_again_without_a_finding(
        self, client_of: Callable[[str], Client], cases: list[Case], form: str
    ) -> None:
        answer = client_of("supervisor").post(ADDRESS, sent({"form": form}))
        plain = pyrage.passphrase.decrypt(answer.content, PASSPHRASE)
        if form == "csv":
            with zipfile.ZipFile(BytesIO(plain)) as archive:
                plain = archive.read("cases.csv")
        read = read_content(open_bytes(plain, "cases"), ReadSettings())
        assert read.findings == () and len(read.records) == 1
        assert "Plantedname" not in answer["Content-Disposition"]

    def test_to_a_named_key(self, client_of: Callable[[str], Client], cases: list[Case]) -> None:
        own, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
        answer = client_of("supervisor").post(
            ADDRESS, sent({"passphrase": "", "recipient": str(own.to_public())})
        )
        assert b"Plantedname0" in pyrage.decrypt(answer.content, [own])
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(answer.content, [other])
        assert b"Plantedname" not in answer.content

    @pytest.mark.parametrize(
        "wrong",
        [
            {"passphrase": ""},
            {"passphrase": "short"},
            {"recipient": "age1notakey"},
            {"recipient": "age1notakey", "passphrase": ""},
            {"receiver": ""},
        ],
    )
    def test_nothing_leaves_unsealed_or_to_nobody(
        self, client_of: Callable[[str], Client], cases: list[Case], working_as: Any, wrong: dict[str, str]
    ) -> None:
        answer = client_of("supervisor").post(ADDRESS, sent(wrong))
        assert answer.status_code == 400 and "Content-Disposition" not in answer
        with working_as("supervisor"):
            assert not Copy.objects.exists()

    def test_without_names(self, client_of: Callable[[str], Client], cases: list[Case]) -> None:
        said = sent()
        del said["identifying"]
        plain = pyrage.passphrase.decrypt(client_of("supervisor").post(ADDRESS, said).content, PASSPHRASE)
        assert b"Plantedname" not in plain and b"1990" not in plain and b"Feminine" in plain

    def test_not_what_one_may_not_see_and_not_who_was_erased(
        self, client_of: Callable[[str], Client], cases: list[Case], working_as: Any
    ) -> None:
        with working_as("supervisor"):
            Case.objects.filter(pk=cases[0].pk).update(level=AccessLevel.CLOSED)
            person_erase(cases[1].person_id, reason="asked")
        page = client_of("data-manager").get(ADDRESS, {"purpose": "referral"})
        assert page.context["leave"] == 0
        held = {case.number: why for case, why in page.context["held_back"]}
        assert cases[0].number not in held and held[cases[1].number] == "web.casework.export-erased"
        assert client_of("data-manager").post(ADDRESS, sent()).status_code == 400

    def test_the_second_factor_is_asked_for_again(
        self, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("fanal.web.accounts.step_up.stepped_up", lambda request: False)
        assert client_of("supervisor").post(ADDRESS, sent()).status_code == 302
        assert client_of("caseworker").get(ADDRESS).status_code == 403

    def test_nothing_lies_in_the_clear(
        self,
        client_of: Callable[[str], Client],
        cases: list[Case],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        for form in ("excel", "csv", "json"):
            assert client_of("supervisor").post(ADDRESS, sent({"form": form})).status_code == 200
        assert not planted_secrets_found(tmp_path, SECRETS)
        assert not planted_secrets_found(Path(settings.INSTALLATION.data), SECRETS)

    def test_the_number_of_queries_does_not_grow(
        self, client_of: Callable[[str], Client], cases: list[Case], working_as: Any
    ) -> None:
        from django.db import connection

        client = client_of("supervisor")

        def asked() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(ADDRESS, {"purpose": "referral"}).status_code == 200
            return len(seen)

        client.get(ADDRESS)
        before = asked()
        with working_as("caseworker") as actor:
            for number in range(6):
                person = person_named("Another", f"Name{number}")
                agreed(person)
                case_open(person=person, by=actor)
        assert asked() <= before <= 40


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
def test_export_in_a_browser(
    page: Page, members: dict[str, Membership], cases: list[Case], tmp_path: Path
) -> None:
    signed_in(page, members["supervisor"].user)
    page.goto(ADDRESS)
    assert_accessible(page)
    page.get_by_label("Referral to other services").check()
    page.get_by_role("button", name="See what would leave").click()
    page.get_by_text("1 case may leave.").wait_for()
    assert_accessible(page)
    screenshot(page, "export-look")
    page.get_by_label("Name of the receiver").fill("Shelter by the lake")
    page.get_by_label("JSON").check()
    page.get_by_label("Or a passphrase").fill(PASSPHRASE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Encrypt the file and hand it out").click()
    assert download.value.suggested_filename == "fanal-export.json.age"
    sealed = Path(download.value.path()).read_bytes()
    assert len(opened(sealed, "cases.json").records) == 1
