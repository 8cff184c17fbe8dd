"""Releases from draft to publication: what is asked on the way, and what nobody may skip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fanal.exploring import Catalogue, Published
from fanal.release import release_again
from fanal.web.collaborative import bundles, publishing
from fanal.web.collaborative.models import Contribution, Release, Removal, Review, Signature
from fanal.web.collaborative.selectors.seen import reviews_seen
from fanal.web.collaborative.services.release import budget, budget_open, release_change, release_redraft
from fanal.web.collaborative.services.release_assess import release_assess_begin
from fanal.web.collaborative.services.release_making import release_make
from fanal.web.collaborative.services.release_review import review_answer
from fanal.web.collaborative.services.release_sign import (
    release_publish,
    release_sign,
    release_withdraw,
)
from fanal.web.design.errors import Refused
from fanal.web.keys.files import SealedFiles
from web.collaborative import releases as made

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

pytestmark = [pytest.mark.needs_database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no pictures: they are not what is looked at here, and take most of the time."""
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'
    monkeypatch.setattr("fanal.release.drawing.draw_svg", lambda *some, **more: picture)
    monkeypatch.setattr("fanal.release.drawing.draw_png", lambda *some, **more: b"\x89PNG")


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """Keep ledgers and the public folder of each test apart."""
    from dataclasses import replace

    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    return tmp_path


@pytest.fixture
def contributions(lighthouse: Team, harbour_agreement: Any, shelter_agreement: Any) -> list[Contribution]:
    """Two organisations contributed rows."""
    return [
        made.contributed_rows(lighthouse, harbour_agreement, 700, 1),
        made.contributed_rows(lighthouse, shelter_agreement, 500, 2),
    ]


@pytest.fixture
def signed(contributions: Any, lighthouse: Team, harbour: Team, shelter: Team) -> Release:
    """A release that two people signed."""
    return signed_release(lighthouse, harbour, shelter)


def signed_release(lighthouse: Team, *others: Team, version: str = "2026.1", **choices: Any) -> Release:
    """Lead a release to its second signature."""
    with lighthouse.working("data-steward"):
        release = made.in_review(made.assessed(made.prepared(version, **choices)))
    made.all_agree(release, *others)
    for role in ("data-steward", "release-signer"):
        with lighthouse.working(role) as actor:
            release = release_sign(release, by=actor)
    return release


def published_release(lighthouse: Team, *others: Team, version: str = "2026.1", **choices: Any) -> Release:
    """Lead a release into the public folder."""
    release = signed_release(lighthouse, *others, version=version, **choices)
    with lighthouse.working("release-signer") as actor:
        release = release_publish(release, by=actor)
    with lighthouse.working("data-steward"):
        publishing.publish()
    return release


def test_from_draft_to_published(
    contributions: Any, hub: Hub, lighthouse: Team, harbour: Team, shelter: Team
) -> None:
    with lighthouse.working("data-steward"):
        release = made.assessed(made.prepared())
        told = release.assessment
        assert release.state == Release.State.ASSESSED, told
        assert told["people"] > 1000 and told["before"]["people_under_k"] > 0
        assert told["after"]["people_under_k"] == 0
        assert {one["name"] for one in told["attacks"]["made"]} == {
            "membership-nearest",
            "membership-likelihood",
        }
        assert told["utility"]["errors"]["1"]["combinations"] > 0
        assert told["shares"]["contributors"] == 2 and "few-contributors" in told["concerns"]
        assert [one["rows"] for one in release.inputs] and sum(one["rows"] for one in release.inputs) > 1000
        release = made.in_review(release)
    with lighthouse.working("data-steward") as actor, pytest.raises(Refused, match="review-open"):
        release_sign(release, by=actor)
    made.all_agree(release, harbour, shelter)
    with lighthouse.working("data-steward") as actor:
        release_sign(release, by=actor)
        with pytest.raises(Refused, match="signed-already"):
            release_sign(release, by=actor)
        with pytest.raises(Refused, match="not-from-here"):
            release_publish(release, by=actor)
    with lighthouse.working("release-signer") as actor:
        assert release_sign(release, by=actor).state == Release.State.SIGNED
        assert release_publish(release, by=actor).state == Release.State.PUBLISHED
        publishing.publish()
    folder = publishing.public_folder(hub.slug)
    catalogue = Catalogue.read(folder)
    assert [(one.version, one.state) for one in catalogue.releases] == [("2026.1", "published")]
    assert "2026.1" in catalogue.releases[0].citation.en and catalogue.releases[0].changes.fr
    assert Published.open(folder / "releases" / "2026.1").people == catalogue.releases[0].people
    with lighthouse.working("data-steward") as actor:
        with pytest.raises(Refused, match="not-from-here"):
            release_redraft(release, by=actor)
        assert all(one.released_in == ["2026.1"] for one in Contribution.objects.all())


def test_harm_has_to_be_thought_of_before_anybody_is_asked(contributions: Any, lighthouse: Team) -> None:
    from fanal.web.collaborative.services.release import release_answer
    from fanal.web.collaborative.services.release_review import release_review

    with lighthouse.working("data-steward") as actor:
        release = made.assessed(made.prepared())
        for harm, concerns, why in (
            ("", "", "harm-missing"),
            ("Nobody.", made.ANSWER, "harm-missing"),
            (made.ANSWER, "", "concerns-missing"),
        ):
            release = release_answer(release, by=actor, harm=harm, concerns=concerns)
            with pytest.raises(Refused, match=why):
                release_review(release, by=actor)
        assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"few_reason": ""}, "few-reason"),
        ({"fields": [*made.VARIABLES, "maritalStatus"]}, "not-covered"),
        ({"fields": []}, "no-fields"),
        ({"contributors": []}, "nothing-in"),
    ],
)
def test_what_stands_in_the_way_of_an_assessment(
    contributions: Any, lighthouse: Team, choices: dict[str, Any], why: str
) -> None:
    with lighthouse.working("data-steward") as actor:
        release = made.prepared(**choices)
        with pytest.raises(Refused, match=why):
            release_assess_begin(release, by=actor)


def test_k_is_not_under_that_of_the_hub(contributions: Any, lighthouse: Team) -> None:
    with lighthouse.working("data-steward"), pytest.raises(Refused, match="k-under-hub"):
        made.prepared(k=10)


def test_a_veto_takes_one_part_out_and_nothing_else(
    contributions: Any, lighthouse: Team, harbour: Team, shelter: Team, harbour_agreement: Any
) -> None:
    with lighthouse.working("data-steward"):
        release = made.in_review(made.assessed(made.prepared()))
        both = release.digest
    with harbour.working("organisation-administrator") as actor:
        [own] = reviews_seen()
        assert [one["rows"] for one in own.shown["parts"]] == [contributions[0].rows]
        assert str(contributions[1].rows) not in json.dumps(own.shown)
        review_answer(own.pk, by=actor, agrees=False, reason="Too close to us.")
    with shelter.working("organisation-administrator") as actor, pytest.raises(Refused, match="not-now"):
        review_answer(reviews_seen()[0].pk, by=actor, agrees=True)
    with lighthouse.working("data-steward"):
        release = made.fresh(release)
        assert release.state == Release.State.DRAFT and release.inputs == []
        assert Review.objects.get(answer="vetoed").reason == "Too close to us."
        release = made.assessed(release)
        assert [one["contribution"] for one in release.inputs] == [str(contributions[1].pk)]
        assert release.digest != both
        assert "one-dominates" in release.assessment["concerns"]


def test_a_veto_counts_while_the_hub_is_locked(contributions: Any, lighthouse: Team, harbour: Team) -> None:
    from fanal.web.keys.services import lock

    with lighthouse.working("data-steward"):
        release = made.in_review(made.assessed(made.prepared()))
    with lighthouse.working("data-steward"):
        lock()
    with harbour.working("organisation-administrator") as actor:
        assert review_answer(reviews_seen()[0].pk, by=actor, agrees=False, reason="No.") is False
    with lighthouse.working("data-steward"):
        assert made.fresh(release).state == Release.State.DRAFT


def test_a_row_taken_back_stops_what_was_assessed(
    signed: Release, lighthouse: Team, harbour_agreement: Any
) -> None:
    row = made.fictional_rows(700, 1)["row"][0]
    with lighthouse.working("release-signer") as actor:
        Removal.objects.create(contributor=harbour_agreement.contributor, row=row)
        with pytest.raises(Refused, match="inputs-changed"):
            release_publish(signed, by=actor)
    with lighthouse.working("data-steward") as actor:
        rows = signed.inputs
        again = made.assessed(release_redraft(signed, by=actor))
        assert sum(one["rows"] for one in again.inputs) == sum(one["rows"] for one in rows) - 1


def test_an_agreement_that_ended_stops_it(signed: Release, lighthouse: Team, harbour_agreement: Any) -> None:
    from fanal.web.collaborative.services.agreement import agreement_end

    with lighthouse.working("data-steward") as actor:
        agreement_end(harbour_agreement, by=actor)
        with pytest.raises(Refused, match="inputs-changed"):
            release_publish(signed, by=actor)


def test_a_tampered_bundle_is_refused(signed: Release, lighthouse: Team, hub: Hub) -> None:
    with lighthouse.working("data-steward") as actor:
        other = SealedFiles().write("other.zip", [b"not what was signed"])
        Release.objects.filter(pk=signed.pk).update(bundle=other)
        with pytest.raises(Refused, match="tampered"):
            release_publish(signed, by=actor)
        # Even where the state was changed behind the back of the service, the writer looks again.
        Release.objects.filter(pk=signed.pk).update(state="published")
        with pytest.raises(publishing.NotAsSigned):
            publishing.publish()
    assert not (publishing.public_folder(hub.slug) / "releases" / signed.version).exists()


def test_a_text_changed_after_signing_is_refused(signed: Release, lighthouse: Team) -> None:
    with lighthouse.working("data-steward") as actor:
        with pytest.raises(Refused, match="no-draft"):
            release_change(signed, by=actor, choices={}, texts={})
        Release.objects.filter(pk=signed.pk).update(population={"en": "Others", "fr": "D’autres"})
        with pytest.raises(Refused, match="tampered"):
            release_publish(signed, by=actor)


def test_changed_again_it_needs_other_signatures(
    signed: Release, lighthouse: Team, harbour: Team, shelter: Team
) -> None:
    with lighthouse.working("data-steward") as actor:
        release = release_redraft(signed, by=actor)
        chosen = {**signed.settings, "years": [2016, 2024]}
        release = release_change(release, by=actor, choices=chosen, texts={})
        release = made.in_review(made.assessed(release))
    made.all_agree(release, harbour, shelter)
    with lighthouse.working("data-steward") as actor:
        assert release_sign(release, by=actor).state == Release.State.REVIEWED
        assert Signature.objects.count() == 3


@pytest.mark.parametrize("withdrawn", [False, True])
def test_one_person_less_is_told(
    contributions: Any,
    lighthouse: Team,
    harbour: Team,
    shelter: Team,
    harbour_agreement: Any,
    *,
    withdrawn: bool,
) -> None:
    earlier = published_release(lighthouse, harbour, shelter)
    if withdrawn:
        # Whoever has a copy of it compares all the same.
        with lighthouse.working("release-signer") as actor:
            release_withdraw(earlier, by=actor, reason={"en": "Unsafe.", "fr": "Dangereuse."})
    row = made.fictional_rows(700, 1)["row"][3]
    with lighthouse.working("data-steward"):
        same = made.assessed(made.prepared("2026.2"))
        assert same.assessment["earlier"][0]["small"] == 0
        Removal.objects.create(contributor=harbour_agreement.contributor, row=row)
        later = made.assessed(made.prepared("2026.3"))
        [found] = later.assessment["earlier"]
        assert found["version"] == "2026.1" and found["by"] == "subtracting"
        assert found["small"] > 0 and found["examples"]
        assert "small-differences" in later.assessment["concerns"]


@pytest.mark.parametrize("method", ["k-anonymous", "synthetic"])
def test_the_same_inputs_give_the_same_bytes(
    contributions: Any, lighthouse: Team, tmp_path: Path, method: str
) -> None:
    digests = []
    with lighthouse.working("data-steward"):
        release = made.prepared(method=method)
        for turn in ("one", "two"):
            release_make(release, tmp_path / turn)
            digests.append(release.digest)
    assert digests[0] == digests[1]


def test_noise_is_paid_for_and_made_again_from_what_was_measured(
    contributions: Any, lighthouse: Team, hub: Hub, tmp_path: Path
) -> None:
    with lighthouse.working("data-steward") as actor:
        budget_open(by=actor, epsilon=8, delta=1e-9)
        release = made.assessed(made.prepared(method="dp", epsilon=5))
        told = release.assessment
        assert release.state == Release.State.ASSESSED, told
        assert told["after"] is None and told["attacks"] is None and told["budget"]["looks"] == 1
        with bundles.opened(release) as folder:
            bundle = folder / bundles.FOLDER
            again = release_again(bundle / "data" / "measurements.zip", tmp_path / "again").out
            for path in sorted(one for one in bundle.rglob("*") if one.is_file()):
                assert (again / path.relative_to(bundle)).read_bytes() == path.read_bytes(), path.name
        left = budget(hub).rho_left
        refused = made.assessed(made.prepared("2026.2", method="dp", epsilon=6))
        assert refused.state == Release.State.DRAFT and refused.bundle is None
        assert "2026" not in refused.digest and set(refused.assessment) == {"refused"}
        assert budget(hub).rho_left == left


def test_counts_of_one_who_shares_no_rows_are_added(
    contributions: Any, lighthouse: Team, harbour: Team, shelter: Team, hub: Hub
) -> None:
    from web.collaborative.people import contributing, team

    third = team("third")
    agreement = contributing(lighthouse, third, name="Third")
    made.contributed_counts(lighthouse, agreement, 400, 3)
    release = published_release(lighthouse, harbour, shelter, third)
    with lighthouse.working("data-steward"):
        told = made.fresh(release).assessment["aggregates"]
    assert told["contributors"] == 1 and told["cells"] > 0
    folder = publishing.public_folder(hub.slug) / "releases" / release.version
    said = json.loads((folder / "aggregates.json").read_text())
    assert said["counts"] and min(one["count"] for one in said["counts"]) >= said["least"] == 11
    assert Published.open(folder).aggregates is not None


def test_a_release_takes_the_place_of_the_one_before_and_gives_it_back(
    contributions: Any, lighthouse: Team, harbour: Team, shelter: Team, hub: Hub
) -> None:
    first = published_release(lighthouse, harbour, shelter)
    second = published_release(lighthouse, harbour, shelter, version="2026.2", years=[2016, 2024])
    folder = publishing.public_folder(hub.slug)
    states = {one.version: (one.state, one.successor) for one in Catalogue.read(folder).releases}
    assert states == {"2026.1": ("superseded", "2026.2"), "2026.2": ("published", "")}
    with lighthouse.working("release-signer") as actor:
        with pytest.raises(Refused, match="reason-missing"):
            release_withdraw(second, by=actor, reason={"en": "A group can be recognised.", "fr": ""})
        gone = release_withdraw(
            made.fresh(second),
            by=actor,
            reason={"en": "A group can be recognised.", "fr": "Un groupe peut être reconnu."},
        )
        assert gone.state == Release.State.WITHDRAWN and gone.bundle_id is not None
        assert made.fresh(first).state == Release.State.PUBLISHED
        publishing.publish()
    found = Catalogue.read(folder)
    assert found.newest is not None and found.newest.version == "2026.1"
    withdrawn = found.release("2026.2")
    assert withdrawn is not None and withdrawn.withdrawn and withdrawn.successor == "2026.1"
    assert withdrawn.reason.fr == "Un groupe peut être reconnu."
    assert sorted(one.name for one in (folder / "releases").iterdir()) == ["2026.1"]
