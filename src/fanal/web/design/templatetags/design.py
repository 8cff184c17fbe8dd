"""Tags of templates: texts in the language of the page, and the components by their names."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from fanal.geography.sent import version as world_version
from fanal.presentation import Finding
from fanal.web.design import icons, parts
from fanal.web.design.components import render
from fanal.web.design.language import say, say_clock, say_date
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
def world() -> str:
    """Give the address of the countries of the world, to draw a map from."""
    return reverse("design.world", args=[world_version()])


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
    """Render any component by its folder: ``{% component "job" id="import" state="waiting" … %}``."""
    return render(name, **parameters)


# Forms


@register.simple_tag(takes_context=True)
def error_summary(context: template.Context) -> SafeString | str:
    """Say above the heading what is wrong with the form that the view calls ``form``."""
    form = context.get("form")
    if not isinstance(form, BaseForm) or not form.is_bound or not form.errors:
        return ""
    form.said_above = True
    return render("error-summary", form=form, **parts.error_summary(form))


@register.simple_tag
def form_body(form: BaseForm) -> SafeString:
    """Render what a form asks: its errors, then its fields. Token and buttons are the page's."""
    above = not form.is_bound or not form.errors or getattr(form, "said_above", False)
    pieces = [] if above else [render("error-summary", form=form, **parts.error_summary(form))]
    pieces += [bound.as_widget() for bound in form.hidden_fields()]
    pieces += [field(bound) for bound in form.visible_fields()]
    return format_html_join("\n", "{}", ((one,) for one in pieces))


@register.simple_tag
def field(bound: BoundField, state: str = "", reason: str = "", **values: Any) -> SafeString:
    """Render one field. States: ``kept``, ``saved``, ``changed``, ``locked`` (with the key of a reason)."""
    said_reason = say(reason, **values) if reason else ""
    return render("field", field=bound, state=state, reason=said_reason, **parts.of_field(bound, state))


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
    state: str = "",
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
        state=state,
    )


# What is the matter


@register.simple_tag
def status(tone: str, key: str, **values: Any) -> SafeString:
    """Render a status: ``{% status "success" "web.design.job-done" %}``."""
    return render("status", tone=tone, text=say(key, **values))


@register.simple_tag
def banner(tone: str, key: str, /, title: str = "", **values: Any) -> SafeString:
    """Render what concerns the whole page: ``{% banner "warning" "web.design.offline" %}``."""
    return render("banner", tone=tone, text=say(key, **values), title=say(title) if title else "")


@register.simple_tag
def sealed(reveal: str = "", what: str = "", state: str = "sealed") -> SafeString:
    """Show that something is there and sealed; with an address, the way to reveal it."""
    return render("sealed", state=state, reveal=reveal, what=what)


@register.simple_tag
def revealed(value: str, until: datetime | None = None, seal: str = "") -> SafeString:
    """Show what was sealed, until when it stays open, and the way to seal it again before that."""
    clock = say_clock(until) if until else ""
    return render("sealed", state="open", value=value, until=until, clock=clock, seal=seal)


@register.simple_tag
def unsaid(why: str, k: int = 0) -> SafeString:
    """Say why there is no value: ``not-asked``, ``unknown``, ``withheld``, ``fewer`` (than k)."""
    return render("unsaid", text=parts.unsaid(why, k))


@register.simple_tag
def finding(finding: Finding, fix: str = "", allowed: str = "", words: str = "") -> SafeString:
    """Render a finding, or what a page says of it instead; with an address, the way to mend all alike."""
    return render("finding", fix=fix, allowed=allowed, **parts.of_finding(finding, words))


@register.simple_tag
def job(
    key: str,
    /,
    id: str,
    state: str,
    done: int = 0,
    total: int = 0,
    safe: str = "",
    todo: str = "",
    address: str = "",
    href: str = "",
    action: str = "",
    **values: Any,
) -> SafeString:
    """Show a job: ``waiting``, ``running``, ``done``, ``stopped`` (keys of what is safe and what to do)."""
    return render(
        "job",
        title=say(key, **values),
        id=id,
        state=state,
        done=done,
        total=total,
        safe=say(safe) if safe else "",
        todo=say(todo) if todo else "",
        address=address,
        href=href,
        action=say(action) if action else "",
    )


@register.simple_tag
def empty(
    kind: str, key: str, /, help: str = "", action: str = "", href: str = "", **values: Any
) -> SafeString:
    """Say why a list is empty: ``nothing`` yet, ``not-found``, ``not-yours``; and what to do."""
    return render(
        "empty-state",
        kind=kind,
        text=say(key, **values),
        help=say(help) if help else "",
        action=say(action) if action else "",
        href=href,
    )


# Where one is


@register.simple_block_tag(end_name="endheading")
def heading(
    content: SafeString, key: str = "", title: str = "", back: str = "", back_key: str = "", **values: Any
) -> SafeString:
    """Head a page by a key, or by a title that is data; what stands inside is shown beside it."""
    return render(
        "heading",
        title=say(key, **values) if key else title,
        data=not key,
        back=back,
        back_text=say(back_key) if back_key else "",
        content=mark_safe(content.strip()),  # noqa: S308 - rendered by the template around it
    )


@register.simple_block_tag(end_name="endwaits")
def waits(content: SafeString) -> SafeString:
    """List what waits for this person: ``{% waits %}{% wait "key" "/…" "key" %}{% endwaits %}``."""
    return render("waits", content=content)


@register.simple_tag
def wait(key: str, href: str = "", action: str = "", **values: Any) -> SafeString:
    """Name one thing that waits."""
    link = format_html(' <a href="{}">{}{}</a>', href, say(action), icons.icon("arrow-right")) if href else ""
    return format_html("<li><span>{}</span>{}</li>", say(key, **values), link)


@register.simple_block_tag(end_name="endtabs")
def tabs(content: SafeString, key: str) -> SafeString:
    """Link the pages of one thing: ``{% tabs "key" %}{% tab "key" "/…" here=True %}{% endtabs %}``."""
    return render("tabs", label=say(key), content=content)


@register.simple_tag
def tab(key: str, href: str, here: bool = False, **values: Any) -> SafeString:
    """Name one of these pages."""
    current = SafeString(' aria-current="page"' if here else "")
    return format_html('<li><a href="{}"{}>{}</a></li>', href, current, say(key, **values))


# Lists


@register.simple_block_tag(end_name="endtable")
def table(content: SafeString, key: str, **values: Any) -> SafeString:
    """Frame the head and body of a table with its caption."""
    return render("table", caption=say(key, **values), id=key.replace(".", "-"), content=content)


@register.simple_tag(takes_context=True)
def column(context: template.Context, key: str, sort: str = "", number: bool = False) -> SafeString:
    """Head a column; with `sort`, by a link that sorts by it (``?sort=due``, ``?sort=-due``)."""
    attributes = SafeString(' class="number"' if number else "")
    if not sort:
        return format_html('<th scope="col"{}>{}</th>', attributes, say(key))
    request = context.get("request")
    now = request.GET.get("sort", "") if request else ""
    order, sign = {sort: ("ascending", "arrow-up"), f"-{sort}": ("descending", "arrow-down")}.get(
        now, ("", "chevrons-up-down")
    )
    if order:
        attributes += format_html(' aria-sort="{}"', order)
    href = parts.with_query(context, sort=f"-{sort}" if now == sort else sort, page=None)
    return format_html(
        '<th scope="col"{}><a href="{}">{}{}</a></th>', attributes, href, say(key), icons.icon(sign)
    )


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Page) -> SafeString | str:
    """Lead to the other pages of a list (``?page=2``); nothing where there is one page."""
    if page.paginator.num_pages < 2:
        return ""
    return render("pagination", **parts.of_pages(context, page))


@register.simple_block_tag(end_name="enddefinitions")
def definitions(content: SafeString) -> SafeString:
    """List what is known: ``{% definitions %}{% definition "key" value %}{% enddefinitions %}``."""
    return render("definitions", content=content)


@register.simple_tag
def definition(key: str, value: Any, why: str = "not-asked", k: int = 0) -> SafeString:
    """Say one thing; where there is no value, why there is none. A value is data: nothing translates it."""
    if value is None or value == "":
        return format_html("<div><dt>{}</dt><dd>{}</dd></div>", say(key), unsaid(why, k))
    if isinstance(value, SafeString):
        return format_html("<div><dt>{}</dt><dd>{}</dd></div>", say(key), value)
    return format_html('<div><dt>{}</dt><dd translate="no">{}</dd></div>', say(key), say_date(value))


@register.simple_block_tag(end_name="enddisclosure")
def disclosure(content: SafeString, key: str, open: bool = False, **values: Any) -> SafeString:
    """Keep apart what most people need not read."""
    return render("disclosure", text=say(key, **values), open=open, content=content)


@register.simple_block_tag(end_name="endfigure")
def figure(
    content: SafeString,
    key: str,
    unit: str = "",
    picture: str = "",
    state: str = "drawn",
    cells: int = 0,
    **values: Any,
) -> SafeString:
    """Frame a figure; inside stands its table. States: drawn, static, no-data, suppressed, failed."""
    return render(
        "figure",
        title=say(key, **values),
        unit=say(unit) if unit else "",
        picture=picture,
        state=state,
        cells=cells,
        content=mark_safe(content.strip()),  # noqa: S308 - rendered by the template around it
    )


@register.simple_tag
def leave(state: str = "") -> SafeString:
    """Give the way out of a page that a victim may open; ``introduction`` says how it works."""
    return render("leave", state=state)
