"""Icons of Lucide, drawn into the page in the colour of the text; always beside a word."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon

DIRECTIONAL = frozenset(
    {
        *("arrow-left", "arrow-right", "chevron-left", "chevron-right", "chevrons-left", "chevrons-right"),
        *("external-link", "forward", "list", "log-in", "log-out", "redo-2", "reply", "send", "undo-2"),
    }
)
"""Those that point along the line, and turn round where the line does."""

_LANTERN = files("fanal.presentation").joinpath("templates", "lantern.svg")


@cache
def icon(name: str) -> SafeString:
    """Draw an icon.

    Parameters
    ----------
    name
        A name of Lucide, as ``lock-keyhole``; or ``lantern``, our own mark.

    Raises
    ------
    lucide.IconDoesNotExist
        If there is no such icon: a defect of the template.
    """
    if name == "lantern":
        drawn = _LANTERN.read_text(encoding="utf-8").strip()
        drawn = drawn.replace("<svg ", '<svg class="icon lantern" aria-hidden="true" focusable="false" ', 1)
        drawn = drawn.replace('stroke="#5F6D7D"', 'stroke="currentColor"')
        drawn = drawn.replace('stroke="none" fill="#F5B02E"', 'class="flame"')
        return mark_safe(drawn)  # noqa: S308 - our own drawing
    classes = "icon directional" if name in DIRECTIONAL else "icon"
    drawn = _render_icon(name, 20, **{"class": classes, "stroke-width": "1.75", "aria-hidden": "true"})
    return mark_safe(drawn)  # noqa: S308 - drawn from the package by a name in a template
