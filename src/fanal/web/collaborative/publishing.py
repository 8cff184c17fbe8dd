"""The only writer of the public folder: all that it holds is public.

What is written comes from releases that two people signed, from stories and dates that were published, and
from what the hub says of itself; never from a draft, a contributor or an assessment. It can be done again at
any time: the folder then holds what is published, and nothing else.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from fanal.exploring.catalogue import (
    PUBLISHED,
    SUPERSEDED,
    WITHDRAWN,
    Break,
    Catalogue,
    Event,
    QuizQuestion,
    is_name,
    newest_first,
)
from fanal.exploring.catalogue import Hub as PublicHub
from fanal.exploring.catalogue import Release as PublicRelease
from fanal.exploring.catalogue import Story as PublicStory
from fanal.exploring.dcat import catalogue_as_dcat, release_as_dcat
from fanal.presentation import LANGUAGES, Refusal
from fanal.standard import Words
from fanal.web.collaborative import bundles
from fanal.web.collaborative.models import CalendarEntry, Hub, Release, Story
from fanal.web.collaborative.models import QuizQuestion as Question
from fanal.web.collaborative.services.release_inputs import contents

DCAT = "dcat.jsonld"
_WRITINGS = (Story, Question, CalendarEntry)
_READABLE = (Release.State.PUBLISHED, Release.State.SUPERSEDED)


class NotAsSigned(Exception):
    """The sealed bundle is not what two people signed: it is not published."""


def public_folder(slug: str, data: Path | None = None) -> Path:
    """Say where a hub publishes."""
    return Path(data or settings.INSTALLATION.data) / "public" / slug


def is_written(release: Release, hub: Hub) -> bool:
    """Whether the files of a release lie in the public folder."""
    return (public_folder(hub.slug) / "releases" / release.version).is_dir()


def publish() -> None:
    """Let the public folder hold what is published, in the hub's tenant; one at a time.

    What was withdrawn goes first, and needs no key; what is new comes whole, then into the catalogue.

    Raises
    ------
    KeyUnavailable
        If a release is to be written and the keys are locked.
    NotAsSigned
        If a sealed bundle was altered since it was signed.
    """
    hub = Hub.objects.select_for_update().get()
    folder = public_folder(hub.slug)
    releases = list(Release.objects.filter(state__in=(*_READABLE, Release.State.WITHDRAWN)))
    written = any(model.objects.exclude(published_at=None).exists() for model in _WRITINGS)
    if not releases and not written and not folder.exists():
        return
    _write_around(hub, folder, releases)
    _remove_others(folder / "releases", {one.version for one in releases if one.state in _READABLE})
    missing = [one for one in releases if one.state in _READABLE and not is_written(one, hub)]
    for one in missing:
        _write_release(one, folder / "releases")
    if missing:
        _write_around(hub, folder, releases)


def publish_stories() -> None:
    """Publish stories, quiz and calendar as they are now: `publish` does all of it."""
    publish()


def as_withdrawn(release: Release) -> PublicRelease:
    """Say of a withdrawn release what everybody may know."""
    return PublicRelease(
        version=release.version,
        state=WITHDRAWN,
        title=_words(release.title),
        published_on=_day(release.published_at),
        withdrawn_on=_day(release.withdrawn_at),
        reason=_words(release.reason),
        successor=release.successor.version if release.successor else "",
        method=release.settings.get("method", ""),
    )


def take_down(data: Path, slug: str, told: PublicRelease) -> None:
    """Take a release down, from the catalogue first, then its files. No database and no key is needed.

    Parameters
    ----------
    data
        The data folder of the installation.
    slug
        Of the hub.
    told
        What stands there instead.
    """
    folder = public_folder(slug, data)
    try:
        found = Catalogue.read(folder)
        releases = tuple(told if one.version == told.version else one for one in found.releases)
        replace(found, releases=releases).write(folder)
    except Refusal:
        pass  # Nothing is published yet, or it cannot be read: the files go all the same.
    _delete(folder / "releases" / told.version)


def take_down_story(data: Path, slug: str, story: str) -> None:
    """Take a story down, from the catalogue first, then its texts. No database and no key is needed.

    Parameters
    ----------
    data, slug
        As for `take_down`.
    story
        Its name in addresses.
    """
    folder = public_folder(slug, data)
    try:
        found = Catalogue.read(folder)
        replace(found, stories=tuple(one for one in found.stories if one.slug != story)).write(folder)
    except Refusal:
        pass  # Nothing is published yet, or it cannot be read: the texts go all the same.
    for language in LANGUAGES:
        (folder / "stories" / f"{story}.{language}.md").unlink(missing_ok=True)


def _write_around(hub: Hub, folder: Path, releases: list[Release]) -> None:
    """Write the stories, then the catalogue that names them, and the descriptions for data portals."""
    stories = list(Story.objects.exclude(published_at=None).order_by("-published_at", "slug"))
    _write_stories(folder / "stories", stories)
    found = catalogue(hub, folder, releases, stories)
    found.write(folder)
    there = replace(found, folder=folder)
    _write_json(folder / DCAT, catalogue_as_dcat(there))
    for one in there.releases:
        if not one.withdrawn:
            _write_json(folder / "releases" / one.version / DCAT, release_as_dcat(there, one))


def catalogue(hub: Hub, folder: Path, releases: list[Release], stories: list[Story]) -> Catalogue:
    """Make the catalogue of what may be read, and of what was withdrawn."""
    there = {one.pk for one in releases if (folder / "releases" / one.version).is_dir()}
    told = [
        as_withdrawn(one) if one.state == Release.State.WITHDRAWN else _readable(one, folder, there)
        for one in releases
        if one.state == Release.State.WITHDRAWN or one.pk in there
    ]
    return Catalogue(
        hub=PublicHub(
            slug=hub.slug,
            title=_words(hub.title),
            about=_words(hub.about),
            publisher=hub.publisher,
            contact=hub.contact,
            licence=hub.licence,
            address=hub.address,
        ),
        releases=newest_first(told),
        calendar=tuple(
            Event(on=one["on"], title=_words(one["title"]))
            for one in sorted(_published(CalendarEntry), key=lambda one: one["on"])
        ),
        stories=tuple(_story(one) for one in stories),
        quiz=tuple(
            QuizQuestion(
                question=_words(one["question"]),
                answers=tuple(_words(each) for each in one["answers"]),
                right=one["right"],
                because=_words(one["because"]),
                chart=one["chart"],
            )
            for one in sorted(_published(Question), key=lambda one: one["order"])
        ),
    )


def _published(model: type[Question] | type[CalendarEntry]) -> list[dict[str, Any]]:
    """Give what readers have of it, which is not what is being written."""
    found = model.objects.exclude(published_at=None).order_by("made_at", "pk")
    return [one.published for one in found if one.published]


def _story(one: Story) -> PublicStory:
    told = one.published or {}
    return PublicStory(
        slug=told["slug"],
        title=_words(told["title"]),
        summary=_words(told["summary"]),
        on=_day(one.published_at),
        in_exhibit=told["order"] is not None,
        place=told["order"] or 0,
    )


def _readable(release: Release, folder: Path, there: set[Any]) -> PublicRelease:
    # Until its successor can be read, a release is still the one to read first.
    waits = release.successor_id is not None and release.successor_id not in there
    superseded = release.state == Release.State.SUPERSEDED and not waits
    return PublicRelease(
        version=release.version,
        state=SUPERSEDED if superseded else PUBLISHED,
        title=_words(release.title),
        published_on=_day(release.published_at),
        successor=release.successor.version if superseded and release.successor else "",
        method=release.settings["method"],
        people=_people(folder / "releases" / release.version / bundles.FOLDER),
        population=_words(release.population),
        changes=_words(release.changes),
        citation=_words(release.citation),
        breaks=tuple(Break(variable=one["variable"], note=_words(one["note"])) for one in release.breaks),
    )


def _people(bundle: Path) -> int | None:
    found = next(iter(sorted((bundle / "data").glob("*cases.parquet"))), None)
    return None if found is None else int(pl.scan_parquet(found).select(pl.len()).collect().item())


def _write_release(release: Release, releases: Path) -> None:
    """Unpack a release beside its place, and only then let it appear."""
    if not is_name(release.version):
        raise ValueError(f"{release.version!r} is not fit for an address")
    if bundles.sealed_digest(release) != release.digest:
        raise NotAsSigned(release.version)
    releases.mkdir(parents=True, exist_ok=True)
    part = releases / f".{release.version}-{secrets.token_hex(4)}.part"
    try:
        bundles.unzipped(contents(release.bundle), part)
        _settle(part)
        part.rename(releases / release.version)
        _sync(releases)
    finally:
        _delete(part)


def _write_stories(folder: Path, stories: list[Story]) -> None:
    wanted = {
        f"{told['slug']}.{language}.md": told["text"].get(language, "")
        for told in (one.published or {} for one in stories)
        for language in LANGUAGES
    }
    for name, text in wanted.items():
        _write(folder / name, text)
    for path in folder.glob("*") if folder.is_dir() else ():
        if path.name not in wanted:
            path.unlink(missing_ok=True)


def _remove_others(releases: Path, wanted: set[str]) -> None:
    """Remove what may not, or no longer, be read, and what a killed job left."""
    for path in sorted(releases.iterdir()) if releases.is_dir() else ():
        if path.name not in wanted:
            _delete(path)


def _delete(folder: Path) -> None:
    """Delete a folder: renamed first, so that no address leads to half of it."""
    if folder.is_dir():
        gone = folder.with_name(f".{folder.name.lstrip('.')}-{secrets.token_hex(4)}.gone")
        folder.rename(gone)
        shutil.rmtree(gone)


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    _write(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    """Write a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
    part.write_text(text, encoding="utf-8")
    part.chmod(0o644)
    part.replace(path)


def _settle(folder: Path) -> None:
    """Let everybody read a folder, and let it survive a power cut."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _words(said: Mapping[str, str]) -> Words:
    return Words(*(said.get(language, "") for language in LANGUAGES))


def _day(moment: Any) -> str:
    return moment.date().isoformat() if moment else ""
