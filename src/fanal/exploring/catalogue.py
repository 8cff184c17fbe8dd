"""The catalogue of a public folder: which releases there are, and what is told around them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fanal.presentation import LANGUAGES, Refusal
from fanal.standard import Words

FILE = "catalogue.json"
FORMAT = 1
PUBLISHED, SUPERSEDED, WITHDRAWN = "published", "superseded", "withdrawn"
STATES = (PUBLISHED, SUPERSEDED, WITHDRAWN)
NOTHING = Words("", "")


@dataclass(frozen=True, kw_only=True)
class Hub:
    """Who publishes; `address` is where readers find the portal, or nothing."""

    slug: str
    title: Words
    about: Words = NOTHING
    """Markdown."""
    publisher: str = ""
    contact: str = ""
    licence: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Break:
    """Where a variable cannot be compared with earlier releases."""

    variable: str
    note: Words


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release; a withdrawn one has its reason and no folder. Days are written ``2026-03-01``."""

    version: str
    state: str = PUBLISHED
    title: Words = NOTHING
    published_on: str = ""
    withdrawn_on: str = ""
    reason: Words = NOTHING
    successor: str = ""
    """The version to read instead, or nothing."""
    method: str = ""
    people: int | None = None
    population: Words = NOTHING
    changes: Words = NOTHING
    """Markdown."""
    citation: Words = NOTHING
    breaks: tuple[Break, ...] = ()

    @property
    def withdrawn(self) -> bool:
        """Whether it may no longer be read."""
        return self.state == WITHDRAWN


@dataclass(frozen=True, kw_only=True)
class Event:
    """A day of the release calendar."""

    on: str
    title: Words


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story; its text lies in ``stories/<slug>.<language>.md``."""

    slug: str
    title: Words
    summary: Words = NOTHING
    on: str = ""
    in_exhibit: bool = False
    place: int = 0
    """Its place in the exhibit."""


@dataclass(frozen=True, kw_only=True)
class QuizQuestion:
    """A question of the exhibit; `right` is the place of the right answer, `chart` a query of explore."""

    question: Words
    answers: tuple[Words, ...]
    right: int
    because: Words = NOTHING
    chart: str = ""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All that a public folder holds, the newest release first."""

    hub: Hub
    releases: tuple[Release, ...] = ()
    calendar: tuple[Event, ...] = ()
    stories: tuple[Story, ...] = ()
    quiz: tuple[QuizQuestion, ...] = ()
    folder: Path | None = field(default=None, compare=False)
    """Where it was read from."""

    @classmethod
    def read(cls, folder: Path) -> Catalogue:
        """Read the catalogue of a public folder.

        Raises
        ------
        Refusal
            If there is none, or it is not one that this version of Fanal reads.
        """
        try:
            raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
            if raw["format"] != FORMAT:
                raise Refusal("exploring.catalogue-format", format=str(raw["format"]), known=FORMAT)
            made = _from_json(raw, folder)
        except OSError:
            raise Refusal("exploring.no-catalogue", folder=folder.name) from None
        except (ValueError, LookupError, TypeError, AttributeError):
            raise Refusal("exploring.catalogue-unreadable", folder=folder.name) from None
        return made

    def write(self, folder: Path) -> None:
        """Write it in one step: a reader sees the old or the new one, whole.

        Raises
        ------
        ValueError
            If a version is not the name of a folder, stands twice, or a state is not known.
        """
        _check(self)
        folder.mkdir(parents=True, exist_ok=True)
        raw = json.dumps(as_json(self), ensure_ascii=False, indent=1) + "\n"
        descriptor, name = tempfile.mkstemp(prefix=f".{FILE}-", dir=folder)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(folder / FILE)

    @property
    def newest(self) -> Release | None:
        """The release that readers see first: the newest, neither superseded nor withdrawn."""
        return next((one for one in self.releases if one.state == PUBLISHED), None)

    def release(self, version: str) -> Release | None:
        """Find a release by its version, withdrawn ones too."""
        return next((one for one in self.releases if one.version == version), None)

    def folder_of(self, version: str) -> Path | None:
        """Give the folder of a release that may be read; none of one that is withdrawn or unknown."""
        found = self.release(version)
        if found is None or found.withdrawn or self.folder is None:
            return None
        return self.folder / "releases" / found.version

    def story_text(self, slug: str, language: str) -> str | None:
        """Read the Markdown of a story of this catalogue; none if there is no such story."""
        if self.folder is None or language not in LANGUAGES or all(one.slug != slug for one in self.stories):
            return None
        path = self.folder / "stories" / f"{slug}.{language}.md"
        return path.read_text(encoding="utf-8") if path.is_file() else None


def is_name(text: str) -> bool:
    """Whether a version or a slug is fit for an address and for a folder: ``2026.1``, ``children-at-sea``."""
    plain = all(sign.isascii() and (sign.isalnum() or sign in ".-_") for sign in text)
    return plain and 0 < len(text) <= 60 and text[0].isalnum()


def as_json(catalogue: Catalogue) -> dict[str, Any]:
    """Give a catalogue as it is written."""
    raw: dict[str, Any] = {"format": FORMAT, "hub": _plain(catalogue.hub)}
    for name in ("releases", "calendar", "stories", "quiz"):
        raw[name] = [_plain(one) for one in getattr(catalogue, name)]
    return raw


def _check(catalogue: Catalogue) -> None:
    versions = [one.version for one in catalogue.releases]
    names = [*versions, *(one.slug for one in catalogue.stories), catalogue.hub.slug]
    if wrong := [name for name in names if not is_name(name)]:
        raise ValueError(f"{wrong[0]!r} is not fit for an address")
    if len(set(versions)) < len(versions):
        raise ValueError("a version stands twice")
    if any(one.state not in STATES for one in catalogue.releases):
        raise ValueError(f"a state of a release is one of {', '.join(STATES)}")


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return {language: value.in_(language) for language in LANGUAGES}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def _from_json(raw: Mapping[str, Any], folder: Path) -> Catalogue:
    made = Catalogue(
        hub=Hub(**_filled(raw["hub"], "title", "about")),
        releases=tuple(_release(one) for one in raw["releases"]),
        calendar=tuple(Event(**_filled(one, "title")) for one in raw.get("calendar", ())),
        stories=tuple(Story(**_filled(one, "title", "summary")) for one in raw.get("stories", ())),
        quiz=tuple(_quiz(one) for one in raw.get("quiz", ())),
        folder=folder,
    )
    _check(made)
    return made


def _release(raw: Mapping[str, Any]) -> Release:
    breaks = tuple(Break(**_filled(one, "note")) for one in raw.get("breaks", ()))
    words = ("title", "reason", "population", "changes", "citation")
    return Release(**_filled(raw, *words) | {"breaks": breaks})


def _quiz(raw: Mapping[str, Any]) -> QuizQuestion:
    answers = tuple(_words(one) for one in raw["answers"])
    return QuizQuestion(**_filled(raw, "question", "because") | {"answers": answers})


def _filled(raw: Mapping[str, Any], *words: str) -> dict[str, Any]:
    """Take the keys of an object, those that are words as `Words`."""
    return {name: _words(value) if name in words else value for name, value in raw.items()}


def _words(raw: Mapping[str, str]) -> Words:
    return Words(raw["en"], raw["fr"])


def newest_first(releases: Sequence[Release]) -> tuple[Release, ...]:
    """Sort releases by the day of their publication, the newest first."""
    return tuple(sorted(releases, key=lambda one: (one.published_on, one.version), reverse=True))
