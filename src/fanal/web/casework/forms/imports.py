"""Forms of an import: the file, what its columns and texts mean, what consent in it covers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from fanal.exchange.files import FileContent
from fanal.standard import FieldType, Vocabulary
from fanal.standard.values import reader
from fanal.web.casework import lists
from fanal.web.casework.fields import choices
from fanal.web.casework.transfer.uploaded import Puzzle
from fanal.web.casework.vocabulary import Words
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_in

ASIDE = "aside"
DAYS = {"": None, "day": True, "month": False}


SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


def _separators() -> list[tuple[str, str]]:
    return [
        ("", say("web.casework.import-separator-found")),
        ("comma", say("web.casework.import-separator-comma")),
        ("semicolon", say("web.casework.import-separator-semicolon")),
        ("tab", say("web.casework.import-separator-tab")),
        ("bar", say("web.casework.import-separator-bar")),
    ]


class FileForm(Form):
    """Which file, and how its cells are kept apart where it is a text file that says so badly."""

    labels = {"file": "web.casework.import-file", "separator": "web.casework.import-separator"}
    hints = {"file": "web.casework.import-file-hint", "separator": "web.casework.import-separator-hint"}
    file = forms.FileField(max_length=200, allow_empty_file=True)
    separator = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["separator"].choices = _separators()

    def clean_separator(self) -> str:
        """Give the character."""
        return SEPARATORS.get(self.cleaned_data["separator"], "")


class ColumnForm(Form):
    """What a column is."""

    labels = {"field": "web.casework.import-understood"}
    hints = {"field": "web.casework.import-column-hint"}
    field = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [
            ("", say("web.casework.import-as-heading")),
            (ASIDE, say("web.casework.import-leave-aside")),
            *_fields(Words().vocabulary),
        ]

    def said(self) -> str | None:
        """Give what was said, as `services.imports.import_mend` takes it of a place."""
        said: str = self.cleaned_data["field"]
        return "" if said == ASIDE else said or None


class MendForm(Form):
    """What columns and texts mean that were not understood; nothing said: they stay aside."""

    base_fields: dict[str, forms.Field]

    labels = {
        "days": "web.casework.import-days",
        "sheet": "web.casework.import-which-sheet",
        "separator": "web.casework.import-separator",
    }
    hints = {"days": "web.casework.import-days-hint", "separator": "web.casework.import-separator-hint"}
    days = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    sheet = forms.ChoiceField(required=False)
    separator = forms.ChoiceField(required=False)

    def __init__(
        self,
        *args: Any,
        puzzles: Sequence[Puzzle],
        content: FileContent,
        proposed: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        words, guesses = Words(), proposed or {}
        self.puzzles = {_name(one): one for one in puzzles}
        self.vocabulary = words.vocabulary
        self.base_fields = {
            **self.base_fields,
            **{name: _asked(one, words) for name, one in self.puzzles.items()},
        }
        super().__init__(*args, **kwargs)
        for name, one in self.puzzles.items():
            if one.field is None and one.column in guesses:
                self.initial[name] = guesses[one.column]
                self.fields[name].help_text = say("web.casework.import-proposed")
        self.fields["days"].choices = [
            ("", say("web.casework.import-days-unsaid")),
            ("day", say("web.casework.import-days-day")),
            ("month", say("web.casework.import-days-month")),
        ]
        self.fields["sheet"].choices = [
            ("", say("web.casework.import-all-sheets")),
            *((str(number), one.name or "") for number, one in enumerate(content.sheets, start=1)),
        ]
        self.fields["separator"].choices = _separators()
        if len(content.sheets) < 2:
            del self.fields["sheet"]
        if content.kind != "csv":
            del self.fields["separator"]

    def clean(self) -> dict[str, Any]:
        """Let through only what is a value of its field."""
        said = super().clean() or self.cleaned_data
        for name, puzzle in self.puzzles.items():
            value = said.get(name)
            if not value or puzzle.field is None or puzzle.field.list is not None:
                continue
            read = reader(puzzle.field, self.vocabulary, day_first=DAYS[said.get("days") or ""]).read(value)
            if read.value is None or read.aside is not None:
                self.add_error(name, mistake("web.casework.import-no-value"))
        return said

    def fixes(self) -> dict[str, Any]:
        """Give what was said, as `services.imports.import_mend` takes it."""
        fields: dict[str, str] = {}
        values: dict[str, dict[str, str]] = {}
        for name, puzzle in self.puzzles.items():
            if not (value := self.cleaned_data.get(name)):
                continue
            if puzzle.field is None:
                fields[puzzle.column] = value
            else:
                values.setdefault(puzzle.field.name, {})[puzzle.text] = value
        found: dict[str, Any] = {"fields": fields, "values": values}
        if "sheet" in self.cleaned_data:
            found["sheet"] = int(self.cleaned_data["sheet"]) if self.cleaned_data["sheet"] else None
        if "separator" in self.cleaned_data:
            found["separator"] = SEPARATORS.get(self.cleaned_data["separator"], "")
        found["day-first"] = DAYS[self.cleaned_data.get("days") or ""]
        return found


def read_as(fixes: Mapping[str, Any]) -> dict[str, str]:
    """Give what was said of how a file is read, as the form has it."""
    days = {said: name for name, said in DAYS.items()}
    separators = {said: name for name, said in SEPARATORS.items()}
    return {
        "days": days[fixes.get("day-first")],
        "sheet": str(fixes.get("sheet") or ""),
        "separator": separators.get(fixes.get("separator", ""), ""),
    }


class BeginForm(Form):
    """What consent in the file covers, besides help and support."""

    labels = {"purposes": "web.casework.import-purposes"}
    hints = {"purposes": "web.casework.import-purposes-hint"}
    purposes = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purposes"].choices = [
            (one.code, say_in(one.label)) for one in lists.code_list("purposes").items if one.code != "care"
        ]


def _name(puzzle: Puzzle) -> str:
    """Name a field by what it is about: the same however many are mended before it is sent."""
    about = "\0".join((puzzle.column, puzzle.field.name if puzzle.field else "", puzzle.text))
    return f"means-{hashlib.sha256(about.encode()).hexdigest()[:16]}"


def _asked(puzzle: Puzzle, words: Words) -> forms.Field:
    rows = ", ".join(str(one) for one in puzzle.rows) + (" …" if puzzle.count > len(puzzle.rows) else "")
    if puzzle.field is None:
        label = say("web.casework.import-column", column=puzzle.column, n=puzzle.count)
        return forms.ChoiceField(
            required=False,
            label=label,
            choices=[("", say("web.casework.import-leave-aside")), *_fields(words.vocabulary)],
        )
    label = say(
        "web.casework.import-text",
        field=say_in(puzzle.field.label),
        text=puzzle.text[:80],
        rows=rows,
        n=puzzle.count,
    )
    if puzzle.field.list is not None:
        offered = [("", say("web.casework.import-leave-aside")), *choices(puzzle.field, words)]
        return forms.ChoiceField(required=False, label=label, choices=offered)
    hint = "web.casework.import-date-hint" if puzzle.field.type is FieldType.DATE else ""
    return forms.CharField(required=False, label=label, max_length=500, help_text=say(hint) if hint else "")


def _fields(vocabulary: Vocabulary) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            say_in(table.label),
            [(one.name, say_in(one.label)) for one in vocabulary.of_table(table.name) if one.in_force],
        )
        for table in vocabulary.tables
    ]
