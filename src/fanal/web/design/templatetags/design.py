"""Tags of templates: texts in the language of the page, components."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from fanal.web.design import icons
from fanal.web.design.components import render
from fanal.web.design.language import say, say_clock, say_date
from fanal.web.design.parts import error_summary, parts_of_field
from fanal.web.design.stylesheet import version

register = template.Library()


@register.simple_tag
def t(key: str, **values: Any) -> str:
    """Say a text of a catalogue: ``{% t "web.accounts.sign-in" %}``."""
    return say(key, **values)


@register.filter
def said(value: Any) -> str:
    """Write a number, a date or a moment as the language does: ``{{ case.opened_at|said }}``."""
    return say_date(value)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon, beside a word: ``{% icon "lock-keyhole" %}``."""
    return icons.icon(name)


@register.simple_tag
def stylesheet(scheme: str = "", media: str = "") -> str:
    """Give the address of the style sheet; the living page asks for one scheme, or for print."""
    asked = {name: value for name, value in (("scheme", scheme), ("media", media)) if value}
    query = f"?{urlencode(asked)}" if asked else ""
    return reverse("design.style", args=[version()]) + query


@register.simple_tag
def lantern() -> str:
    """Give the address of our mark."""
    return reverse("design.mark", args=[version()])


@register.simple_tag
def script(name: str) -> str:
    """Give the address of one behaviour: ``{% script "leave" %}``."""
    return static(f"design/js/{name}.js")


@register.simple_tag
def component(name: str, /, **parameters: Any) -> SafeString:
    """Render any component by its name: ``{% component "job" state="waiting" %}``."""
    return render(name, **parameters)


@register.simple_tag
def form_body(form: BaseForm) -> SafeString:
    """Render what a form asks: its errors, then its fields. Token and buttons are the page's."""
    return render("form-body", form=form, **error_summary(form))


@register.simple_tag
def field(bound: BoundField, state: str = "", reason: str = "", **values: Any) -> SafeString:
    """Render one field. States: ``kept``, ``saved``, ``changed``, ``locked`` (with the key of a reason)."""
    said_reason = say(reason, **values) if reason else ""
    return render("field", field=bound, state=state, reason=said_reason, **parts_of_field(bound, state))


@register.simple_tag
def button(
    key: str,
    kind: str = "main",
    icon: str = "",
    href: str = "",
    name: str = "",
    value: str = "",
    busy: str = "",
    formaction: str = "",
    **values: Any,
) -> SafeString:
    """Render a button, or a link that looks like one where it has an address."""
    return render(
        "button",
        text=say(key, **values),
        kind=kind,
        icon=icon,
        href=href,
        name=name,
        value=value,
        busy=say(busy) if busy else "",
        formaction=formaction,
    )


@register.simple_tag
def status(tone: str, key: str, **values: Any) -> SafeString:
    """Render a status: ``{% status "success" "web.jobs.done" %}``."""
    return render("status", tone=tone, text=say(key, **values))


@register.simple_tag
def banner(tone: str, key: str, /, title: str = "", **values: Any) -> SafeString:
    """Render what concerns the whole page: ``{% banner "warning" "web.access.emergency-open" %}``."""
    return render("banner", tone=tone, text=say(key, **values), title=say(title) if title else "")


@register.simple_tag
def sealed(reveal: str = "", what: str = "") -> SafeString:
    """Show that something is there and sealed; with an address, the way to reveal it."""
    return render("sealed", state="sealed", reveal=reveal, what=what)


@register.simple_tag
def revealed(value: str, until: datetime | None = None, seal: str = "") -> SafeString:
    """Show what was sealed, until when it stays open, and the way to seal it again before that."""
    clock = say_clock(until) if until else ""
    return render("sealed", state="open", value=value, until=until, clock=clock, seal=seal)
