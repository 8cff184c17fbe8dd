"""What is wrong with a field: Django's own errors, said again in our words and with the field's label."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fanal.web.design.language import say

# The same code means another thing in another field: the first that fits is said.
_BY_FIELD: list[tuple[type[forms.Field], dict[str, str]]] = [
    (forms.FileField, {"required": "web.design.error-file", "invalid": "web.design.error-file"}),
    (forms.MultipleChoiceField, {"required": "web.design.error-choose-some"}),
    (forms.ModelMultipleChoiceField, {"required": "web.design.error-choose-some"}),
    (forms.ChoiceField, {"required": "web.design.error-choose"}),
    (forms.ModelChoiceField, {"required": "web.design.error-choose"}),
    (forms.BooleanField, {"required": "web.design.error-tick"}),
    (forms.EmailField, {"invalid": "web.design.error-email"}),
    (forms.URLField, {"invalid": "web.design.error-address"}),
    (forms.GenericIPAddressField, {"invalid": "web.design.error-ip-address"}),
    (forms.SlugField, {"invalid": "web.design.error-slug"}),
    (forms.UUIDField, {"invalid": "web.design.error-reference"}),
    (forms.DecimalField, {"invalid": "web.design.error-number"}),
    (forms.FloatField, {"invalid": "web.design.error-number"}),
    (forms.IntegerField, {"invalid": "web.design.error-whole-number"}),
    (forms.DateTimeField, {"invalid": "web.design.error-moment"}),
    (forms.DateField, {"invalid": "web.design.error-date"}),
    (forms.TimeField, {"invalid": "web.design.error-time"}),
    (forms.DurationField, {"invalid": "web.design.error-duration"}),
    (forms.JSONField, {"invalid": "web.design.error-json"}),
]

_BY_CODE = {
    "required": "web.design.error-missing",
    "blank": "web.design.error-missing",
    "null": "web.design.error-missing",
    "incomplete": "web.design.error-incomplete",
    "invalid": "web.design.error-not-understood",
    "invalid_nullable": "web.design.error-choose",
    "invalid_date": "web.design.error-date",
    "invalid_time": "web.design.error-time",
    "invalid_datetime": "web.design.error-moment",
    "max_length": "web.design.error-too-long",
    "min_length": "web.design.error-too-short",
    "max_value": "web.design.error-too-large",
    "min_value": "web.design.error-too-small",
    "limit_value": "web.design.error-limit",
    "step_size": "web.design.error-step",
    "overflow": "web.design.error-beyond",
    "max_digits": "web.design.error-digits",
    "max_decimal_places": "web.design.error-decimals",
    "max_whole_digits": "web.design.error-whole-digits",
    "invalid_choice": "web.design.error-not-listed",
    "invalid_list": "web.design.error-not-listed",
    "invalid_pk_value": "web.design.error-not-listed",
    "item_invalid": "web.design.error-item",
    "list": "web.design.error-not-listed",
    "missing": "web.design.error-file",
    "empty": "web.design.error-file-empty",
    "contradiction": "web.design.error-file-both",
    "invalid_image": "web.design.error-image",
    "invalid_extension": "web.design.error-file-kind",
    "null_characters_not_allowed": "web.design.error-characters",
    "unique": "web.design.error-taken",
    "unique_together": "web.design.error-taken-together",
    "unique_for_date": "web.design.error-taken",
    "password_too_short": "web.design.error-password-short",
    "password_too_common": "web.design.error-password-common",
    "password_entirely_numeric": "web.design.error-password-digits",
    "password_too_similar": "web.design.error-password-similar",
}


def said_again(error: ValidationError, label: str, field: forms.Field | None) -> ValidationError:
    """Say an error of Django in our words; one that a room raised is in our words already."""
    code = error.code or ""
    key = _key(code, field)
    if key is None:
        return error
    params = error.params if isinstance(error.params, dict) else {}
    return ValidationError(say(key, label=label, **_values(code, params)), code=code)


def _key(code: str, field: forms.Field | None) -> str | None:
    for kind, keys in _BY_FIELD:
        if isinstance(field, kind) and code in keys:
            return keys[code]
    return _BY_CODE.get(code)


def _values(code: str, params: dict[str, Any]) -> dict[str, Any]:
    """Name the limit of an error and how much was given; never the value itself, which may be a name."""
    limit = params.get("limit_value", params.get("max", params.get("min_length", params.get("max_length"))))
    allowed = params.get("allowed_extensions", "")
    return {
        "limit": limit() if callable(limit) else limit,
        "n": params.get("show_value", params.get("length", 0)) if code.endswith("_length") else 0,
        "allowed": allowed if isinstance(allowed, str) else ", ".join(allowed),
        "number": params.get("nth", 0),
    }
