"""A little Markdown as HTML: headings, paragraphs, lists, emphasis. All else stays the text that it is.

Procedures are texts that people of an organisation write; what they write is escaped first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"(?<!\*)\*([^*\s][^*]*)\*(?!\*)")
_ITEM = re.compile(r"(?:[-*]|\d+\.)\s+(.*)")


def title_of(text: str) -> str:
    """Give the first heading of a text."""
    first = text.strip().partition("\n")[0]
    return first.lstrip("#").strip()


def body_of(text: str) -> str:
    """Give a text without its first heading."""
    return text.strip().partition("\n")[2].strip() if text.strip().startswith("# ") else text


def as_html(text: str) -> SafeString:
    """Write a text as HTML; its headings begin at the second level.

    Parameters
    ----------
    text
        Markdown. Blocks are parted by empty lines.
    """
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return SafeString("\n".join(part for block in blocks for part in _block(block.split("\n"))))


def _block(lines: list[str]) -> Iterator[str]:
    while lines and (found := re.match(r"(#{1,4})\s+(.*)", lines[0])):
        level = max(2, len(found[1]))
        yield f"<h{level}>{_inline(found[2])}</h{level}>"
        lines = lines[1:]
    if not lines or not "".join(lines).strip():
        return
    if _ITEM.match(lines[0].strip()):
        kind = "ol" if lines[0].strip()[0].isdigit() else "ul"
        items = "".join(f"<li>{_inline(item)}</li>" for item in _items(lines))
        yield f"<{kind}>{items}</{kind}>"
    else:
        yield f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>"


def _items(lines: list[str]) -> list[str]:
    """Give the items of a list; a line that begins none goes on with the one before."""
    items: list[str] = []
    for line in (one.strip() for one in lines):
        if found := _ITEM.match(line):
            items.append(found[1])
        else:
            items[-1] += f" {line}"
    return items


def _inline(text: str) -> str:
    said = str(escape(text))
    return _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", said))
