"""Tags of the portal's pages: addresses in the hub, texts of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fanal.exploring import detected as detected_text
from fanal.presentation import Language, text
from fanal.presentation.markdown import as_html
from fanal.standard import Words
from fanal.web.design.language import current_language, say, say_date
from fanal.web.portal.methods import METHODS
from fanal.web.portal.navigation import Link, links
from fanal.web.portal.places import Place
from fanal.web.portal.worldmap import lands

register = template.Library()
_FORMS = {
    "bars": "web.portal.as-bars",
    "lines": "web.portal.as-lines",
    "map": "web.portal.as-map",
    "flows": "web.portal.as-flows",
    "table": "web.portal.as-table",
}
_FOUND = {
    "field": "web.portal.found-field",
    "value": "web.portal.found-value",
    "country": "web.portal.found-country",
    "dashboard": "web.portal.found-dashboard",
    "story": "web.portal.found-story",
}
_COUNTRY = {
    "citizenship": "web.portal.citizens-of",
    "CountryOfExploitation": "web.portal.exploited-in",
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
def data_of(place: Place, version: str) -> str:
    """Give the address of the data of a release."""
    return place.to("portal.data-version", version=version)


@register.simple_tag
def method_name(method: str) -> str:
    """Name a method of protection; one that is not known as it is."""
    return say(METHODS[method].name) if method in METHODS else method


@register.simple_tag
def field_label(place: Place, name: str) -> str:
    """Say what a field of the release is called; one that it does not have as it is."""
    found = place.published.variables.get(name)
    return found.label.in_(place.language) if found else name


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


@register.simple_tag
def land_shape(shape: Mapping[str, Any]) -> SafeString:
    """Draw a country on the map of the world: it leads to its page, and says its number when pointed at."""
    land = lands()[shape["code"]]
    if land.dot:
        drawn = format_html('<circle cx="{}" cy="{}" r="5"/>', *land.dot)
    else:
        drawn = format_html('<use href="#land-{}"/>', land.code)
    return format_html(
        '<a href="{}" tabindex="-1" class="land step-{}"><title>{}</title>{}</a>',
        shape["address"],
        shape["step"],
        shape["mark"],
        drawn,
    )


@register.simple_tag
def country_heading(field: str, name: str) -> str:
    """Head what is told of a country in one field."""
    return say(_COUNTRY[field], name=name)


@register.simple_tag
def written(language: Language, words: Words) -> SafeString:
    """Write Markdown of the catalogue; what is not Markdown stays the text that it is."""
    return SafeString(as_html(words.in_(language)))


@register.filter
def kilobytes(size: int) -> str:
    """Say how large a file is."""
    return text("release.size-kb", current_language(), n=max(round(size / 1000), 1))


@register.simple_tag
def found_kind(kind: str) -> str:
    """Say what was found."""
    return say(_FOUND[kind])


@register.simple_tag
def home_people(method: str, people: int) -> str:
    """Say of how many people a release tells, as its method lets it be said."""
    return say(METHODS[method].people, n=people)


@register.simple_tag
def method_words(method: str) -> list[tuple[str, str]]:
    """Explain a method in plain words: headings and what stands under them."""
    return [(say(heading), say(words)) for heading, words in METHODS[method].parts]


@register.simple_tag
def story_address(place: Place, slug: str) -> str:
    """Give the address of a story; nothing where stories are not shown."""
    try:
        return place.to("portal.story", slug=slug)
    except NoReverseMatch:
        return ""
