"""A hub, two organisations that contribute, and packages of theirs. None of it is true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from django.utils import timezone

from fanal.contributing import Package, row_name
from fanal.web.access.actor import Actor, current_actor
from fanal.web.collaborative.assessing import questions
from fanal.web.collaborative.services.agreement import agreement_offer, agreement_sign
from fanal.web.collaborative.services.contributor import contributor_invite
from fanal.web.collaborative.services.hub import hub_found
from fanal.web.collaborative.services.impact_assessment import assessment_accept, assessment_save
from fanal.web.organisations.tenancy import acting, tenant
from web.access.people import ORGANISATION_ROLES, member_of
from web.keys.founding import found

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Agreement, Contribution, Contributor, Hub
    from fanal.web.organisations.models import Membership, Organisation

FIELDS = (
    "cas_RegistrationDate",
    "hte_Country",
    "prs_AgeBand",
    "prs_Citizenship",
    "prs_Gender",
    "vic_TypeOfExploitation",
)
"""What the agreements of these tests allow."""


@dataclass(frozen=True)
class Team:
    """An organisation with open keys, and one member of every role."""

    organisation: Organisation
    members: dict[str, Membership]

    def working(self, role: str) -> Any:
        """Work in it as the member of a role: ``with team.working("data-steward") as actor:``."""
        from contextlib import contextmanager

        from fanal.web.keys.hierarchy import remembered

        @contextmanager
        def working() -> Any:
            with acting(self.members[role].user_id), tenant(self.organisation.pk), remembered():
                yield current_actor()

        return working()

    def client(self, role: str) -> Any:
        """Give a client that is signed in as the member of a role."""
        from django.test import Client

        made = Client()
        made.force_login(self.members[role].user)
        return made


def team(slug: str) -> Team:
    """Found an organisation with its people."""
    made = found(slug)
    return Team(made, {role: member_of(made.pk, f"{slug}-{role}", role) for role in ORGANISATION_ROLES})


def founded(hub: Team) -> Hub:
    """Let an organisation run a hub."""
    with hub.working("data-steward") as actor:
        return hub_found(
            by=actor,
            slug=hub.organisation.slug,
            title={"en": "The lighthouse", "fr": "Le phare"},
            publisher="Lighthouse",
        )


def contributing(hub: Team, contributor: Team, *, name: str, fields: tuple[str, ...] = FIELDS) -> Agreement:
    """Let an organisation contribute: invited, assessed, an agreement offered and signed on its own page."""
    with hub.working("data-steward") as actor:
        invited = contributor_invite(by=actor, name=name, member=contributor.organisation)
        assessed(invited, by=actor)
        offer = offered(invited, by=actor, fields=fields)
    with contributor.working("organisation-administrator") as actor:
        return agreement_sign(offer.pk, by=actor, name="A. Director, director")


def assessed(contributor: Contributor, *, by: Actor) -> None:
    """Make and accept an impact assessment."""
    answers = {one.code: "We thought of it, and wrote down what we found." for one in questions()}
    assessment_accept(assessment_save(contributor, by=by, answers=answers), by=by)


def offered(contributor: Contributor, *, by: Actor, **more: Any) -> Agreement:
    """Offer an agreement on rows and counts, for statistics, for a year from yesterday."""
    today = timezone.localdate()
    said = {
        "purpose": "statistics",
        "kinds": ("aggregates", "rows"),
        "fields": FIELDS,
        "valid_from": today - timedelta(days=1),
        "valid_until": today + timedelta(days=365),
    }
    return agreement_offer(contributor, by=by, **(said | more))


def rows(secret: bytes, first: int = 0, many: int = 40, **constant: str) -> pl.DataFrame:
    """Make rows that are true of nobody: case numbers from `first` on; some fields the same in each."""
    here = range(first, first + many)
    made = {
        "row": [row_name(secret, str(at)) for at in here],
        "cas_RegistrationDate": [f"{2020 + at % 4}-01-01" for at in here],
        "prs_AgeBand": [("18--20", "21--23", "30--38")[at % 3] for at in here],
        "prs_Citizenship": [("PH", "NG", "UA", "PH;UA")[at % 4] for at in here],
        "prs_Gender": [("Feminine", "Masculine")[at % 2] for at in here],
        "hte_Country": [("FR", "MY", "FR;IT")[at % 3] for at in here],
        "hte_Type": ["Exploitation"] * many,
        "vic_TypeOfExploitation": [("ForcedLabour", "SexualExploitation")[at % 2] for at in here],
    }
    made |= {name: [value] * many for name, value in constant.items()}
    return pl.DataFrame(made)


def package(table: pl.DataFrame, **more: Any) -> bytes:
    """Put rows into a package, as a contributor does."""
    said = {"purpose": "statistics", "made_on": date(2026, 1, 31)}
    return Package(rows=table, **(said | more)).to_bytes()


def contributed(hub: Team, agreement: Agreement, raw: bytes) -> Contribution:
    """Let a package arrive at the hub, be checked and accepted."""
    from fanal.web.collaborative.services.contribution import contribution_accept, contribution_check
    from fanal.web.collaborative.services.receiving import contribution_receive

    with hub.working("data-steward") as actor:
        made = contribution_receive(contributor=agreement.contributor, raw=raw, way="file", by=actor.user_id)
    with hub.working("data-steward") as actor:
        for _ in contribution_check(made.pk):
            pass
        return contribution_accept(made, by=actor)
