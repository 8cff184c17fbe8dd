"""How a release is cited: as a sentence, for BibTeX, and for programs that read RIS."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fanal.presentation import text
from fanal.web.portal.places import Place

_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX |= {sign: f"\\{sign}" for sign in "{}%&_#$"}


@dataclass(frozen=True)
class Citation:
    """What is known of a release, for whoever cites it."""

    sentence: str
    publisher: str
    title: str
    version: str
    published_on: str
    address: str
    licence: str
    language: str
    key: str

    @property
    def year(self) -> str:
        """The year of publication."""
        return self.published_on[:4]


def citation(place: Place, origin: str) -> Citation:
    """Make the citation of the release of a place.

    Parameters
    ----------
    origin
        Where this site is reached, where the hub does not say where its portal is.
    """
    release, hub = place.release, place.catalogue.hub
    assert release is not None  # noqa: S101 - what is cited is there
    address = (hub.address.rstrip("/") or origin) + place.to("portal.data-version", version=release.version)
    title = release.title.in_(place.language) or place.published.title
    publisher = hub.publisher or place.title
    sentence = release.citation.in_(place.language) or text(
        "web.portal.cite-sentence",
        place.language,
        publisher=publisher,
        year=release.published_on[:4],
        title=title,
    )
    named = text("web.portal.release-named", place.language, version=release.version)
    return Citation(
        sentence=f"{sentence.rstrip('. ')}. {named[:1].upper()}{named[1:]}. {address}",
        publisher=publisher,
        title=title,
        version=release.version,
        published_on=release.published_on,
        address=address,
        licence=hub.licence or place.published.licence,
        language=place.language,
        key=f"{place.hub}-{release.version}",
    )


def bibtex(cited: Citation) -> str:
    """Write an entry for BibTeX."""
    fields = {
        # Twice in braces: an organisation is no first and last name.
        "author": f"{{{_tex(cited.publisher)}}}",
        "title": f"{{{_tex(cited.title)}}}",
        "year": cited.year,
        "version": _tex(cited.version),
        "url": cited.address,
        "note": _tex(cited.licence),
        "language": "french" if cited.language == "fr" else "english",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{cited.key},\n{lines}\n}}\n"


def ris(cited: Citation) -> str:
    """Write an entry for programs that read RIS."""
    fields = [
        ("TY", "DATA"),
        ("AU", cited.publisher),
        ("TI", cited.title),
        ("PY", cited.year),
        ("DA", cited.published_on.replace("-", "/")),
        ("ET", cited.version),
        ("PB", cited.publisher),
        ("UR", cited.address),
        ("LA", cited.language),
        ("N1", cited.licence),
        ("ER", ""),
    ]
    return "".join(f"{name}  - {_line(value)}\r\n" for name, value in fields if value or name == "ER")


def _tex(told: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in _line(told))


def _line(told: str) -> str:
    return re.sub(r"\s+", " ", told).strip()
