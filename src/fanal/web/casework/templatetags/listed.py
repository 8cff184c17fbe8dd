"""Words: ``{{ code|listed:"purposes" }}``, ``{{ code|standard:"vic_…" }}``, ``{{ code|spoken }}``."""

from __future__ import annotations

from django import template

from fanal.standard import htcds
from fanal.web.casework import lists
from fanal.web.design.language import say_in

register = template.Library()


@register.filter
def listed(code: str, name: str) -> str:
    """Say a code of one of our lists."""
    return lists.said(name, code)


@register.filter
def standard(code: str, field: str) -> str:
    """Say a code of a field of the standard."""
    found = htcds().code_list(htcds()[field]).by_code.get(code)
    return say_in(found.label) if found else code


@register.filter
def spoken(code: str) -> str:
    """Say a language."""
    found = htcds().lists["iso-639-2"].by_code.get(code)
    return say_in(found.label) if found else code


@register.filter
def ahead(days: int) -> int:
    """Count days since, where days until are below nothing."""
    return -days
