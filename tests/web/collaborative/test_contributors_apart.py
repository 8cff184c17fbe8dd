"""Two contributors know nothing of each other: no page, no query, no SQL; nor does who is no member."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import reverse
from django_scopes import scopes_disabled

from fanal.web.collaborative import models
from fanal.web.collaborative.models import Agreement, Contribution, Contributor
from fanal.web.collaborative.selectors import seen
from fanal.web.collaborative.services.contribution import contribution_take_back
from fanal.web.collaborative.services.contributor import contributor_end
from fanal.web.collaborative.services.crossing import at_hub
from fanal.web.keys.errors import SealBroken
from fanal.web.organisations.tenancy import tenant
from web.access.addresses import addresses
from web.access.people import ORGANISATION_ROLES
from web.collaborative.people import contributed, package, rows

if TYPE_CHECKING:
    from web.collaborative.people import Team

pytestmark = pytest.mark.django_db
OF_CONTRIBUTOR = ("Agreement", "Contribution", "ImpactAssessment", "Mapping", "Removal")


@pytest.fixture
def both(
    lighthouse: Team, harbour_agreement: Agreement, shelter_agreement: Agreement
) -> tuple[Contribution, Contribution]:
    """A contribution of each."""
    gone = rows(b"of the shelter")["row"][0]
    return (
        contributed(lighthouse, harbour_agreement, package(rows(b"of the harbour"))),
        contributed(
            lighthouse,
            shelter_agreement,
            package(rows(b"of the shelter", first=1), removed=(gone,)),
        ),
    )


def test_no_address_shows_or_changes_what_is_the_others(
    lighthouse: Team, harbour: Team, shelter: Team, both: tuple[Contribution, Contribution]
) -> None:
    theirs = both[1]
    ids = {
        "contributor": theirs.contributor_id,
        "agreement": theirs.agreement_id,
        "contribution": theirs.pk,
    }
    walked = [
        one for one in addresses() if one.name.startswith("collaborative.") and set(one.parts) & set(ids)
    ]
    assert len(walked) > 15
    for role in ORGANISATION_ROLES:
        client = harbour.client(role)
        for one in walked:
            for team in (harbour, lighthouse):
                path = one.path(team.organisation.slug, ids)
                for answer in (client.get(path), client.post(path, {"name": "x", "read": "on"})):
                    assert answer.status_code in (403, 404, 405), (role, path)
                    assert b"Shelter" not in answer.content
    with lighthouse.working("data-steward"):
        assert Contribution.objects.get(pk=theirs.pk).state == "accepted"
        assert Agreement.objects.get(pk=theirs.agreement_id).state == "signed"


def test_sql_as_the_site_shows_a_contributor_its_own_part_only(
    harbour: Team, both: tuple[Contribution, Contribution]
) -> None:
    mine = both[0].contributor_id
    with tenant(harbour.organisation.pk), connection.cursor() as cursor:
        cursor.execute("select id from collaborative_contributor")
        assert cursor.fetchall() == [(mine,)]
        for name in OF_CONTRIBUTOR:
            table = getattr(models, name)._meta.db_table
            cursor.execute(f"select distinct contributor_id from {table}")
            assert cursor.fetchall() in ([(mine,)], []), table
            # And it changes none of it, its own part neither.
            cursor.execute(f"update {table} set id = id")
            assert cursor.rowcount == 0
            cursor.execute(f"delete from {table}")
            assert cursor.rowcount == 0
        cursor.execute("select count(*) from keys_sealedfile")
        assert cursor.fetchone() == (0,)


def test_what_is_sealed_at_the_hub_does_not_open_elsewhere(
    harbour: Team, both: tuple[Contribution, Contribution]
) -> None:
    with harbour.working("organisation-administrator"):
        hub = seen.hub_seen(both[0].contributor)
        with pytest.raises(SealBroken):
            str(hub.identity)


def test_selectors_and_services_refuse_the_others(
    lighthouse: Team, harbour: Team, both: tuple[Contribution, Contribution]
) -> None:
    from django.http import Http404

    theirs = both[1]
    with lighthouse.working("data-steward"):
        contributor = theirs.contributor
    with harbour.working("data-manager") as actor:
        assert {one.pk for one in seen.contributions_seen()} == {both[0].pk}
        for ask in (
            lambda: seen.contribution_seen(theirs.pk),
            lambda: seen.agreement_seen(theirs.agreement_id),
            lambda: seen.contributor_seen(theirs.contributor_id),
            lambda: contribution_take_back(theirs.pk, by=actor),
        ):
            with pytest.raises(Http404):
                ask()
        with pytest.raises(Http404), at_hub(contributor):
            pytest.fail("it crossed")


def test_who_has_ended_sees_nothing_any_more(
    lighthouse: Team, harbour: Team, both: tuple[Contribution, Contribution]
) -> None:
    with lighthouse.working("data-steward") as actor:
        contributor_end(both[0].contributor, by=actor)
        assert Agreement.objects.get(pk=both[0].agreement_id).state == "ended"
    with harbour.working("data-manager"):
        assert seen.contributors_seen() == []
        assert seen.contributions_seen() == []


def test_no_page_of_the_hub_names_a_contributor_to_another(
    lighthouse: Team, harbour: Team, shelter: Team, both: tuple[Contribution, Contribution]
) -> None:
    page = harbour.client("data-manager").get(
        reverse("collaborative.seen-list", args=[harbour.organisation.slug])
    )
    assert page.status_code == 200
    assert not re.search("shelter", page.content.decode(), re.IGNORECASE)
    with tenant(harbour.organisation.pk), scopes_disabled():
        assert Contributor.objects.count() == 1


def test_in_the_hub_only_its_stewards_change_anything(
    lighthouse: Team, both: tuple[Contribution, Contribution]
) -> None:
    allowed = {"data-steward"}
    given: dict[str, Any] = {"contribution": both[0].pk}
    for role in ORGANISATION_ROLES:
        client = lighthouse.client(role)
        for view in ("accept", "refuse", "remove", "rows"):
            path = reverse(
                f"collaborative.contribution-{view}", args=[lighthouse.organisation.slug, *given.values()]
            )
            if role not in allowed:
                assert client.post(path).status_code == 403, (role, view)
                assert client.get(path).status_code == 403, (role, view)
