"""Tags of the pages that show entries of a case."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from fanal.web.casework import lists
from fanal.web.casework.forms.service import bed_words as words_of_bed
from fanal.web.casework.models import Bed, SafetyPlan
from fanal.web.casework.nouns import Noun
from fanal.web.casework.selectors.entry import Line, Section
from fanal.web.design.components import render
from fanal.web.design.language import current_language, say, say_clock, say_date, say_in
from fanal.web.design.parts import of_pages
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of

register = template.Library()
_PARAMETERS = {"task": "tasks", "appointment": "appointments"}


@register.simple_tag
def entry_address(noun: Noun, does: str, *parts: Any) -> str:
    """Give the address that adds, changes or marks an entry."""
    return reverse(f"casework.{noun.name}-{does}", args=parts) if (noun.name, does) != ("step", "add") else ""


@register.filter
def shown(value: Any) -> Any:
    """Write dates and numbers as the language does, and text as it is."""
    if isinstance(value, Decimal):
        return say_date(float(value))
    return say_date(value) if isinstance(value, date | float) else value


@register.filter
def shows_map(section: Section) -> bool:
    """Say whether an entry of a list has a point on the map."""
    return any(key == "web.casework.point" and value for line in section.lines for key, value in line.cells)


@register.filter
def clock(moment: datetime) -> str:
    """Write the time of day."""
    return say_clock(moment)


@register.filter
def colleague(member: Membership) -> str:
    """Name a colleague."""
    return name_of(member)


@register.filter
def bed_words(bed: Bed) -> str:
    """Name a bed with its room."""
    return words_of_bed(bed)


@register.simple_tag
def weekday(day: date) -> str:
    """Name the day of the week."""
    return str(format_date(day, "EEEE", locale=current_language()))


@register.simple_tag
def safety_answers(plan: SafetyPlan) -> list[tuple[str, str]]:
    """Give each question of the list with what was answered."""
    answers = plan.answers or {}
    return [
        (say_in(one.label), answers.get(one.code, "")) for one in lists.code_list("safety-questions").items
    ]


@register.simple_tag(takes_context=True)
def entry_button(context: Context, address: str, line: Line, key: str, name: str, value: str) -> SafeString:
    """Draw a form of one button that says which version it was pressed on."""
    more = {"of": line.name, "text": say(key)}
    return _button(context, address, line.row, name=name, value=value, **more)


@register.simple_tag(takes_context=True)
def entry_put_back(context: Context, address: str, row: Any) -> SafeString:
    """Draw the button that puts back what was marked as a mistake."""
    return _button(context, address, row, name="mistaken", value="no", text=say("web.casework.put-back"))


@register.simple_tag(takes_context=True)
def entry_pages(context: Context, section: Section) -> SafeString | str:
    """Lead to the other pages of a list."""
    if section.page is None or section.page.paginator.num_pages < 2:
        return ""
    found = of_pages(context, section.page)
    parameter = _PARAMETERS.get(section.noun.name)
    return render("pagination", **(_renamed(found, parameter) if parameter else found))


def _renamed(found: dict[str, Any], parameter: str) -> dict[str, Any]:
    def other(href: str) -> str:
        return href.replace("?page=", f"?{parameter}=").replace("&page=", f"&{parameter}=")

    return {
        "pages": [{**one, "href": other(one["href"])} for one in found["pages"]],
        "before": other(found["before"]),
        "after": other(found["after"]),
    }


def _button(context: Context, address: str, row: Any, **values: Any) -> SafeString:
    token = context.get("csrf_token", "")
    return render_to_string(
        "casework/entry_button.html", {"address": address, "row": row, "csrf_token": token, **values}
    )
