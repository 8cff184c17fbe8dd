"""Tags of the portal's pages: addresses in the hub, texts of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse

from fanal.exploring import detected as detected_text
from fanal.presentation import Language
from fanal.standard import Words
from fanal.web.design.language import current_language, say, say_date
from fanal.web.portal.navigation import Link, links
from fanal.web.portal.places import Place

register = template.Library()
_FORMS = {
    "bars": "web.portal.as-bars",
    "lines": "web.portal.as-lines",
    "map": "web.portal.as-map",
    "flows": "web.portal.as-flows",
    "table": "web.portal.as-table",
}
_NAMES = {"en": "English", "fr": "Français"}


@register.simple_tag
def portal_script(name: str) -> str:
    """Give the address of one behaviour of the portal."""
    return static(f"portal/{name}.js")


@register.filter
def at(place: Place, name: str) -> str:
    """Give the address of a page of the hub: ``{{ place|at:"portal.home" }}``."""
    return place.to(name)


@register.filter
def in_release(place: Place, name: str) -> str:
    """Give the address of a page of the release."""
    return place.in_release(name)


@register.filter
def to_release(place: Place, other: str) -> str:
    """Give the address of explore of another release."""
    return place.to("portal.explore", version=other)


@register.filter
def look(looks: Mapping[str, str], name: str) -> str:
    """Give the address of a picture in one look."""
    return looks[name]


@register.filter
def as_date(written: str) -> str:
    """Write a day of the catalogue as the language does."""
    try:
        return say_date(date.fromisoformat(written))
    except ValueError:
        return written


@register.simple_tag
def said_in(language: Language, words: Words) -> str:
    """Say words of the catalogue."""
    return words.in_(language)


@register.simple_tag
def form_name(form: str) -> str:
    """Say a form of an answer."""
    return say(_FORMS[form])


@register.simple_tag
def language_name(tag: str) -> str:
    """Name a language in itself."""
    return _NAMES[tag]


@register.simple_tag
def detected() -> str:
    """Say that those detected are not all."""
    return detected_text(current_language())


@register.simple_tag
def drawing_library() -> str:
    """Give the address of the drawing library; its version is that of what draws here."""
    try:
        drawn_by = version("vl-convert-python").replace(".", "-")
    except PackageNotFoundError:
        drawn_by = "none"
    return reverse("portal.drawing-library", args=[drawn_by])


@register.simple_tag(takes_context=True)
def portal_navigation(context: Any) -> list[Link]:
    """List the pages of the portal."""
    place = context.get("place")
    return links(place) if place else []
