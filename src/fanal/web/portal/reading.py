"""The public folder, as the portal reads it: nothing else is ever read, so a draft cannot be reached."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

from fanal.exploring import Catalogue
from fanal.exploring.catalogue import FILE, is_name
from fanal.presentation import Refusal

if TYPE_CHECKING:
    from fanal.exploring import Cells, Published, Question

Made = TypeVar("Made")
_RELEASES_OPEN = 4
"""Releases that a process keeps open at once."""
_ANSWERS_KEPT, _FIELDS_KEPT = 32, 2
"""Answers that a process keeps, and fields that they cross at most: with more, they may be large."""
_catalogues: dict[str, tuple[tuple[int, int], Catalogue]] = {}


def public_root() -> Path:
    """Give the folder that holds the public folder of each hub."""
    return Path(settings.INSTALLATION.data) / "public"


def cache_root() -> Path:
    """Give the folder of pictures that were drawn once."""
    return Path(settings.INSTALLATION.data) / "portal-cache"


def hubs() -> list[Catalogue]:
    """List the hubs that publish here, by their slugs."""
    root = public_root()
    names = sorted(path.parent.name for path in root.glob(f"*/{FILE}")) if root.is_dir() else []
    return [found for name in names if (found := catalogue(name)) is not None]


def stamp(slug: str) -> tuple[int, int] | None:
    """Give what changes whenever the catalogue of a hub does; none where there is no hub."""
    if not is_name(slug):
        return None
    try:
        found = (public_root() / slug / FILE).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def catalogue(slug: str) -> Catalogue | None:
    """Give the catalogue of a hub, as it is now; none where there is no hub."""
    now = stamp(slug)
    if now is None:
        return None
    if slug not in _catalogues or _catalogues[slug][0] != now:
        try:
            read = Catalogue.read(public_root() / slug)
        except Refusal:
            return None
        _forget_withdrawn(read)
        _catalogues[slug] = now, read
    return _catalogues[slug][1]


class Opened:
    """A release that a process keeps open, with what was asked of it lately; both are forgotten together."""

    def __init__(self, published: Published) -> None:
        from fanal.exploring import answer

        self.published = published
        self._answer = partial(answer, published)
        self._lately = lru_cache(maxsize=_ANSWERS_KEPT)(self._answer)
        self._once: dict[Hashable, Any] = {}

    def answer(self, question: Question) -> Cells:
        """Answer a question; its page, its pictures and its files are asked for one after the other.

        Raises
        ------
        Refusal
            If the release has no such field or value.
        """
        return (self._lately if len(question.fields) <= _FIELDS_KEPT else self._answer)(question)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give something of the release that is made once."""
        if key not in self._once:
            self._once[key] = make()
        found: Made = self._once[key]
        return found


def opened(found: Catalogue, version: str) -> Opened | None:
    """Open a release; none where it may not be read, or is not there."""
    folder = found.folder_of(version)
    if folder is None or not folder.is_dir():
        return None
    return _opened(folder, folder.stat().st_mtime_ns)


@lru_cache(maxsize=_RELEASES_OPEN)
def _opened(folder: Path, changed: int) -> Opened:
    from fanal.exploring import Published

    return Opened(Published.open(folder))


def _forget_withdrawn(read: Catalogue) -> None:
    """Delete the pictures of releases that may no longer be read."""
    for one in read.releases:
        if one.withdrawn:
            shutil.rmtree(cache_root() / read.hub.slug / one.version, ignore_errors=True)
