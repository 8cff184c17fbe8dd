"""The collaborative of the demonstration: contributions of three organisations, two releases, stories.

Every step is taken by whoever takes it in life, in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from fanal.contributing import Package
from fanal.contributing.fields import usual
from fanal.contributing.preparing import Terms, prepare
from fanal.exploring import Catalogue, Published
from fanal.fictional import generate
from fanal.release import ReleaseSettings, reserve
from fanal.release.aggregates import aggregate
from fanal.standard import CASE
from fanal.web.access.actor import Actor, current_actor
from fanal.web.collaborative import publishing
from fanal.web.collaborative.assessing import questions
from fanal.web.collaborative.models import (
    CalendarEntry,
    Contribution,
    Contributor,
    Hub,
    QuizQuestion,
    Release,
    Story,
)
from fanal.web.collaborative.selectors.seen import reviews_seen
from fanal.web.collaborative.services.agreement import agreement_offer, agreement_sign
from fanal.web.collaborative.services.contribution import contribution_accept, contribution_check
from fanal.web.collaborative.services.contributor import contributor_invite
from fanal.web.collaborative.services.hub import hub_found
from fanal.web.collaborative.services.impact_assessment import assessment_accept, assessment_save
from fanal.web.collaborative.services.receiving import contribution_receive
from fanal.web.collaborative.services.release import release_answer, release_prepare
from fanal.web.collaborative.services.release_assess import assess_steps
from fanal.web.collaborative.services.release_review import release_review, review_answer
from fanal.web.collaborative.services.release_sign import release_publish, release_sign
from fanal.web.collaborative.services.story import writing_publish, writing_save
from fanal.web.keys.hierarchy import remembered
from fanal.web.operations.demonstration import data
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import acting, tenant

FILE = "demonstration_collaborative.toml"
STEWARD, SIGNER, ADMINISTRATOR = "data-steward", "release-signer", "organisation-administrator"


def collaborative_lives(organisations: dict[str, Organisation]) -> str:
    """Let the hub work, where it does not yet; its slug.

    Parameters
    ----------
    organisations
        By their slugs, their keys open or not: only those of the hub need to be.
    """
    wanted = data(FILE)
    hub = organisations[wanted["hub"]["slug"]]
    with tenant(hub.pk):
        if Hub.objects.exists():
            return str(wanted["hub"]["slug"])
    _found(hub, wanted["hub"])
    members = {
        one["slug"]: _contributor(hub, organisations[one["slug"]], wanted, one)
        for one in wanted["contributors"]
    }
    for round_, release in enumerate(wanted["releases"]):
        for one in wanted["contributors"]:
            if round_ == 0 or one["cases"][round_] != one["cases"][round_ - 1]:
                _contribute(hub, members[one["slug"]], wanted["hub"], one, round_)
        _publish(hub, [organisations[one["slug"]] for one in wanted["contributors"]], wanted["hub"], release)
    _tell(hub, wanted)
    return str(wanted["hub"]["slug"])


@contextmanager
def _working(organisation: Organisation, role: str) -> Iterator[Actor]:
    """Work in an organisation as somebody of a role."""
    with tenant(organisation.pk):
        member = Membership.objects.filter(roles__contains=[role]).order_by("since", "pk").first()
    assert member is not None, f"{organisation.slug} has nobody as {role}"  # noqa: S101
    with acting(member.user_id), tenant(organisation.pk), remembered():
        yield current_actor()


def _found(hub: Organisation, wanted: dict[str, Any]) -> None:
    says = {name: wanted[name] for name in ("publisher", "contact", "about", "k")}
    with _working(hub, STEWARD) as actor:
        hub_found(by=actor, slug=wanted["slug"], title=wanted["title"], **says)


def _contributor(
    hub: Organisation, organisation: Organisation, wanted: dict[str, Any], one: dict[str, Any]
) -> Contributor:
    """Invite an organisation, think of what could go wrong, agree."""
    today = timezone.localdate()
    with _working(hub, STEWARD) as actor:
        made = contributor_invite(by=actor, name=organisation.name, member=organisation)
        answers = {question.code: wanted["hub"]["answer"] for question in questions()}
        assessment_accept(assessment_save(made, by=actor, answers=answers), by=actor)
        offer = agreement_offer(
            made,
            by=actor,
            purpose=wanted["hub"]["purpose"],
            kinds=(one["kind"],),
            fields=usual(),
            valid_from=today - timedelta(1),
            valid_until=today + timedelta(730),
        )
    with _working(organisation, ADMINISTRATOR) as actor:
        agreement_sign(offer.pk, by=actor, name=wanted["hub"]["signs"])
    return made


def _contribute(
    hub: Organisation, contributor: Contributor, wanted: dict[str, Any], one: dict[str, Any], round_: int
) -> None:
    """Let a package arrive, be checked and accepted."""
    raw = _package(wanted["purpose"], one, round_).to_bytes()
    with _working(hub, STEWARD) as actor:
        made = contribution_receive(
            contributor=contributor, raw=raw, way=Contribution.Way.FILE, by=actor.user_id, drop=True
        )
    with _working(hub, STEWARD):
        for _ in contribution_check(made.pk):
            pass
    with _working(hub, STEWARD) as actor:
        contribution_accept(Contribution.objects.get(pk=made.pk), by=actor)


def _package(purpose: str, one: dict[str, Any], round_: int) -> Package:
    """Make what an organisation sends: the cases it had then, or counts of them."""
    drawn = generate(max(one["cases"]), one["seed"]).records
    cases = drawn.cases.head(one["cases"][round_])
    repeated = {name: rows.join(cases, on=CASE, how="semi") for name, rows in drawn.repeated.items()}
    records = replace(drawn, cases=cases, repeated=repeated)
    today = timezone.localdate()
    if one["kind"] == "rows":
        terms = Terms(purpose=purpose, fields=usual())
        return prepare(records, terms, secret=str(one["seed"]).encode(), on=today).package
    settings = ReleaseSettings(k=11, consent="con_Consent")
    return Package(purpose=purpose, made_on=today, aggregates=aggregate(records, reserve(settings)))


def _publish(
    hub: Organisation, contributors: list[Organisation], wanted: dict[str, Any], release: dict[str, Any]
) -> None:
    """Lead a release from draft to readers: two people sign, every contributor agrees."""
    choices = {name: release[name] for name in ("method", "years", "fields")}
    with _working(hub, STEWARD) as actor:
        made = release_prepare(
            by=actor,
            version=release["version"],
            purpose=wanted["purpose"],
            choices=choices | {"k": wanted["k"], "few_reason": wanted["reason"]},
            texts={"title": release["title"], "population": release["population"]},
        )
    with _working(hub, STEWARD):
        for _ in assess_steps(made.pk):
            pass
    with _working(hub, STEWARD) as actor:
        answered = release_answer(
            Release.objects.get(pk=made.pk), by=actor, harm=wanted["harm"], concerns=wanted["reason"]
        )
        release_review(answered, by=actor)
    for organisation in contributors:
        with _working(organisation, ADMINISTRATOR) as actor:
            for review in reviews_seen():
                if review.release_id == made.pk:
                    review_answer(review.pk, by=actor, agrees=True)
    for role in (STEWARD, SIGNER):
        with _working(hub, role) as actor:
            release_sign(Release.objects.get(pk=made.pk), by=actor)
    with _working(hub, SIGNER) as actor:
        release_publish(Release.objects.get(pk=made.pk), by=actor)
    with _working(hub, STEWARD):
        publishing.publish()


def _tell(hub: Organisation, wanted: dict[str, Any]) -> None:
    """Publish stories, quiz and calendar."""
    folder = publishing.public_folder(wanted["hub"]["slug"])
    catalogue = Catalogue.read(folder)
    newest = catalogue.newest
    shown = catalogue.folder_of(newest.version) if newest else None
    published = Published.open(shown) if shown else None
    day = timezone.localdate()
    rows = [(Story, one) for one in wanted["stories"]]
    rows += [(QuizQuestion, one | {"order": place}) for place, one in enumerate(wanted["quiz"])]
    rows += [
        (CalendarEntry, {"on": day + timedelta(one["days"]), "title": one["title"]})
        for one in wanted["calendar"]
    ]
    for model, values in rows:
        with _working(hub, STEWARD) as actor:
            saved = writing_save(model, None, by=actor, **values)
            writing_publish(saved, by=actor, seen=saved.version, published=published)
    with _working(hub, STEWARD):
        publishing.publish()
