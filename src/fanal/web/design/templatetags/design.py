"""Tags of templates: texts in the language of the page, components."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from fanal.presentation import text

register = template.Library()


@register.simple_tag
def t(key: str, **values: Any) -> str:
    """Say a text of a catalogue: ``{% t "web.accounts.sign-in" %}``."""
    language = (get_language() or "en").split("-")[0]
    return text(key, "fr" if language == "fr" else "en", **values)
