"""How forms write their lists: a list of 250 countries is one piece of text, not 500 templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

_SELECT = "django/forms/widgets/select.html"


class FormRenderer(DjangoTemplates):
    """Django's own, but for lists, which it writes by two templates for each option."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        """Write a control."""
        if template_name == _SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        _join(_group(name, options) for name, options, _ in widget["optgroups"]),
    )


def _group(name: str | None, options: Iterable[Mapping[str, Any]]) -> SafeString:
    written = _join(
        f'<option value="{conditional_escape(str(one["value"]))}"{_attributes(one["attrs"])}>'
        f"{conditional_escape(one['label'])}</option>"
        for one in options
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, written) if name else written


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    return _join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(str(value))}"')
        for name, value in attributes.items()
        if value is not False
    )


def _join(parts: Iterable[str]) -> SafeString:
    """Join what is escaped already."""
    return SafeString("".join(parts))
