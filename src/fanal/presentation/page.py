"""A report as one HTML page that stands alone: nothing loaded, no script, readable by anyone."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from fanal.presentation.report import Report
from fanal.presentation.templating import environment

if TYPE_CHECKING:
    from markupsafe import Markup

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_NEVER = frozenset({"script", "foreignObject", "style", "a", "image", "iframe", "animate", "set"})


def as_html(report: Report) -> str:
    """Write a report as a page.

    Every word of the report is escaped. The page carries its style, draws its figures from the
    SVG they hold, and forbids itself everything else by its content security policy.

    Raises
    ------
    ValueError
        If the picture of a figure is not SVG.
    """
    return (
        environment()
        .get_template("report.html")
        .render(report=report, language=report.language, next_number=count(1).__next__, picture=picture)
    )


def picture(svg: str, alternative: str, prefix: str) -> Markup:
    """Make a drawn SVG fit to stand inside a page.

    Parameters
    ----------
    svg
        The drawing.
    alternative
        What it shows, in words, for who cannot see it.
    prefix
        Put before every name inside, which would otherwise clash with another figure's.

    Raises
    ------
    ValueError
        If it is not SVG.
    """
    from xml.etree import ElementTree

    from markupsafe import Markup

    try:
        drawing = ElementTree.fromstring(svg)  # noqa: S314 - drawn here, and expat expands no external entity
    except ElementTree.ParseError as error:
        raise ValueError(f"the picture is not SVG: {error}") from None
    if drawing.tag != f"{{{_SVG}}}svg":
        raise ValueError(f"the picture is not SVG: its root is {drawing.tag!r}")
    names = {f"#{name}": f"#{prefix}{name}" for part in drawing.iter() if (name := part.get("id"))}
    for parent in drawing.iter():
        for part in list(parent):
            if str(part.tag).rpartition("}")[2] in _NEVER:
                parent.remove(part)
    for part in drawing.iter():
        for name, value in list(part.attrib.items()):
            if name.lower().startswith("on") or name.startswith("aria-") or name == "role":
                del part.attrib[name]
            elif name == "id":
                part.set(name, f"{prefix}{value}")
            elif value.startswith("url(#"):
                part.set(name, f"url({names.get(value[4:-1], value[4:-1])})")
            elif name in ("href", _LINK):
                part.set(name, names.get(value, "#"))
    drawing.set("role", "img")
    drawing.set("aria-label", alternative)
    ElementTree.register_namespace("", _SVG)
    return Markup(ElementTree.tostring(drawing, encoding="unicode"))  # noqa: S704 - written by ElementTree
