"""Markdown that people write, as HTML: CommonMark and tables. No HTML of theirs passes, and no picture."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

_PLAIN = re.compile(r"(?:https?://|mailto:)|(?![\w+.-]*:)(?![/\\]{2})", re.IGNORECASE)


def as_html(text: str) -> str:
    """Write a text as HTML, safe as it is; its headings begin at the second level."""
    return str(reader().render(text))


def title_of(text: str) -> str:
    """Give the first heading of a text."""
    first = text.strip().partition("\n")[0]
    return first.lstrip("#").strip()


def body_of(text: str) -> str:
    """Give a text without the heading of the first level that it begins with, if it does."""
    first, _, rest = text.strip().partition("\n")
    return rest.strip() if first.startswith("# ") else text


@cache
def reader() -> MarkdownIt:
    """Read Markdown; pictures would come from elsewhere, and the heading of the first level is the page's."""
    from markdown_it import MarkdownIt

    made = (
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .disable(["image", "html_block", "html_inline"])
    )
    made.validateLink = _leads_somewhere_plain  # type: ignore[method-assign, assignment]
    made.core.ruler.push("plain", _make_plain)
    return made


def _leads_somewhere_plain(address: str) -> bool:
    """Say whether a link says itself where it leads: to a site, to a mailbox, or within this one."""
    return bool(_PLAIN.match(address))


def _make_plain(state: StateCore) -> None:
    """Begin headings at the second level; the sides of cells are styles, which a page refuses."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(int(token.tag[1]), 2)}"
        elif token.type in ("th_open", "td_open"):
            token.attrs.pop("style", None)
