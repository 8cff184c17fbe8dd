"""The form of a hub."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from fanal.web.collaborative.models import Hub
from fanal.web.design.forms import Form

LICENCES = (("CC-BY-4.0", "CC BY 4.0"), ("CC-BY-NC-4.0", "CC BY-NC 4.0"), ("CC0-1.0", "CC0 1.0"))
_BOTH: tuple[str, ...] = ("title", "about")


def _text(**more: Any) -> forms.CharField:
    return forms.CharField(max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5}), **more)


class HubForm(Form):
    """What a hub says of itself, in both languages."""

    labels: ClassVar = {
        "slug": "web.collaborative.hub-slug",
        "title_en": "web.collaborative.hub-title-en",
        "title_fr": "web.collaborative.hub-title-fr",
        "about_en": "web.collaborative.hub-about-en",
        "about_fr": "web.collaborative.hub-about-fr",
        "publisher": "web.collaborative.hub-publisher",
        "contact": "web.collaborative.hub-contact",
        "licence": "web.collaborative.hub-licence",
        "address": "web.collaborative.hub-address",
        "k": "web.collaborative.hub-k",
        "review_days": "web.collaborative.hub-review-days",
    }
    hints: ClassVar = {
        "slug": "web.collaborative.hub-slug-hint",
        "about_en": "web.collaborative.hub-about-hint",
        "address": "web.collaborative.hub-address-hint",
        "k": "web.collaborative.hub-k-hint",
        "review_days": "web.collaborative.hub-review-days-hint",
    }
    slug = forms.SlugField(max_length=40)
    title_en = forms.CharField(max_length=200)
    title_fr = forms.CharField(max_length=200)
    about_en = _text()
    about_fr = _text()
    publisher = forms.CharField(max_length=200)
    contact = forms.CharField(max_length=200, required=False)
    licence = forms.ChoiceField(choices=LICENCES)
    address = forms.URLField(required=False, assume_scheme="https")
    k = forms.IntegerField(min_value=5, max_value=1000, initial=11)
    review_days = forms.IntegerField(min_value=1, max_value=180, initial=14)

    def __init__(self, *args: Any, hub: Hub | None = None, **kwargs: Any) -> None:
        initial = _initial(hub) if hub else {}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)

    def said(self) -> dict[str, Any]:
        """Give what is said, as `services.hub` takes it."""
        given = dict(self.cleaned_data)
        for name in _BOTH:
            given[name] = {tag: given.pop(f"{name}_{tag}") for tag in ("en", "fr")}
        return given


def _initial(hub: Hub) -> dict[str, Any]:
    plain = ("slug", "publisher", "contact", "licence", "address", "k", "review_days")
    shown = {name: getattr(hub, name) for name in plain}
    shown |= {f"{name}_{tag}": getattr(hub, name).get(tag, "") for name in _BOTH for tag in ("en", "fr")}
    return shown
