"""What a field and a form are made of, for their components."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseForm, BoundField

from fanal.web.design.language import say


def parts_of_field(field: BoundField, state: str) -> dict[str, Any]:
    """Give the control of a field, tied to its hint, its error and what became of what was typed."""
    note = _note(state)
    described = " ".join(
        f"{field.auto_id}_{part}"
        for part, there in (("hint", field.help_text), ("error", field.errors), ("note", note))
        if there
    )
    attrs: dict[str, Any] = {"aria-describedby": described} if described else {}
    if state == "locked":
        attrs["readonly"] = True
    several = field.use_fieldset
    if several:
        attrs.pop("aria-describedby", None)
    return {
        "control": field.as_widget(attrs=attrs),
        "choices": list(field.subwidgets) if several and _has_choices(field) else [],
        "described": described,
        "tick": isinstance(field.field.widget, forms.CheckboxInput),
        "required": field.field.required,
        "note": note,
    }


def error_summary(form: BaseForm) -> dict[str, Any]:
    """Give the mistakes of a form, field by field."""
    wrong = [(field, list(field.errors)) for field in form if field.errors]
    return {"wrong": wrong, "count": sum(len(some) for some in form.errors.values())}


def _has_choices(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def _note(state: str) -> dict[str, str] | None:
    if state == "kept":
        return {"icon": "hard-drive", "text": say("web.design.field-kept")}
    if state == "saved":
        return {"icon": "check", "text": say("web.design.field-saved")}
    if state == "changed":
        return {"icon": "users", "text": say("web.design.field-changed")}
    if state == "locked":
        return {"icon": "lock-keyhole", "text": say("web.design.field-locked")}
    return None
