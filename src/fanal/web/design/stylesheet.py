"""The one style sheet: the tokens and the page of every Fanal page, the frame of the site, each component."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from fanal.presentation import style
from fanal.web.design.components import COMPONENTS

_FRAME = Path(__file__).parent / "styles"

_DARK = "@media screen and (prefers-color-scheme: dark)"
_AS_SCHEME = {
    "light": {_DARK: "@media not all", "color-scheme: light dark": "color-scheme: light"},
    "dark": {_DARK: "@media screen", "color-scheme: light dark": "color-scheme: dark"},
}
_AS_MEDIA = {
    "print": {"@media screen": "@media not all", "@media print": "@media all"},
}


@cache
def stylesheet(scheme: str = "", media: str = "") -> str:
    """Gather the style sheet.

    Parameters
    ----------
    scheme, media
        What the living page shows it as whatever the browser prefers: ``light`` or ``dark``; ``print``.
    """
    sources = sorted(_FRAME.glob("*.css"))
    sources += [COMPONENTS / name / f"{name}.css" for name in component_names()]
    sheet = "\n".join(
        [style("tokens", "page"), *(path.read_text(encoding="utf-8").strip() for path in sources)]
    )
    for before, after in (_AS_SCHEME.get(scheme, {}) | _AS_MEDIA.get(media, {})).items():
        sheet = sheet.replace(before, after)
    return sheet


def component_names() -> list[str]:
    """List the components, by their folders."""
    return sorted(path.name for path in COMPONENTS.iterdir() if (path / "examples.toml").is_file())


@cache
def version() -> str:
    """Give a mark that changes with the style sheet, so that a browser may keep it for ever."""
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:16]


@cache
def lantern() -> str:
    """Give our mark as a file."""
    return files("fanal.presentation").joinpath("templates", "lantern.svg").read_text(encoding="utf-8")
