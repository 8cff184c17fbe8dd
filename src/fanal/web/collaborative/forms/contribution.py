"""Forms about contributions: a file and how it is read, why one is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from fanal.web.collaborative import lists
from fanal.web.collaborative.mapping_text import Column, mappable
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_in

ASKED, CHECKED = "asked", "checked"


class UploadForm(Form):
    """A file, what it is for, and who says that its people agreed."""

    labels: ClassVar = {
        "file": "web.collaborative.upload-file",
        "purpose": "web.collaborative.agreement-purpose",
        "consent": "web.collaborative.upload-consent",
    }
    hints: ClassVar = {"file": "web.collaborative.upload-file-hint"}
    file = forms.FileField(max_length=200, allow_empty_file=True)
    purpose = forms.ChoiceField()
    consent = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = lists.choices("sharing-purposes")
        self.fields["consent"].choices = [
            (ASKED, say("web.collaborative.upload-consent-asked")),
            (CHECKED, say("web.collaborative.upload-consent-checked")),
        ]


class RefuseForm(Form):
    """Why a contribution is refused: its contributor reads it."""

    labels: ClassVar = {"note": "web.collaborative.refuse-note"}
    hints: ClassVar = {"note": "web.collaborative.refuse-note-hint"}
    note = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class MappingForm(Form):
    """What each column of a file is; the words of the file for codes, one a line."""

    def __init__(self, *args: Any, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [
            ("", say("web.collaborative.mapping-left-out")),
            *((one.name, say_in(one.label)) for one in mappable()),
        ]
        for place, one in enumerate(columns):
            self.fields[f"field-{place}"] = forms.ChoiceField(
                label=one.heading, choices=choices, required=False, initial=one.field
            )
            if one.words:
                self.fields[f"words-{place}"] = forms.CharField(
                    label=say("web.collaborative.mapping-words", heading=one.heading),
                    help_text=say("web.collaborative.mapping-words-hint"),
                    required=False,
                    max_length=20_000,
                    initial="\n".join(f"{word} = {code}" for word, code in one.words.items()),
                    widget=forms.Textarea(attrs={"rows": min(len(one.words) + 1, 10)}),
                )

    def said(self) -> list[Column]:
        """Give the columns as they were corrected.

        Raises
        ------
        ValidationError
            If a line of words has no ``=``.
        """
        return [self._column(place, one) for place, one in enumerate(self.columns)]

    def _column(self, place: int, one: Column) -> Column:
        lines = self.cleaned_data.get(f"words-{place}", "").splitlines()
        words = dict(_line(line) for line in lines if line.strip())
        field = self.cleaned_data[f"field-{place}"]
        return Column(one.heading, field, one.sets if field == one.field else {}, words)


def _line(line: str) -> tuple[str, str]:
    word, equals, code = line.rpartition("=")
    if not equals:
        raise mistake("web.collaborative.mapping-line")
    return word.strip(), code.strip()
