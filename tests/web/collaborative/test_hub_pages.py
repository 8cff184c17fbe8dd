"""The hub's pages, and the contributor's: a day of a steward from founding to a decision."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from fanal.web.collaborative.assessing import questions
from fanal.web.collaborative.models import Agreement, Contribution, Contributor, Hub, Mapping
from fanal.web.collaborative.selectors.contribution import rows_of
from fanal.web.collaborative.services.contribution import contribution_check
from web.collaborative.people import contributed, package, rows

if TYPE_CHECKING:
    from web.collaborative.people import Team

pytestmark = pytest.mark.django_db
SECRET = b"of the harbour"


def at(team: Team, view: str, *parts: Any) -> str:
    return reverse(f"collaborative.{view}", args=[team.organisation.slug, *parts])


def test_from_founding_to_a_signed_agreement(lighthouse: Team, harbour: Team) -> None:
    steward = lighthouse.client("data-steward")
    assert "runs no collaborative" in steward.get(at(lighthouse, "hub-show")).content.decode()
    said = {
        "slug": "phare",
        "title_en": "The lighthouse",
        "title_fr": "Le phare",
        "publisher": "Lighthouse",
        "licence": "CC-BY-4.0",
        "k": 11,
        "review_days": 14,
    }
    assert steward.post(at(lighthouse, "hub-found"), said).status_code == 302
    assert steward.post(at(lighthouse, "hub-found"), said).status_code == 409
    with lighthouse.working("data-steward"):
        hub = Hub.objects.get()
        assert hub.recipient.startswith("age1")
        assert hub.identity.startswith("AGE-SECRET-KEY-")
    invited = {"name": "Harbour Association", "member": "harbour"}
    steward.post(at(lighthouse, "contributor-invite"), invited)
    with lighthouse.working("data-steward"):
        contributor = Contributor.objects.get()
    assert contributor.member_id == harbour.organisation.pk

    half = {one.code: "Thought of." for one in questions()[:-1]} | {"accept": "yes"}
    assert steward.post(at(lighthouse, "assessment", contributor.pk), half).status_code == 409
    whole = {one.code: "Thought of." for one in questions()} | {"accept": "yes"}
    assert steward.post(at(lighthouse, "assessment", contributor.pk), whole).status_code == 302

    offer = {
        "purpose": "statistics",
        "kinds": ["rows"],
        "fields_": ["prs_Gender", "hte_Country"],
        "valid_from": timezone.localdate().isoformat(),
        "language": "fr",
    }
    page = steward.post(at(lighthouse, "agreement-new", contributor.pk), offer, follow=True)
    assert "11 personnes" in page.content.decode()
    identity = offer | {"fields_": ["prs_FirstName"]}
    assert steward.post(at(lighthouse, "agreement-new", contributor.pk), identity).status_code == 400

    director = harbour.client("organisation-administrator")
    listed = director.get(at(harbour, "seen-list")).content.decode()
    assert "Waits for a signature" in listed
    with lighthouse.working("data-steward"):
        agreement = Agreement.objects.get()
    assert agreement.fields == ["hte_Country", "hte_Type", "prs_Gender"]
    assert director.get(at(harbour, "agreement-seen", agreement.pk)).status_code == 200
    signed = {"name": "A. Director, director", "read": "on"}
    assert director.post(at(harbour, "agreement-sign", agreement.pk), signed).status_code == 302
    with lighthouse.working("data-steward"):
        agreement.refresh_from_db()
        assert (agreement.state, agreement.signed_by) == ("signed", "A. Director, director")
    assert steward.get(at(lighthouse, "contributor-show", contributor.pk)).status_code == 200
    # Twice is once.
    assert director.post(at(harbour, "agreement-sign", agreement.pk), signed).status_code == 409


def test_every_page_opens(lighthouse: Team, harbour: Team, harbour_agreement: Agreement) -> None:
    contributed(lighthouse, harbour_agreement, package(rows(SECRET)))
    second = contributed(lighthouse, harbour_agreement, package(rows(SECRET, first=5)))
    of, given = harbour_agreement.contributor_id, second.pk
    for language in ("en", "fr"):
        for client, team, pages in (
            (
                lighthouse.client("data-steward"),
                lighthouse,
                [
                    ("hub-show",),
                    ("hub-change",),
                    ("contributor-invite",),
                    ("contributor-show", of),
                    ("contributor-quality", of),
                    ("agreement-new", of),
                    ("assessment", of),
                    ("upload", of),
                    ("agreement-show", harbour_agreement.pk),
                    ("contribution-show", given),
                    ("contribution-rows", given),
                ],
            ),
            (
                harbour.client("organisation-administrator"),
                harbour,
                [
                    ("seen-list",),
                    ("quality-seen", of),
                    ("agreement-seen", harbour_agreement.pk),
                    ("contribution-seen", given),
                ],
            ),
            (harbour.client("data-manager"), harbour, [("contribution-withdraw", given)]),
        ):
            for page in pages:
                answer = client.get(at(team, *page), headers={"accept-language": language})
                assert answer.status_code == 200, page
                assert "web.collaborative." not in answer.content.decode()


def test_the_contributor_withdraws_and_the_files_are_gone(
    lighthouse: Team, harbour: Team, harbour_agreement: Agreement
) -> None:
    from fanal.web.keys.files import SealedFiles

    given = contributed(lighthouse, harbour_agreement, package(rows(SECRET)))
    path = SealedFiles().path(given.records_id)
    assert path.exists()
    manager = harbour.client("data-manager")
    address = at(harbour, "contribution-withdraw", given.pk)
    assert "destroyed" in manager.get(address).content.decode()
    assert manager.post(address).status_code == 302
    with lighthouse.working("data-steward"):
        given.refresh_from_db()
        assert (given.state, given.records_id) == ("withdrawn", None)


def test_what_a_published_release_needs_is_kept_and_said(
    lighthouse: Team, harbour: Team, harbour_agreement: Agreement
) -> None:
    given = contributed(lighthouse, harbour_agreement, package(rows(SECRET)))
    with lighthouse.working("data-steward"):
        Contribution.objects.update(released_in=["2026.1"])
    manager = harbour.client("data-manager")
    address = at(harbour, "contribution-withdraw", given.pk)
    assert "must stay reproducible" in manager.get(address).content.decode()
    manager.post(address)
    with lighthouse.working("data-steward"):
        given.refresh_from_db()
        assert given.state == "withdrawn"
        assert given.records_id is not None
    assert "is kept, encrypted" in manager.get(at(harbour, "contribution-seen", given.pk)).content.decode()


def test_a_steward_decides(lighthouse: Team, harbour_agreement: Agreement) -> None:
    from fanal.web.collaborative.services.receiving import contribution_receive

    steward = lighthouse.client("data-steward")
    with lighthouse.working("data-steward") as actor:
        given = contribution_receive(
            contributor=harbour_agreement.contributor,
            raw=package(rows(SECRET)),
            way="file",
            by=actor.user_id,
        )
    # Not before it was checked.
    assert steward.post(at(lighthouse, "contribution-accept", given.pk)).status_code == 409
    with lighthouse.working("data-steward"):
        list(contribution_check(given.pk))
    refused = steward.post(at(lighthouse, "contribution-refuse", given.pk), {"note": "Years are missing."})
    assert refused.status_code == 302
    with lighthouse.working("data-steward"):
        given.refresh_from_db()
        assert (given.state, given.note, given.records_id) == ("refused", "Years are missing.", None)
    assert (
        lighthouse.client("release-signer").post(at(lighthouse, "contribution-accept", given.pk)).status_code
        == 403
    )


FOREIGN = pl.DataFrame(
    {
        "Case no": ["A1", "A2", "A3"],
        "Name": ["Amina Farouk", "Zwetelina Plantedname", "Third Plantedname"],
        "Sex": ["femme", "homme", "femme"],
        "Nationality": ["NG", "UA", "PH"],
        "Remarks": ["met at the station", "", "lives with her sister"],
    }
)


def uploaded() -> SimpleUploadedFile:
    return SimpleUploadedFile("cases.csv", FOREIGN.write_csv().encode())


def test_a_file_of_another_shape_is_mapped_looked_at_and_taken(
    lighthouse: Team, harbour_agreement: Agreement
) -> None:
    steward, of = lighthouse.client("data-steward"), harbour_agreement.contributor_id
    said = {"purpose": "statistics", "consent": "checked"}
    address = at(lighthouse, "upload", of)
    suggested = steward.post(address, said | {"file": uploaded(), "do": "suggest"})
    assert suggested.status_code == 200
    assert "Plantedname" not in suggested.content.decode()
    form = suggested.context["form"]
    answers = {"shown": suggested.context["shown"]}
    wanted = {"Sex": "prs_Gender", "Nationality": "prs_Citizenship", "Case no": "cas_Reference"}
    for place, one in enumerate(form.columns):
        answers[f"field-{place}"] = wanted.get(one.heading, "")
        if one.heading == "Sex":
            answers[f"words-{place}"] = "femme = Feminine\nhomme = Masculine"
    saved = steward.post(at(lighthouse, "mapping-change", of), answers)
    assert saved.status_code == 302, saved.context["form"].errors
    with lighthouse.working("data-steward"):
        assert list(Mapping.objects.values_list("version", flat=True)) == [1]
    assert steward.get(at(lighthouse, "mapping-show", of)).status_code == 200

    look = steward.post(address, said | {"file": uploaded(), "do": "look"})
    assert "3 people would be taken in" in look.content.decode()
    with lighthouse.working("data-steward"):
        assert not Contribution.objects.exists()
    assert steward.post(address, said | {"file": uploaded(), "do": "take"}).status_code == 302
    with lighthouse.working("data-steward"):
        given = Contribution.objects.get()
        assert given.mapping.version == 1
        list(contribution_check(given.pk))
        given.refresh_from_db()
        table = rows_of(given)
    assert sorted(table["prs_Gender"]) == ["Feminine", "Feminine", "Masculine"]
    assert set(table.columns) == {
        "contributor",
        "version",
        "row",
        *harbour_agreement.fields,
    }
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    assert b"Plantedname" not in buffer.getvalue()
    # The same file again is the same version.
    steward.post(address, said | {"file": uploaded(), "do": "take"})
    with lighthouse.working("data-steward"):
        assert Contribution.objects.count() == 1


def test_a_file_that_says_nothing_of_consent_is_held_back(
    lighthouse: Team, harbour_agreement: Agreement
) -> None:
    steward = lighthouse.client("data-steward")
    address = at(lighthouse, "upload", harbour_agreement.contributor_id)
    said = {"purpose": "statistics", "consent": "asked", "file": uploaded(), "do": "look"}
    page = steward.post(address, said).content.decode()
    assert "0 people would be taken in" in page or "no heading" in page.lower()
