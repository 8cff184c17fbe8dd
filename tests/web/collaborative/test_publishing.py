"""The public folder: whole or not at all, gone at once, and nothing in it that is not public."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from fanal.exploring import Catalogue
from fanal.web.collaborative import publishing
from fanal.web.collaborative.models import CalendarEntry, Contribution, Release, Story
from fanal.web.collaborative.services.release_sign import release_publish, release_withdraw
from web.collaborative import releases as made
from web.collaborative.test_release import (
    _data,
    _no_pictures,
    contributions,
    published_release,
    signed,
    signed_release,
)

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

__all__ = ["_data", "_no_pictures", "contributions", "signed"]
pytestmark = [pytest.mark.needs_database, pytest.mark.django_db]
REASON = {"en": "A group can be recognised.", "fr": "Un groupe peut être reconnu."}


def everything_in(folder: Path) -> bytes:
    """Read every byte, of packed files too, and every name."""
    found = b""
    for path in sorted(folder.rglob("*")):
        found += str(path.relative_to(folder)).encode() + b"\n"
        if path.is_file():
            raw = path.read_bytes()
            found += raw
            if zipfile.is_zipfile(io.BytesIO(raw)):
                with zipfile.ZipFile(io.BytesIO(raw)) as packed:
                    found += b"".join(packed.read(one) for one in packed.namelist())
    return found


def test_nothing_secret_is_in_the_public_folder(
    contributions: list[Contribution], lighthouse: Team, harbour: Team, shelter: Team, hub: Hub
) -> None:
    with lighthouse.working("data-steward"):
        draft = made.prepared("2027.1", fields=["gender"])
        draft.title = {"en": "A draft nobody may see", "fr": "Un brouillon que nul ne doit voir"}
        draft.save()
        Story.objects.create(slug="unfinished-story", title={"en": "Unfinished", "fr": "Inachevé"})
    release = published_release(lighthouse, harbour, shelter)
    with lighthouse.working("data-steward"):
        inputs = made.fresh(release).inputs
    found = everything_in(publishing.public_folder(hub.slug))
    assert b"2026.1" in found and len(found) > 100_000
    rows = [*made.fictional_rows(700, 1)["row"], *made.fictional_rows(500, 2)["row"]]
    secrets = [
        *("Harbour Association", "Shelter Foundation", "harbour", "shelter", "lighthouse-"),
        *(made.ANSWER, "2027.1", "draft nobody", "unfinished-story", "ledger", "few_reason"),
        *("people_under_k", "concerns", "membership-nearest", "taken_back"),
        *(str(one["contribution"]) for one in inputs),
        *(str(one["contributor"]) for one in inputs),
        *(one["sha256"] for one in inputs),
        *rows,
    ]
    assert not [one for one in secrets if one.encode() in found]
    parts = [str(one["rows"]) for one in inputs]
    catalogue = (publishing.public_folder(hub.slug) / "catalogue.json").read_text()
    assert not [one for one in parts if f" {one}," in catalogue]


def test_withdrawn_it_is_gone_when_the_request_ends_and_without_keys(
    contributions: Any,
    lighthouse: Team,
    harbour: Team,
    shelter: Team,
    hub: Hub,
    django_capture_on_commit_callbacks: Any,
) -> None:
    from fanal.web.keys.services import lock

    release = published_release(lighthouse, harbour, shelter)
    folder = publishing.public_folder(hub.slug)
    assert (folder / "releases" / "2026.1" / "bundle").is_dir()
    with lighthouse.working("data-steward"):
        lock()
    with django_capture_on_commit_callbacks(execute=True), lighthouse.working("release-signer") as actor:
        release_withdraw(release, by=actor, reason=REASON)
    assert not (folder / "releases" / "2026.1").exists()
    found = Catalogue.read(folder).release("2026.1")
    assert found is not None and found.withdrawn and found.reason.en == REASON["en"]
    assert Catalogue.read(folder).folder_of("2026.1") is None


def test_withdrawn_while_it_was_not_yet_written_it_never_appears(
    signed: Release, lighthouse: Team, hub: Hub
) -> None:
    with lighthouse.working("release-signer") as actor:
        release = release_publish(signed, by=actor)
        release_withdraw(release, by=actor, reason=REASON)
        publishing.publish()
    folder = publishing.public_folder(hub.slug)
    assert not list((folder / "releases").glob("*")) if (folder / "releases").exists() else True
    assert Catalogue.read(folder).releases[0].withdrawn


@pytest.mark.parametrize("at", ["unzipped", "_settle", "_sync"])
def test_killed_while_it_writes_nothing_half_is_read_and_the_next_run_ends_it(
    signed: Release, lighthouse: Team, hub: Hub, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    with lighthouse.working("release-signer") as actor:
        release_publish(signed, by=actor)
    folder = publishing.public_folder(hub.slug)

    class Killed(BaseException):
        pass

    def killed(*some: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        where = publishing.bundles if at == "unzipped" else publishing
        patched.setattr(where, at, killed)
        patched.setattr(publishing, "_delete", lambda path: None)
        with pytest.raises(Killed), lighthouse.working("data-steward"):
            publishing.publish()
    found = Catalogue.read(folder)
    assert not found.releases or found.folder_of("2026.1").is_dir()  # type: ignore[union-attr]
    with lighthouse.working("data-steward"):
        publishing.publish()
    assert [one.version for one in Catalogue.read(folder).releases] == ["2026.1"]
    assert [one.name for one in (folder / "releases").iterdir()] == ["2026.1"]
    before = everything_in(folder)
    with lighthouse.working("data-steward"):
        publishing.publish()
    assert everything_in(folder) == before


def test_until_the_new_one_is_written_readers_keep_the_one_before(
    contributions: Any, lighthouse: Team, harbour: Team, shelter: Team, hub: Hub
) -> None:
    from fanal.web.keys.errors import KeyUnavailable
    from fanal.web.keys.services import lock

    published_release(lighthouse, harbour, shelter)
    second = signed_release(lighthouse, harbour, shelter, version="2026.2")
    with lighthouse.working("release-signer") as actor:
        release_publish(second, by=actor)
        lock()
    with pytest.raises(KeyUnavailable), lighthouse.working("data-steward"):
        publishing.publish()
    newest = Catalogue.read(publishing.public_folder(hub.slug)).newest
    assert newest is not None and newest.version == "2026.1"


def test_stories_and_dates_are_published_and_taken_away(lighthouse: Team, hub: Hub) -> None:
    folder = publishing.public_folder(hub.slug)
    with lighthouse.working("data-steward"):
        story = Story.objects.create(
            slug="who",
            title={"en": "Who", "fr": "Qui"},
            summary={"en": "And who is not.", "fr": "Et qui ne l’est pas."},
            text={"en": "# Who\n", "fr": "# Qui\n"},
            order=1,
        )
        day = CalendarEntry.objects.create(on=date(2027, 3, 1), title={"en": "Next", "fr": "Suite"})
        for one in (story, day):
            one.published, one.published_at = one.said(), timezone.now()
            one.save()
        publishing.publish_stories()
    found = Catalogue.read(folder)
    assert found.story_text("who", "fr") == "# Qui\n" and found.stories[0].in_exhibit
    assert found.calendar[0].on == "2027-03-01"
    with lighthouse.working("data-steward"):
        story.published_at = None
        story.save()
        publishing.publish_stories()
    assert not list((folder / "stories").iterdir()) and not Catalogue.read(folder).stories
