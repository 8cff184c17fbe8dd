"""Forms: labels, hints and errors from our catalogues, in the words of the label.

A room writes::

    class NewKey(Form):
        labels = {"passphrase": "web.keys.passphrase"}
        hints = {"passphrase": "web.keys.passphrase-hint"}
        passphrase = forms.CharField(min_length=12)

        def clean_passphrase(self) -> str:
            raise mistake("web.keys.passphrase-wrong")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from fanal.web.design.errors_of_fields import said_again
from fanal.web.design.language import say


def mistake(key: str, /, **values: Any) -> ValidationError:
    """Make an error of a field, in our words: raise it in ``clean``."""
    return ValidationError(say(key, **values), code=key)


class Spoken:
    """Gives any form of Django, or of a library, our words; comes first among the bases.

    Attributes
    ----------
    labels, hints
        For each field, the key of what it is called, and of what helps to fill it in.
    """

    labels: ClassVar[Mapping[str, str]] = {}
    hints: ClassVar[Mapping[str, str]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.use_required_attribute = False  # we say what is missing ourselves, in our words
        for name, field in self.fields.items():
            if name in self.labels:
                field.label = say(self.labels[name])
            if name in self.hints:
                field.help_text = say(self.hints[name])
            _as_browsers_know(field)

    def add_error(self, field: str | None, error: Any) -> None:
        """Say every error in our words before it is kept."""
        for name, one in _each(field, error):
            known = self.fields.get(name) if name != NON_FIELD_ERRORS else None
            label = str(known.label or name) if known else ""
            said = said_again(one, label, known)
            super().add_error(None if name == NON_FIELD_ERRORS else name, said)  # type: ignore[misc]


class Form(Spoken, forms.Form):
    """A form."""


class ModelForm(Spoken, forms.ModelForm):
    """A form of a model; it saves through a service of its app, never by itself."""


def _each(field: str | None, error: Any) -> Iterator[tuple[str, ValidationError]]:
    error = error if isinstance(error, ValidationError) else ValidationError(error)
    if hasattr(error, "error_dict"):
        for name, some in error.error_dict.items():
            yield from ((name, one) for one in some)
    else:
        yield from ((field or NON_FIELD_ERRORS, one) for one in error.error_list)


def _as_browsers_know(field: forms.Field) -> None:
    """Let the browser ask for a date or a time by its own control, which knows the person's habits."""
    widget = field.widget
    if type(widget) is forms.DateInput:
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif type(widget) is forms.TimeInput:
        widget.input_type, widget.format = "time", "%H:%M"
