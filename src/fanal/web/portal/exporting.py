"""The portal as a folder of plain files, to be put on any web server, on a stick, or opened from the disk.

Pages are those of the site, asked for one after the other as a reader would follow their links; addresses
become paths, and every link a relative one. A question that was not exported leads to the hub, if it says
where it is, else nowhere.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import combinations
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from fanal.exploring import Catalogue, Question, as_query, suitable
from fanal.presentation import LANGUAGES, Progress, Refusal, silent
from fanal.release.bundle import Bundle, whole_or_nothing
from fanal.web.portal import reading
from fanal.web.portal.answers import EXPORTED
from fanal.web.portal.places import Place

CROSSED = 2
"""Fields that are crossed at most in an exported copy."""
_LINK = re.compile(r'(?P<name>\s(?:href|src|srcset|action))="(?P<address>/[^"]*)"')
_DRAWN = re.compile(r'\sdata-(?:specification|library)="[^"]*"')
_FILES = (".csv", ".json", ".svg", ".png", ".ics", ".bib", ".ris", ".jsonld")
_PLAIN = re.compile(r"[^A-Za-z0-9._=-]+")


@dataclass
class Export:
    """What is exported, and what is still to be.

    Attributes
    ----------
    wanted
        Addresses found and not yet written, in the order in which they were found.
    paths
        The path of every address, written or wanted.
    """

    catalogue: Catalogue
    bundle: Bundle
    wanted: list[str] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """Where all addresses of the hub begin."""
        return f"/data/{self.catalogue.hub.slug}/"

    def want(self, address: str) -> str | None:
        """Give the path of an address in the copy; none of one that is not in it."""
        if address not in self.paths:
            path = self._path(address)
            if path is None:
                return None
            self.paths[address] = path
            self.wanted.append(address)
        return self.paths[address]

    def _path(self, address: str) -> str | None:
        parts = urlsplit(address)
        if ".." in unquote(parts.path).split("/"):
            return None  # Somebody wrote it into a story: no path of the copy leads out of it.
        if parts.path.startswith(("/static/", "/style/")):
            return parts.path.lstrip("/")
        if not parts.path.startswith(self.root) or "/api/" in parts.path or "/embed/" in parts.path:
            return None
        if not self._asks_little(parts.path, parts.query):
            return None
        inside = unquote(parts.path.removeprefix(self.root))
        if parts.path.endswith("/"):
            return f"{inside}{_name(parts.query)}index.html"
        stem, ending = os.path.splitext(inside)  # noqa: PTH122 - an address, not a path
        return f"{stem}{'.' if parts.query else ''}{_name(parts.query).rstrip('/')}{ending}"

    def _asks_little(self, path: str, query: str) -> bool:
        """Say whether a question is one of those that a copy answers: pages ask others for forms only."""
        if not query:
            return True
        return ("/releases/" in path and query.count("by=") <= CROSSED) or (
            "q=" not in query and "/compare/" in path
        )


def export(slug: str, out: Path, progress: Progress = silent) -> int:
    """Write the portal of a hub as plain files.

    Parameters
    ----------
    slug
        Of the hub.
    out
        A folder that does not exist, or is empty: the copy becomes it once it is whole.
    progress
        Hears of each page.

    Returns
    -------
    int
        How many files were written.

    Raises
    ------
    Refusal
        If there is no such hub, nothing is published, or `out` is not free.
    """
    catalogue = reading.catalogue(slug)
    if catalogue is None:
        raise Refusal("web.portal.no-such-hub", slug=slug)
    if catalogue.newest is None:
        raise Refusal("web.portal.nothing-to-export", slug=slug)
    with whole_or_nothing(out) as bundle:
        made = Export(catalogue, bundle)
        for address in _beginnings(made):
            made.want(address)
        done = 0
        while made.wanted:
            address = made.wanted.pop(0)
            _write(made, address)
            done += 1
            progress(done, done + len(made.wanted), "web.portal.progress-exporting")
        bundle.write("index.html", _first_page(made))
        bundle.write("LICENSE.txt", f"{catalogue.hub.licence}\n")
    return len(bundle.files)


def _beginnings(made: Export) -> Iterator[str]:
    """Give the addresses that links begin from; and the crossings, to which only a form leads."""
    for language in LANGUAGES:
        yield f"{made.root}{language}/"
        yield f"{made.root}{language}/exhibit/"
        place = Place(made.catalogue, None, language, made.catalogue.newest)
        for question in crossings(place):
            yield f"{place.in_release('portal.explore')}?{as_query(question)}"
    yield f"{made.root}catalogue.json"
    yield f"{made.root}dcat.jsonld"


def crossings(place: Place) -> list[Question]:
    """List what a copy answers: each field, and each two of them, in the form that tells most."""
    variables = place.published.variables
    found = []
    for many in range(1, CROSSED + 1):
        for names in combinations(variables, many):
            form = suitable(variables[name] for name in names)[0]
            found.append(Question(fields=names, kind=form, language=place.language))
    return found


def _write(made: Export, address: str) -> None:
    path = made.paths[address]
    if address.startswith("/static/"):
        source = finders.find(address.removeprefix("/static/"))
        if isinstance(source, str):
            made.bundle.write(path, Path(source).read_bytes())
        return
    status, content = _answered(address)
    if status in (301, 302):
        target = made.want(urljoin(address, content.decode()))
        content = _led_on(_relative(path, target) if target else "").encode()
    elif status == 410 or (status == 200 and path.endswith(".html")):
        content = _rewritten(made, path, content.decode()).encode()
    elif status != 200:
        return
    if path not in made.bundle.files:
        made.bundle.write(path, content)


def _answered(address: str) -> tuple[int, bytes]:
    """Ask a view as a reader would; what it answers, or where it leads on to."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return 404, b""
    request: HttpRequest = RequestFactory().get(address, headers={"host": "localhost"})
    request.resolver_match = match
    setattr(request, EXPORTED, True)
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except Exception as error:
        if type(error).__name__ not in ("Http404", "Refused"):
            raise
        return 404, b""
    if response.status_code in (301, 302):
        return response.status_code, response["Location"].encode()
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return response.status_code, content


def _rewritten(made: Export, path: str, page: str) -> str:
    """Let every link of a page be relative; those that lead out of the copy lead to the hub, or nowhere."""

    def relative(found: re.Match[str]) -> str:
        address = unescape(found["address"])
        whole, _, fragment = address.partition("#")
        target = made.want(whole) if whole else path
        if target is None:
            hub = made.catalogue.hub.address.rstrip("/")
            elsewhere = f"{hub}{address}" if hub else ""
            return f'{found["name"]}="{escape(elsewhere)}"' if elsewhere else ' data-not-here=""'
        return f'{found["name"]}="{escape(_relative(path, target))}{"#" + fragment if fragment else ""}"'

    return _LINK.sub(relative, _DRAWN.sub("", page))


def _relative(path: str, target: str) -> str:
    return os.path.relpath(target, PurePosixPath(path).parent).replace(os.sep, "/")


def _name(query: str) -> str:
    """Name a question as a folder; a long one by a hash."""
    if not query:
        return ""
    plain = _PLAIN.sub(".", unquote(query)).strip(".")
    if len(plain) > 90:
        plain = f"{plain[:60]}-{hashlib.sha256(query.encode()).hexdigest()[:12]}"
    return f"{plain}/"


def _led_on(target: str) -> str:
    return (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={escape(target)}">'
        f'<a href="{escape(target)}">{escape(target)}</a>'
    )


def _first_page(made: Export) -> str:
    """Lead to the languages."""
    names: Iterable[tuple[str, str]] = (("en", "English"), ("fr", "Français"))
    links = "".join(f'<li><a href="{tag}/index.html" lang="{tag}">{name}</a></li>' for tag, name in names)
    title = escape(made.catalogue.hub.title.en)
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    return f"{head}<h1>{title}</h1><ul>{links}</ul>"
