"""The one-page summary: asked for with a reason, the least of a person, told, and never kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from fanal.web.casework.models import Case

pytestmark = pytest.mark.django_db
WorkingAs = Any


def _text(pdf: bytes) -> str:
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def _address(case: Case) -> str:
    return f"/o/harbour/cases/{case.pk}/summary/"


def test_the_second_factor_comes_first(
    case: Case, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanal.web.accounts.step_up.stepped_up", lambda request: False)
    answer = client_of("caseworker").post(_address(case), {"why": "Talk with the lawyer"})
    assert answer.status_code == 302
    assert b"%PDF" not in answer.content


def test_without_a_reason_there_is_none(case: Case, client_of: Callable[[str], Client]) -> None:
    answer = client_of("caseworker").post(_address(case), {"why": " "})
    assert answer.status_code == 400
    assert not answer.content.startswith(b"%PDF")


def test_it_says_who_made_it_when_and_why_and_is_told(
    case: Case, working_as: WorkingAs, client_of: Callable[[str], Client]
) -> None:
    from fanal.web.audit_trail.models import AuditEntry
    from fanal.web.casework.models import Copy

    answer = client_of("caseworker").post(_address(case), {"why": "Talk with the lawyer"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="summary.pdf"'
    assert answer["Cache-Control"] == "no-store"
    text = _text(answer.content)
    assert "Amina Farouk" in text
    assert "Talk with the lawyer" in text
    assert "+39 320 123 4567" not in text, "no telephone number"
    assert b"Amina" not in answer.content.replace(b"\x00", b""), "nothing readable outside the drawn page"
    with working_as("supervisor"):
        assert AuditEntry.objects.filter(event="cases.summary-made", person=case.person_id).count() == 1
        assert not Copy.objects.exists()


def test_handed_over_only_on_a_basis_and_noted_as_a_copy(
    case: Case, working_as: WorkingAs, client_of: Callable[[str], Client]
) -> None:
    from fanal.web.casework.models import Copy
    from fanal.web.casework.services.basis import basis_record

    client = client_of("caseworker")
    asked = {"why": "Appointment at the clinic", "receiver": "Clinic", "purpose": "referral"}
    assert client.post(_address(case), asked).status_code == 400
    with working_as("caseworker") as actor:
        assert not Copy.objects.exists()
        basis_record(
            case=case, by=actor, purpose="referral", ground="consent", answer="given", decided_by="person"
        )
    text = _text(client.post(_address(case), asked).content)
    assert "Clinic" in text
    with working_as("caseworker"):
        assert [one.receiver for one in Copy.objects.all()] == ["Clinic"]


def test_every_script_of_the_font_prints_and_what_is_missing_shows() -> None:
    from fanal.web.casework.summary_page import Line, Notes, Part
    from fanal.web.casework.summary_pdf import as_pdf

    notes = Notes("Case 26-0001", "Confidential", "Nothing", "A sign is missing", "More is recorded")
    lines = [Line("Name", "Zoë Ștefănescu · Ольга Кравчук · Ελένη Παππά")]
    text = _text(as_pdf([Part("Person", lines)], ["Made by A"], notes, "en"))
    assert "Ольга Кравчук" in text and "Ελένη" in text and "Ștefănescu" in text
    assert notes.signs not in text
    foreign = _text(as_pdf([Part("Person", [Line("Name", "لينا")])], ["Made by A"], notes, "en"))
    assert notes.signs in foreign and "¤" in foreign


def test_what_does_not_fit_is_said_never_a_second_page() -> None:
    from fanal.web.casework.summary_page import Line, Notes, Part
    from fanal.web.casework.summary_pdf import as_pdf

    notes = Notes("Case 26-0001", "Confidential", "Nothing", "A sign is missing", "More is recorded")
    lines = [Line(f"Line {n}", "word " * 60) for n in range(40)]
    text = _text(as_pdf([Part("Person", lines)], ["Made by A"], notes, "en"))
    assert notes.fell_off in text


def test_a_host_without_the_library_says_so(
    case: Case, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanal.web.casework.views.summary.find_spec", lambda name: None)
    answer = client_of("caseworker").get(_address(case))
    assert answer.status_code == 404
    assert "fanal[print]" in answer.content.decode()
