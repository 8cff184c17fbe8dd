"""The pages of a bundle share one frame: the mark, the pages of the release, the other language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from itertools import count
from typing import Any

from fanal.presentation import Language, environment
from fanal.presentation.report import Report
from fanal.release.result import Content

_ROOM = "fanal.release"


def paper(report: Report, name: str, content: Content) -> str:
    """Write a report as a page of the bundle, ``codebook`` or ``method``."""
    return render("paper.html", report.language, name, content, report=report)


def render(template: str, language: Language, name: str, content: Content, **values: Any) -> str:
    """Fill a template of this room.

    Parameters
    ----------
    template
        Its file.
    language
        The language of the page.
    name
        The page: ``index``, ``codebook`` or ``method``.
    content
        What the release is made from.
    **values
        What the template shows beside it.
    """
    other: Language = "fr" if language == "en" else "en"
    return (
        environment(_ROOM)
        .get_template(template)
        .render(
            language=language,
            other=other,
            other_page=address(name, other),
            pages=_pages(language),
            page=name,
            content=content,
            title=content.title(language),
            version=version("fanal"),
            next_number=count(1).__next__,
            site_style=files(_ROOM).joinpath("styles", "site.css").read_text(encoding="utf-8").strip(),
            **values,
        )
    )


def address(name: str, language: Language) -> str:
    """Give the file of a page in a language; the home page in English is ``index.html``."""
    return "index.html" if (name, language) == ("index", "en") else f"{name}.{language}.html"


def _pages(language: Language) -> Mapping[str, str]:
    return {name: address(name, language) for name in ("index", "codebook", "method")}
