"""Stories, quiz and calendar: readers have what was published in both languages, and never a draft."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exploring.publications import make_bundle
from fanal.exploring import Catalogue
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.collaborative import publishing
from fanal.web.collaborative.models import CalendarEntry, QuizQuestion, Release, Story
from fanal.web.collaborative.selectors.story import newest
from fanal.web.collaborative.services.story import writing_publish, writing_save
from fanal.web.design.errors import Refused
from fanal.web.organisations.selectors import member

if TYPE_CHECKING:
    from django.test import Client

    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

pytestmark = [pytest.mark.needs_database, pytest.mark.django_db]
AT = "/o/lighthouse/collaborative/stories"
CHART = "```chart\ntitle: Most are women\nas=bars&by=gender\n```"
GRAPHIQUE = CHART.replace("Most are women", "Surtout des femmes")
STORY = {
    "title_en": "Who is detected",
    "title_fr": "Qui est détecté",
    "summary_en": "And who is not.",
    "summary_fr": "Et qui ne l’est pas.",
    "text_en": f"# Who\n\nMost are **never** detected.\n\n{CHART}\n",
    "text_fr": f"# Qui\n\nLa plupart ne le sont **jamais**.\n\n{GRAPHIQUE}\n",
}
QUESTION = {
    "question_en": "Is this everybody?",
    "question_fr": "Est-ce tout le monde ?",
    "answer0_en": "Yes",
    "answer0_fr": "Oui",
    "answer2_en": "No",
    "answer2_fr": "Non",
    "right": "2",
    "because_en": "Detected is not all.",
    "because_fr": "Détectées ne veut pas dire toutes.",
    "chart": "https://data.example.org/data/lighthouse/en/explore/?as=bars&by=gender",
}


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("release") / "bundle", "synthetic", cases=400)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, hub: Hub, lighthouse: Team, bundle: Path) -> Path:
    """The public folder of the hub, with one release."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    made = publishing.public_folder(hub.slug)
    shutil.copytree(bundle, made / "releases" / "2026.2" / "bundle")
    with lighthouse.working("data-steward") as actor:
        Release.objects.create(
            version="2026.2",
            state=Release.State.PUBLISHED,
            purpose="statistics",
            settings={"method": "synthetic"},
            title={"en": "Cases", "fr": "Cas"},
            population={"en": "People", "fr": "Personnes"},
            published_at=timezone.now(),
            made_by=member(actor.user_id),
        )
        publishing.publish()
    return made


@pytest.fixture
def steward(client_of: Callable[[str], Client]) -> Client:
    return client_of("data-steward")


def shown(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200
    return answered.content.decode()


def written(client: Client, kind: str, **fields: str) -> str:
    """Write one, and give the address of its page."""
    answered = client.post(f"{AT}/{kind}/new/", {"seen": "0", **fields})
    assert answered.status_code == 302, answered.content.decode()
    return str(answered["Location"])


def public(lighthouse: Team, folder: Path) -> Catalogue:
    with lighthouse.working("data-steward"):
        publishing.publish()
    return Catalogue.read(folder)


def test_a_draft_needs_no_second_language_and_a_publication_does(
    steward: Client, lighthouse: Team, folder: Path
) -> None:
    address = written(steward, "story", title_en="Half a story", text_en="Words.")
    page = shown(steward, address)
    assert "Title, in French: nothing is written yet." in page
    assert f"{address}publish/" not in page
    refused = steward.post(f"{address}publish/", {"seen": "1"})
    assert refused.status_code == 409 and "nothing is written yet" in refused.content.decode()
    assert not public(lighthouse, folder).stories
    files = [one.read_bytes() for one in folder.rglob("*") if one.is_file()]
    assert files and not [one for one in files if b"Half a story" in one]


def test_readers_keep_what_was_published_until_it_is_published_anew(
    steward: Client, lighthouse: Team, folder: Path
) -> None:
    address = written(steward, "story", **STORY, in_exhibit="on")
    steward.post(f"{address}publish/", {"seen": "1"})
    found = public(lighthouse, folder)
    assert [(one.slug, one.title.fr, one.place) for one in found.stories] == [
        ("who-is-detected", "Qui est détecté", 1)
    ]
    changed = {**STORY, "title_en": "Who is seen", "text_en": "A secret remark.", "seen": "2"}
    assert steward.post(f"{address}change/", changed).status_code == 302
    assert "Published; changed since" in shown(steward, address)
    found = public(lighthouse, folder)
    assert found.stories[0].title.en == "Who is detected" and found.stories[0].in_exhibit
    assert "secret" not in (found.story_text("who-is-detected", "en") or "")
    steward.post(f"{address}publish/", {"seen": "3"})
    found = public(lighthouse, folder)
    assert found.stories[0].title.en == "Who is seen" and not found.stories[0].in_exhibit
    assert found.story_text("who-is-detected", "en") == "A secret remark."


def test_taken_back_it_is_gone_when_the_request_ends(
    steward: Client, lighthouse: Team, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    address = written(steward, "story", **STORY)
    steward.post(f"{address}publish/", {"seen": "1"})
    assert public(lighthouse, folder).stories
    with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as asked:
        steward.post(f"{address}take-back/", {"seen": "2"})
    # It waits for a job that is writing the public folder from what held before.
    assert any("collaborative_hub" in one["sql"] and "FOR UPDATE" in one["sql"] for one in asked)
    assert not Catalogue.read(folder).stories and not list((folder / "stories").iterdir())
    assert not public(lighthouse, folder).stories
    assert "Draft" in shown(steward, address)
    steward.post(f"{address}remove/", {"seen": "3"})
    assert steward.get(address).status_code == 404


def test_what_readers_have_is_not_deleted(steward: Client) -> None:
    address = written(steward, "story", **STORY)
    steward.post(f"{address}publish/", {"seen": "1"})
    assert steward.post(f"{address}remove/", {"seen": "2"}).status_code == 409
    assert steward.get(address).status_code == 200


def test_the_preview_shows_charts_as_they_will_be_in_both_languages(steward: Client) -> None:
    page = shown(steward, written(steward, "story", **STORY))
    assert "with the numbers of release 2026.2" in page
    for words in (
        "<strong>never</strong>",
        "<strong>jamais</strong>",
        "Most are women",
        "Surtout des femmes",
    ):
        assert words in page
    for language, label in (("en", "Feminine"), ("fr", "Féminin")):
        assert f"{AT}/picture/{language}.svg?as=bars&amp;by=gender" in page
        assert label in page
    drawn = steward.get(f"{AT}/picture/fr.svg?as=bars&by=gender")
    assert drawn["Content-Type"] == "image/svg+xml" and "Féminin" in drawn.content.decode()
    assert steward.get(f"{AT}/picture/fr.svg?as=bars&by=nothing").status_code == 404
    assert "<h2>Who</h2>" not in page, "the title stands above, and not again in the text"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as=bars&by=shoeSize", "shoeSize"),
        ("as=map&by=gender", "cannot be shown"),
        ("as=table&by=yearOfRegistration&by=citizenship&by=CountryOfExploitation", "not told"),
        ("as=table&where.citizenship=PH&where.CountryOfExploitation=US&by=gender", "none of its numbers"),
    ],
)
def test_a_chart_that_shows_nothing_or_less_is_said_in_words(steward: Client, query: str, said: str) -> None:
    text = f"Before.\n\n```chart\n{query}\n```\n\nAfter."
    page = shown(steward, written(steward, "story", **{**STORY, "text_en": text}))
    assert "Before." in page and "After." in page
    assert said in page


def test_no_html_passes(steward: Client) -> None:
    text = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[link](javascript:alert(1))"
    wild = {**STORY, "text_en": text, "title_en": "<b>Bold</b>", "summary_en": "<i>Sloped</i>"}
    page = shown(steward, written(steward, "story", **wild))
    assert "&lt;script&gt;alert(1)" in page and "&lt;b&gt;Bold" in page
    for sign in ("<script>alert", "<img src=x", 'href="javascript', "<b>Bold", "<i>Sloped"):
        assert sign not in page


def test_a_chart_that_the_release_does_not_have_is_not_published(lighthouse: Team) -> None:
    with lighthouse.working("data-steward") as actor:
        texts = {"en": "```chart\nas=bars&by=shoeSize\n```", "fr": "Mots."}
        both = {"en": "Shoes", "fr": "Chaussures"}
        story = writing_save(Story, None, by=actor, slug="shoes", title=both, summary=both, text=texts)
        found = newest()
        assert found is not None
        with pytest.raises(Refused, match="chart-en"):
            writing_publish(story, by=actor, seen=1, published=found.published)
        with pytest.raises(Refused, match="chart-en"):
            writing_publish(story, by=actor, seen=1, published=None)


def test_two_people_who_edit_see_both(steward: Client, lighthouse: Team) -> None:
    address = written(steward, "story", **STORY)
    form = steward.get(f"{address}change/").context["form"]
    sent = {**STORY, "slug": "who-is-detected", "seen": form["seen"].value(), "base": form["base"].value()}
    assert steward.post(f"{address}change/", {**sent, "title_en": "First"}).status_code == 302
    both = steward.post(f"{address}change/", {**sent, "title_en": "Second"})
    assert both.status_code == 409
    assert "First" in both.content.decode() and "Second" in both.content.decode()
    assert "First" in shown(steward, address)
    late = steward.post(f"{address}publish/", {"seen": "1"}, follow=True)
    assert "Somebody changed this meanwhile" in late.content.decode()
    with lighthouse.working("data-steward"):
        assert not Story.objects.get().is_public
    steward.post(f"{address}take-back/", {"seen": "1"})
    steward.post(f"{address}remove/", {"seen": "1"})
    assert steward.get(address).status_code == 200


def test_half_typed_it_is_kept_and_forgotten_once_saved(steward: Client) -> None:
    kept = "/o/lighthouse/cases/drafts/story/?about=&person="
    typed = {"token": "abc", "typed": {"title_en": ["Half"]}}
    place = f"&place={AT}/story/new/"
    answered = steward.post(kept + place, json.dumps(typed), content_type="application/json")
    assert answered.json()["kept"]
    assert steward.get(kept).json()["typed"] == {"title_en": ["Half"]}
    assert f'href="{AT}/story/new/"' in shown(steward, "/o/lighthouse/waiting/")
    assert 'name="draft_form" value="story"' in shown(steward, f"{AT}/story/new/")
    written(steward, "story", **STORY, draft_form="story", draft_about="", draft_token="abc")
    assert "typed" not in steward.get(kept).json()


def test_names_in_addresses(steward: Client) -> None:
    address = written(steward, "story", **STORY)
    second = shown(steward, written(steward, "story", **STORY))
    assert "who-is-detected-2" in second
    taken = steward.post(f"{AT}/story/new/", {**STORY, "seen": "0", "slug": "who-is-detected"})
    assert taken.status_code == 400 and "Another story has this name" in taken.content.decode()
    wrong = steward.post(f"{AT}/story/new/", {**STORY, "seen": "0", "slug": "../catalogue"})
    assert wrong.status_code == 400
    steward.post(f"{address}publish/", {"seen": "1"})
    steward.post(f"{address}change/", {**STORY, "seen": "2", "slug": "elsewhere"})
    assert "elsewhere" not in shown(steward, address)


def test_a_question_of_the_quiz(steward: Client, lighthouse: Team, folder: Path) -> None:
    address = written(steward, "quiz", **QUESTION)
    page = shown(steward, address)
    assert "Most" not in page and f"{AT}/picture/fr.svg?as=bars&amp;by=gender" in page
    steward.post(f"{address}publish/", {"seen": "1"})
    (one,) = public(lighthouse, folder).quiz
    assert [answer.en for answer in one.answers] == ["Yes", "No"] and one.right == 1
    assert one.chart == "as=bars&by=gender"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"answer2_en": "", "answer2_fr": ""}, "A question has 2 to 4 answers."),
        ({"answer2_fr": ""}, "Answer 3, in French: nothing is written yet."),
        ({"right": "1"}, "The answer marked as right says nothing."),
        ({"because_fr": ""}, "Why, in French: nothing is written yet."),
        ({"chart": "as=bars&by=shoeSize"}, "A chart in English cannot be shown:"),
    ],
)
def test_a_question_is_whole_before_it_is_published(
    steward: Client, lighthouse: Team, wrong: dict[str, str], said: str
) -> None:
    address = written(steward, "quiz", **{**QUESTION, **wrong})
    assert said in shown(steward, address)
    assert steward.post(f"{address}publish/", {"seen": "1"}).status_code == 409
    with lighthouse.working("data-steward"):
        assert not QuizQuestion.objects.get().is_public


def test_a_day_of_the_calendar_and_what_was_done_is_recorded(
    steward: Client, lighthouse: Team, folder: Path
) -> None:
    address = written(steward, "calendar", on="2027-03-01", title_en="Next", title_fr="Suite")
    assert not public(lighthouse, folder).calendar
    steward.post(f"{address}publish/", {"seen": "1"})
    assert [(one.on, one.title.fr) for one in public(lighthouse, folder).calendar] == [
        ("2027-03-01", "Suite")
    ]
    steward.post(f"{address}take-back/", {"seen": "2"})
    assert not public(lighthouse, folder).calendar
    with lighthouse.working("data-steward"):
        assert CalendarEntry.objects.get().on == date(2027, 3, 1)
        recorded = AuditEntry.objects.filter(event__startswith="stories.").order_by("sequence")
        assert [one.event for one in recorded] == ["stories.saved", "stories.published", "stories.taken-back"]


def test_the_exhibit_goes_by_the_places_that_were_given(
    steward: Client, lighthouse: Team, folder: Path
) -> None:
    for title, place in (("First written", "2"), ("Second written", "1"), ("Third written", "")):
        fields = {**STORY, "title_en": title, "text_en": "Words.", "text_fr": "Mots."}
        address = written(steward, "story", **fields, in_exhibit="on", place=place)
        steward.post(f"{address}publish/", {"seen": "1"})
    found = sorted(public(lighthouse, folder).stories, key=lambda one: one.place)
    assert [one.title.en for one in found] == ["Second written", "First written", "Third written"]


def test_only_whoever_writes_is_led_there(steward: Client, client_of: Callable[[str], Client]) -> None:
    assert f'href="{AT}/"' in shown(steward, "/o/lighthouse/collaborative/")
    signer = client_of("release-signer")
    assert f'href="{AT}/"' not in shown(signer, "/o/lighthouse/collaborative/")
    assert signer.get(f"{AT}/").status_code == 403
    page = shown(steward, f"{AT}/")
    assert "No story is written yet." in page and "No question is written yet." in page
