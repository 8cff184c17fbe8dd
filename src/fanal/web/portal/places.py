"""Where a reader is: which hub, in which language, in which release; and the addresses around."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from fanal.exploring import Catalogue, Release
from fanal.presentation import LANGUAGES, Language
from fanal.web.access.views import public
from fanal.web.portal import reading

if TYPE_CHECKING:
    from fanal.exploring import Cells, Published, Question
    from fanal.web.portal.reading import Opened

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Place:
    """Where a reader is.

    Attributes
    ----------
    catalogue, stamp
        Of the hub, and what changes with it.
    language
        Of the page, as its address says.
    release
        The one that the address names, else the newest that may be read; none: nothing is published.
    names
        The names of the address within the hub, so that the same page is found in the other language.
    """

    catalogue: Catalogue
    stamp: tuple[int, int] | None
    language: Language
    release: Release | None = None
    names: tuple[str, dict[str, Any]] = field(default=("", {}))

    @property
    def hub(self) -> str:
        """The slug of the hub."""
        return self.catalogue.hub.slug

    @property
    def title(self) -> str:
        """The title of the hub."""
        return self.catalogue.hub.title.in_(self.language)

    @property
    def opened(self) -> Opened:
        """The release, opened, with what was asked of it lately.

        Raises
        ------
        Http404
            If there is none.
        """
        found = reading.opened(self.catalogue, self.release.version) if self.release else None
        if found is None:
            raise Http404
        return found

    @property
    def published(self) -> Published:
        """The release itself."""
        return self.opened.published

    def answer(self, question: Question) -> Cells:
        """Answer a question to the release."""
        return self.opened.answer(question)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The same page in other languages: tag and address."""
        name, values = self.names
        return [
            (tag, reverse(name, kwargs={**values, "hub": self.hub, "language": tag}))
            for tag in LANGUAGES
            if tag != self.language and name
        ]

    def to(self, name: str, **values: Any) -> str:
        """Give the address of a page of this hub in this language, in this release where it is of one.

        Parameters
        ----------
        name
            As ``portal.home``.
        **values
            What its address holds besides.
        """
        return reverse(name, kwargs={"hub": self.hub, "language": self.language, **values})

    def in_release(self, name: str, **values: Any) -> str:
        """Give the address of a page of this release."""
        return self.to(name, version=self.release.version if self.release else "", **values)

    def file(self, path: str) -> str:
        """Give the address of a file of this release."""
        values = {"hub": self.hub, "version": self.release.version if self.release else "", "path": path}
        return reverse("portal.download", kwargs=values)


def placed(view: View) -> View:
    """Make a page of a hub: ``view(request, place, **rest)``, for everybody, in the language of its address.

    A hub or a release that is not there is not found; of one that was withdrawn, the page says why (410).
    """

    @transaction.non_atomic_requests  # No database is asked.
    @public
    @require_safe
    @wraps(view)
    def found(
        request: HttpRequest, hub: str, language: Language = "en", version: str = "", **rest: Any
    ) -> HttpResponse:
        from fanal.web.portal import answers

        # Before the catalogue: an answer that is older than its tag would be kept for as long as that stands.
        stamp = reading.stamp(hub)
        catalogue = reading.catalogue(hub)
        if catalogue is None:
            raise Http404
        release = catalogue.release(version) if version else catalogue.newest
        if version and release is None:
            raise Http404
        values = {**rest, **({"version": version} if version else {})}
        match = request.resolver_match
        name = match.url_name if match is not None and "language" in match.kwargs else ""
        place = Place(catalogue, stamp, language, release, (name or "", values))
        with override(language):
            if release is not None and release.withdrawn:
                # Frames and programs of other sites have to learn of it too.
                gone = answers.page(request, place, "portal/withdrawn.html", status=410)
                response = (
                    answers.to_be_framed(gone) if name == "portal.embed" else answers.for_everybody(gone)
                )
            else:
                tag = answers.tag_of(request, place)
                response = answers.unchanged(request, tag) or view(request, place, **rest)
                if response.status_code in (200, 304):
                    answers.kept(response, tag)
        response["Content-Language"] = language
        return response

    return found
