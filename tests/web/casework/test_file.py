"""Files of a case: sealed, told by their contents, handed out as a download and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from fanal.web.casework.services.file import LIMIT, plain_name
from fanal.web.casework.services.file_types import TYPES, type_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"A contract that nobody signed. " * 40


def send(client: Any, case: Any, name: str, content: bytes, *, whole: bool = True) -> Any:
    typed = {"kind": "work", "file": SimpleUploadedFile(name, content, content_type="image/png")}
    typed |= {"whole": "yes"} if whole else {}
    return client.post(f"/o/harbour/cases/{case.pk}/files/new/", typed)


def attachments(working_as: Any) -> list[Any]:
    from fanal.web.casework.models import Attachment

    with working_as("caseworker"):
        return list(Attachment.objects.select_related("file"))


def lying() -> list[Any]:
    return [one for one in settings.INSTALLATION.files.rglob("*") if one.is_file()]


def test_a_file_is_sealed_and_comes_back_as_it_was(case: Any, client_of: Any, working_as: Any) -> None:
    client, before = client_of("caseworker"), set(lying())
    assert send(client, case, "Amina Farouk passport.pdf", PDF).status_code == 302
    (made,) = set(lying()) - before
    assert b"contract" not in made.read_bytes()
    (row,) = attachments(working_as)
    path = f"/o/harbour/cases/{case.pk}/files/{row.pk}/"
    answer = client_of("hotline-adviser").get(path)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="file-{row.pk.hex[:8]}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    own = client.get(f"{path}?name=own")
    assert own["Content-Disposition"] == 'attachment; filename="Amina Farouk passport.pdf"'
    b"".join(own.streaming_content)
    from fanal.web.audit_trail.models import AuditEntry

    with working_as("caseworker"):
        told = AuditEntry.objects.filter(event="cases.file-downloaded", person=case.person_id)
        assert told.count() == 2


def test_who_may_not_read_cases_gets_no_file(case: Any, client_of: Any, working_as: Any) -> None:
    send(client_of("caseworker"), case, "a.pdf", PDF)
    (row,) = attachments(working_as)
    assert client_of("auditor").get(f"/o/harbour/cases/{case.pk}/files/{row.pk}/").status_code == 403
    with working_as("caseworker") as actor:
        from web.casework.cases import case_of_amina

        other = case_of_amina(actor)
    assert client_of("caseworker").get(f"/o/harbour/cases/{other.pk}/files/{row.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + bytes(400), "This is a program"),
        (b"#!/bin/sh\nrm -rf /\n", "This is a program"),
        (PDF + bytes(LIMIT), "15 MiB at most"),
    ],
    ids=["empty", "program", "script", "huge"],
)
def test_what_is_not_kept_leaves_nothing(
    content: bytes, said: str, case: Any, client_of: Any, working_as: Any
) -> None:
    before = set(lying())
    answer = send(client_of("caseworker"), case, "holiday.jpg", content)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert attachments(working_as) == []
    assert set(lying()) == before


def test_a_file_that_was_cut_on_its_way_is_not_kept(case: Any, client_of: Any, working_as: Any) -> None:
    """The hidden field after the file is missing, as when something closed the form of a broken line."""
    before = set(lying())
    answer = send(client_of("caseworker"), case, "a.pdf", PDF, whole=False)
    assert answer.status_code == 400
    assert "did not arrive whole" in answer.content.decode()
    assert attachments(working_as) == []
    assert set(lying()) == before


def test_the_hidden_field_stands_after_the_file(case: Any, client_of: Any) -> None:
    said = client_of("caseworker").get(f"/o/harbour/cases/{case.pk}/files/new/").content.decode()
    assert 'type="file"' in said
    assert said.index('type="file"') < said.index('name="whole"')


def test_a_body_that_breaks_off_is_not_kept(case: Any, client_of: Any, working_as: Any) -> None:
    edge = "edge"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="kind"\r\n\r\nwork\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n%PDF-1.7 half of it"
    )
    before = set(lying())
    answer = client_of("caseworker").post(
        f"/o/harbour/cases/{case.pk}/files/new/",
        body.encode(),
        content_type=f"multipart/form-data; boundary={edge}",
    )
    assert answer.status_code == 400
    assert attachments(working_as) == []
    assert set(lying()) == before


def test_a_file_that_is_another_than_it_says_is_told(case: Any, client_of: Any, working_as: Any) -> None:
    client = client_of("caseworker")
    send(client, case, "holiday.jpg", PDF)
    send(client, case, "right.pdf", PDF)
    said = client.get(f"/o/harbour/cases/{case.pk}/files/").content.decode()
    assert said.count("The contents are not what the name says") == 1
    assert said.count("PDF document") == 2
    row = next(one for one in attachments(working_as) if one.size)
    answer = client.get(f"/o/harbour/cases/{case.pk}/files/{row.pk}/")
    assert answer["Content-Disposition"].endswith('.pdf"')
    b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\cv.docx", "cv.docx"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("a\x00b\r\nX: y.pdf", "abX: y.pdf"),
        (".htaccess", "htaccess"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
        ("Reçu d’Amina.pdf", "Reçu d’Amina.pdf"),
    ],
)
def test_hostile_names_are_made_plain(name: str, kept: str) -> None:
    assert plain_name(name) == kept


def test_a_hostile_name_breaks_neither_page_nor_header(case: Any, client_of: Any, working_as: Any) -> None:
    client = client_of("caseworker")
    send(client, case, '"><script>alert(1)</script>; filename=x.html', b"<html><script>alert(1)</script>")
    said = client.get(f"/o/harbour/cases/{case.pk}/files/").content.decode()
    assert "<script>alert" not in said
    (row,) = attachments(working_as)
    for query in ("", "?name=own"):
        answer = client.get(f"/o/harbour/cases/{case.pk}/files/{row.pk}/{query}")
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Content-Type"] == "application/octet-stream"
        b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("begins", "name"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"\x00\x00\x00\x18ftypisom", "mp4"),
        (b"PK\x03\x04 [Content_Types].xml word/document.xml", "word"),
        (b"PK\x03\x04 something", "zip"),
        ("d’été".encode() * 3000, "text"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"\x7fELF", "program"),
    ],
)
def test_types_are_told_by_contents(begins: bytes, name: str) -> None:
    assert type_of(begins[:8192]).name == name


def test_every_type_has_a_name_in_both_languages() -> None:
    from fanal.presentation import text

    for name in TYPES:
        assert text(f"web.casework.type-{name}", "fr")


def test_the_limit_of_a_file_is_within_what_the_site_reads() -> None:
    assert LIMIT + 2**20 < settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def destroyed(client: Any, case: Any, row: Any, **said: str) -> Any:
    answer = {"reason": "wrong-case", "sure": "on"} | said
    return client.post(f"/o/harbour/cases/{case.pk}/files/{row.pk}/destroy/", answer)


@pytest.mark.parametrize("state", ["shown", "marked as a mistake", "in a closed case"])
def test_a_file_of_the_wrong_case_is_destroyed_on_the_disk_and_in_the_database(
    state: str, case: Any, client_of: Any, working_as: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from fanal.web.audit_trail.models import AuditEntry
    from fanal.web.audit_trail.sealing import open_details
    from fanal.web.casework.models import Attachment
    from fanal.web.casework.services.case import case_close
    from fanal.web.keys.models import SealedFile

    client, before = client_of("caseworker"), set(lying())
    send(client, case, "of another.pdf", PDF)
    (made,), (row,) = set(lying()) - before, attachments(working_as)
    sealed = made.read_bytes()
    if state == "marked as a mistake":
        client.post(f"/o/harbour/cases/{case.pk}/files/{row.pk}/mistake/", {"seen": "1", "mistaken": "yes"})
    if state == "in a closed case":
        with working_as("caseworker") as actor:
            case_close(case=case, seen=case.version, by=actor, reason="moved")
    address = f"/o/harbour/cases/{case.pk}/files/{row.pk}/destroy/"
    assert address in client.get(f"/o/harbour/cases/{case.pk}/files/").content.decode()
    assert "of another.pdf" in client.get(address).content.decode()
    assert destroyed(client, case, row, sure="").status_code == 400
    assert destroyed(client, case, row, reason="").status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        assert destroyed(client, case, row).status_code == 302
    assert set(lying()) == before, "the bytes are gone"
    with working_as("caseworker"):
        assert not Attachment.objects.exists() and not SealedFile.objects.filter(pk=row.file_id).exists()
        told = AuditEntry.objects.get(event="cases.file-destroyed", person=case.person_id)
        said = open_details(told).values
        assert said["reason"] == "wrong-case" and said["entry"] == str(row.pk)
        assert "another" not in str(said)
    root = settings.INSTALLATION.files.parent
    assert not [one for one in root.rglob("*") if one.is_file() and sealed[-64:] in one.read_bytes()]
    assert destroyed(client, case, row).status_code == 404


def test_a_legal_hold_or_evidence_stands_against_it(case: Any, client_of: Any, working_as: Any) -> None:
    from fanal.web.keys.services import hold_lift, hold_set

    client = client_of("caseworker")
    send(client, case, "a.pdf", PDF)
    (row,) = attachments(working_as)
    with working_as("supervisor"):
        hold_set(case.person_id, reason="Order of a court")
    held = destroyed(client, case, row)
    assert held.status_code == 400 and "A legal hold stands against it" in held.content.decode()
    with working_as("supervisor"):
        hold_lift(case.person_id)
    change = f"/o/harbour/cases/{case.pk}/files/{row.pk}/change/"
    assert client.post(change, {"seen": "1", "kind": "work", "evidence": "on"}).status_code == 302
    kept = destroyed(client, case, row)
    assert kept.status_code == 400 and "marked as evidence" in kept.content.decode()
    assert "/destroy/" not in client.get(f"/o/harbour/cases/{case.pk}/files/").content.decode()
    assert client.post(change, {"seen": "2", "kind": "work"}).status_code == 403, "not by whoever destroys"
    assert len(lying()) and len(attachments(working_as)) == 1
    assert client_of("supervisor").post(change, {"seen": "2", "kind": "work"}).status_code == 302
    assert destroyed(client, case, row).status_code == 302


def test_who_may_not_destroy_is_not_asked(case: Any, client_of: Any, working_as: Any) -> None:
    send(client_of("caseworker"), case, "a.pdf", PDF)
    (row,) = attachments(working_as)
    for role in ("data-manager", "hotline-adviser", "evidence-officer"):
        assert destroyed(client_of(role), case, row).status_code == 403
        assert "/destroy/" not in client_of(role).get(f"/o/harbour/cases/{case.pk}/files/").content.decode()
    assert len(attachments(working_as)) == 1
