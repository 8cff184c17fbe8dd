"""The door: what is taken in, what is refused, what is never kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from django.utils import timezone

from fanal.contributing import sealed
from fanal.presentation import Refusal
from fanal.web.collaborative.models import Agreement, Contribution, ImpactAssessment, Removal
from fanal.web.collaborative.selectors.contribution import rows_of
from fanal.web.collaborative.services.agreement import agreement_decline
from fanal.web.collaborative.services.contribution import contribution_check
from fanal.web.collaborative.services.receiving import contribution_receive
from fanal.web.design.errors import Refused
from web.collaborative.people import contributed, package, rows

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

pytestmark = pytest.mark.django_db
SECRET = b"of the harbour"


def received(lighthouse: Team, agreement: Agreement, raw: bytes, **more: Any) -> Contribution:
    with lighthouse.working("data-steward") as actor:
        return contribution_receive(
            contributor=agreement.contributor, raw=raw, way="file", by=actor.user_id, **more
        )


def test_a_package_becomes_rows_with_their_provenance(lighthouse: Team, harbour_agreement: Agreement) -> None:
    made = contributed(lighthouse, harbour_agreement, package(rows(SECRET)))
    assert (made.state, made.version, made.rows) == ("accepted", 1, 40)
    with lighthouse.working("data-steward"):
        table = rows_of(made)
    assert set(table["contributor"]) == {str(harbour_agreement.contributor_id)}
    assert set(table["version"]) == {1}
    assert sorted(table["row"]) == sorted(rows(SECRET)["row"])
    assert set(table["hte_Country"]) == {"FR", "MY", "FR;IT"}
    assert set(table["cas_RegistrationDate"]) == {"2020", "2021", "2022", "2023"}


def test_the_raw_package_is_gone_once_it_is_checked(lighthouse: Team, harbour_agreement: Agreement) -> None:
    made = contributed(lighthouse, harbour_agreement, package(rows(SECRET, prs_Gender="Amina Farouk")))
    assert made.received_id is None
    with lighthouse.working("data-steward"):
        assert rows_of(made)["prs_Gender"].null_count() == 40
    assert made.quality["fields"]["prs_Gender"] == {
        "missing": 0,
        "not_understood": 40,
        "unknown": 0,
        "drift": None,
    }
    assert "Amina" not in str([made.findings, made.quality, made.changes])


def test_sealed_to_the_hub_or_as_it_is(lighthouse: Team, hub: Hub, harbour_agreement: Agreement) -> None:
    raw = package(rows(SECRET))
    first = received(lighthouse, harbour_agreement, sealed(raw, hub.recipient))
    again = received(lighthouse, harbour_agreement, raw)
    assert first.pk == again.pk
    assert first.version == 1


def test_sealed_to_another_hub_is_refused(lighthouse: Team, harbour_agreement: Agreement) -> None:
    import pyrage

    other = str(pyrage.x25519.Identity.generate().to_public())
    with pytest.raises(Refusal):
        received(lighthouse, harbour_agreement, sealed(package(rows(SECRET)), other))


@pytest.mark.parametrize("identity", ["prs_FirstName", "prs_Birthdate", "cco_CaseComment", "prs_PhoneNumber"])
def test_identity_is_refused_and_never_kept(
    identity: str, lighthouse: Team, harbour_agreement: Agreement, tmp_path: Any
) -> None:
    from fanal.standard import htcds

    if identity not in htcds().by_name:
        identity = next(one.name for one in htcds() if one.secret)
    planted = package(rows(SECRET, **{identity: "Plantedname"}))
    for drop in (False, True):
        with pytest.raises(Refused, match="identity"):
            received(lighthouse, harbour_agreement, planted, drop=drop)
    with lighthouse.working("data-steward"):
        assert not Contribution.objects.exists()


def test_what_was_not_agreed_is_refused_by_name_or_dropped(
    lighthouse: Team, harbour_agreement: Agreement
) -> None:
    raw = package(rows(SECRET, prs_MaritalStatus="Single"))
    with pytest.raises(Refused) as refused:
        received(lighthouse, harbour_agreement, raw)
    assert refused.value.values["fields"] == "prs_MaritalStatus"
    made = received(lighthouse, harbour_agreement, raw, drop=True)
    with lighthouse.working("data-steward"):
        list(contribution_check(made.pk))
        assert "prs_MaritalStatus" not in rows_of(Contribution.objects.get()).columns


def test_a_heading_that_is_no_field_is_not_repeated(lighthouse: Team, harbour_agreement: Agreement) -> None:
    with pytest.raises(Refused) as refused:
        received(lighthouse, harbour_agreement, package(rows(SECRET, **{"Amina Farouk": "x"})))
    assert "Amina" not in str(refused.value.values)
    assert refused.value.values["n"] == 1


def test_without_an_agreement_nothing_is_taken(
    lighthouse: Team, harbour: Team, harbour_agreement: Agreement
) -> None:
    raw = package(rows(SECRET))
    with pytest.raises(Refused, match="agreement-none"):
        received(lighthouse, harbour_agreement, package(rows(SECRET), purpose="research"))
    with lighthouse.working("data-steward"):
        today = timezone.localdate()
        Agreement.objects.update(valid_until=today - timedelta(days=1))
    with pytest.raises(Refused, match="agreement-none"):
        received(lighthouse, harbour_agreement, raw)
    with lighthouse.working("data-steward"):
        Agreement.objects.update(valid_until=None)
    with harbour.working("organisation-administrator") as actor:
        agreement_decline(harbour_agreement.pk, by=actor)
    with pytest.raises(Refused, match="agreement-none"):
        received(lighthouse, harbour_agreement, raw)


def test_without_an_impact_assessment_nothing_is_taken(
    lighthouse: Team, harbour_agreement: Agreement
) -> None:
    with lighthouse.working("data-steward"):
        ImpactAssessment.objects.update(review_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="assessment-first"):
        received(lighthouse, harbour_agreement, package(rows(SECRET)))


def test_the_next_version_says_what_changed(lighthouse: Team, harbour_agreement: Agreement) -> None:
    contributed(lighthouse, harbour_agreement, package(rows(SECRET)))
    later = rows(SECRET, first=10).with_columns(
        pl.when(pl.int_range(pl.len()) < 3)
        .then(pl.lit("NonBinary"))
        .otherwise(pl.col("prs_Gender"))
        .alias("prs_Gender")
    )
    second = contributed(lighthouse, harbour_agreement, package(later.drop("prs_AgeBand")))
    said = second.changes
    assert (said["added"], said["removed"], said["changed"]) == (10, 10, 3)
    assert said["fields"] == {"prs_Gender": 3}
    assert said["gone"] == ["prs_AgeBand"]
    assert second.quality["fields"]["prs_Gender"]["drift"] > 0
    assert second.quality["fields"]["prs_Citizenship"]["drift"] < 0.1
    with lighthouse.working("data-steward"):
        states = dict(Contribution.objects.values_list("version", "state"))
    assert states == {1: "superseded", 2: "accepted"}


def test_rows_taken_back_leave_every_version(lighthouse: Team, harbour_agreement: Agreement) -> None:
    first = contributed(lighthouse, harbour_agreement, package(rows(SECRET)))
    gone = rows(SECRET)["row"][0]
    left = rows(SECRET).filter(pl.col("row") != gone)
    contributed(lighthouse, harbour_agreement, package(left, removed=(gone,)))
    with lighthouse.working("data-steward"):
        first.refresh_from_db()
        assert first.rows == 39
        assert gone not in set(rows_of(first, taken_back=True)["row"])
        assert list(Removal.objects.values_list("row", flat=True)) == [gone]
    # Whoever sends it again does not bring it back.
    third = contributed(lighthouse, harbour_agreement, package(rows(SECRET, first=0, many=39)))
    assert third.rows == 38


def test_counts_alone_are_taken(lighthouse: Team, harbour_agreement: Agreement) -> None:
    from datetime import date

    from fanal.contributing import Package
    from fanal.release.aggregates import Aggregates, Cell

    def counted(variable: str, value: str = "Feminine", method: str = "k-anonymous", **said: Any) -> bytes:
        cells = {((variable, value),): Cell(40, 40, 40)}
        counts = Aggregates(
            method=method,
            least=said.pop("least", 11),
            protection=said or {"k": 11},
            vocabulary="HTCDS",
            people=40,
            cells=cells,
        )
        return Package(purpose="statistics", made_on=date(2026, 1, 31), aggregates=counts).to_bytes()

    made = contributed(lighthouse, harbour_agreement, counted("gender"))
    assert (made.kind, made.rows, made.state) == ("aggregates", 40, "accepted")
    assert made.received_id is not None
    for variable, why in (("firstName", "counts-unknown"), ("maritalStatus", "not-agreed")):
        with pytest.raises(Refused, match=why):
            received(lighthouse, harbour_agreement, counted(variable))
    # Values of counts are published as they are: none is a name, or a command, that somebody typed.
    for value in ("Awa Diop", "<img src=x onerror=alert(1)>", "=1+1"):
        with pytest.raises(Refused, match="counts-values"):
            received(lighthouse, harbour_agreement, counted("gender", value))
    for weak in (
        {"k": 10},
        {"k": 11, "least": 3},
        {"k": 3},
        {"epsilon": 1.0},
        {"method": "dp", "epsilon": 900.0},
        {"method": "dp", "k": 11},
    ):
        with pytest.raises(Refused, match="counts-weak"):
            received(lighthouse, harbour_agreement, counted("gender", **weak))
    noisy = counted("gender", method="dp", least=0, epsilon=1.0, delta=1e-9)
    assert received(lighthouse, harbour_agreement, noisy).kind == "aggregates"
