"""What components are made of: a field and its notes, a finding, the pages of a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context

from fanal.presentation import Finding, Severity
from fanal.presentation.places import first_rows, parts_of
from fanal.web.design.language import current_language, say

_SEVERITIES = {
    Severity.BLOCKING: ("danger", "presentation.blocking"),
    Severity.REVIEW: ("warning", "presentation.review"),
    Severity.NOTE: ("info", "presentation.note"),
}
_NOTES = {
    "kept": ("hard-drive", "web.design.field-kept"),
    "saved": ("check", "web.design.field-saved"),
    "changed": ("users", "web.design.field-changed"),
    "locked": ("lock-keyhole", "web.design.field-locked"),
}
_UNSAID = {
    "not-asked": "web.design.not-asked",
    "unknown": "web.design.unknown",
    "withheld": "web.design.withheld",
    "fewer": "web.design.fewer",
}


def of_field(field: BoundField, state: str) -> dict[str, Any]:
    """Give the control of a field, tied to its hint, its error and what became of what was typed."""
    icon, key = _NOTES.get(state, ("", ""))
    note = {"icon": icon, "text": say(key)} if key else None
    described = " ".join(
        f"{field.auto_id}_{part}"
        for part, there in (("hint", field.help_text), ("error", field.errors), ("note", note))
        if there
    )
    _begin_with_no_answer(field)
    grouped = field.use_fieldset
    attrs: dict[str, Any] = {"aria-describedby": described} if described and not grouped else {}
    if state == "locked":
        attrs["readonly"] = True
    return {
        "control": field.as_widget(attrs=attrs),
        "choices": list(field.subwidgets) if _has_choices(field) else [],
        "described": described,
        "tick": isinstance(field.field.widget, forms.CheckboxInput),
        "required": field.field.required,
        "note": note,
    }


def _begin_with_no_answer(field: BoundField) -> None:
    """Let a list begin with no answer: what a browser would choose by itself, nobody has said."""
    widget = field.field.widget
    if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
        choices = list(widget.choices)
        if all(value not in ("", None) for value, _ in choices):
            widget.choices = [("", say("web.design.choose")), *choices]


def _has_choices(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def error_summary(form: BaseForm) -> dict[str, Any]:
    """Give the mistakes of a form, field by field, each with the place that a link leads to."""
    wrong = [(_place(field), list(field.errors)) for field in form if field.errors]
    return {"wrong": wrong, "count": sum(len(some) for some in form.errors.values())}


def _place(field: BoundField) -> str:
    # Of several choices the first one is what a keyboard can answer.
    return f"{field.auto_id}_0" if _has_choices(field) else str(field.id_for_label or field.auto_id)


def of_finding(finding: Finding, words: str = "") -> dict[str, Any]:
    """Give a finding as a page has it.

    Parameters
    ----------
    words
        The key of what the page says instead, where the finding's own text names a command.
    """
    language = current_language()
    tone, word = _SEVERITIES[finding.severity]
    rows = first_rows(finding.place.rows, language)
    return {
        "tone": tone,
        "word": say(word),
        "text": say(words or finding.code, **finding.values),
        "place": [*parts_of(finding.place, language), *([rows] if rows else [])],
        "alike": len(finding.place.rows),
    }


def unsaid(why: str, k: int) -> str:
    """Say why there is no value."""
    return say(_UNSAID[why], limit=k)


def of_pages(context: Context, page: Page) -> dict[str, Any]:
    """Give the addresses of the pages of a list, those far away left out."""
    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "pages": [
            {"number": str(number), "href": with_query(context, page=number), "here": number == page.number}
            if isinstance(number, int)
            else {"href": ""}
            for number in numbers
        ],
        "before": with_query(context, page=page.previous_page_number()) if page.has_previous() else "",
        "after": with_query(context, page=page.next_page_number()) if page.has_next() else "",
    }


def with_query(context: Context, **changed: Any) -> str:
    """Give the address of this page with something of its query changed, or left out."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
