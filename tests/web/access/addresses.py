"""Every address of the site, found by walking what Django resolves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter

NOBODYS = "00000000-0000-4000-8000-000000000000"

_DRAWN: dict[type, Any] = {
    UUIDConverter: NOBODYS,
    IntConverter: 999_999_999,
    SlugConverter: "none",
    StringConverter: "none",
    PathConverter: "none",
}


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its view, and the parts that it needs."""

    name: str
    route: str
    view: Any
    parts: dict[str, Any]

    @property
    def rule(self) -> Any:
        """Give the rule that a decorator of `access.views` put on the view."""
        return getattr(self.view, "access_rule", None)

    def path(self, organisation: str, values: dict[str, Any]) -> str:
        """Fill in the parts, with an id that nobody has where the row says nothing."""
        known = {**self.parts, "organisation": organisation, **values}
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found.group(1)]), self.route)
        return "/" + filled


def addresses(
    patterns: Any = None, before: str = "", namespace: str = "", parts: Any = None
) -> Iterator[Address]:
    """Walk all patterns."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route, own = before + _route(one.pattern), {**(parts or {}), **_parts(one.pattern)}
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from addresses(one.url_patterns, route, inner, own)
        elif isinstance(one, URLPattern):
            yield Address(f"{namespace}{one.name}" if one.name else "", route, one.callback, own)


def _route(pattern: Any) -> str:
    """Give a route; a regular expression is turned into one, its groups into parts."""
    text = str(pattern)
    if hasattr(pattern, "_route"):
        return text
    text = re.sub(r"\(\?P<(\w+)>(?:[^()\\]|\\.|\[[^]]*\])*\)", r"<\1>", text)
    return re.sub(r"\\(.)", r"\1", text.removeprefix("^").removesuffix("$").removesuffix("\\Z"))


def _parts(pattern: Any) -> dict[str, Any]:
    if hasattr(pattern, "_route"):
        return {name: _DRAWN.get(type(kind), "none") for name, kind in pattern.converters.items()}
    return dict.fromkeys(pattern.regex.groupindex, "none")
