"""The form of an assessment: every factor of both lists, level by level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.forms.entry import EntryForm, listed, long_text
from fanal.web.design.forms import mistake
from fanal.web.design.language import say, say_in

KINDS = {"risk-factors": "web.casework.risk-factors", "protective-factors": "web.casework.protective-factors"}
NOTE = "note-"


class AssessmentForm(EntryForm):
    """Each factor is present, absent, not known, or was not asked; the assessor concludes."""

    labels = {
        "on": "web.casework.assessed-on",
        "risk": "web.casework.risk-concluded",
        "conclusion": "web.casework.conclusion",
        "next_on": "web.casework.next-assessment",
    }
    hints = {"risk": "web.casework.risk-concluded-hint"}
    on = forms.DateField()
    risk = listed("risk-levels", required=False)
    conclusion = long_text()
    next_on = forms.DateField(required=False)

    def prepare(self) -> None:
        """Ask for every factor, and for a note on each level."""
        answers = (self.row.answers or {}) if self.row else {}
        self.initial.setdefault("on", timezone.localdate())
        self.places: list[tuple[str, list[str]]] = []
        for level in lists.code_list("factor-levels").items:
            for kind, key in KINDS.items():
                heading = say(key, level=say_in(level.label))
                found = [one for one in lists.code_list(kind).items if one.more["level"] == level.code]
                for factor in found:
                    self.fields[factor.code] = listed("factor-answers", required=False)
                    self.fields[factor.code].label = say_in(factor.label)
                    self.initial.setdefault(factor.code, answers.get("factors", {}).get(factor.code, ""))
                self.places.append((heading, [one.code for one in found]))
            note = f"{NOTE}{level.code}"
            self.fields[note] = long_text()
            self.fields[note].label = say("web.casework.note-on", level=say_in(level.label))
            self.fields[note].widget.attrs["rows"] = 2
            self.initial.setdefault(note, answers.get("notes", {}).get(level.code, ""))
            self.places[-1][1].append(note)

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Give the factors by level, what is concluded last."""
        yield "", [self["on"]]
        for heading, names in self.places:
            yield heading, [self[name] for name in names]
        yield say("web.casework.conclusion-title"), [self[n] for n in ("risk", "conclusion", "next_on")]

    def held(self, row: Any) -> dict[str, Any]:
        """Give what is concluded; factors come with their questions."""
        conclusion = (row.answers or {}).get("conclusion", "")
        return {"on": row.on, "risk": row.risk, "next_on": row.next_on, "conclusion": conclusion}

    def clean_on(self) -> date:
        """Refuse a day that has not come."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise mistake("web.casework.not-yet")
        return on

    def values(self) -> dict[str, Any]:
        """Give the answers by factor; those to factors that are no longer asked stay."""
        said = super().values()
        columns = {name: said.pop(name) for name in ("on", "risk", "next_on")}
        conclusion = said.pop("conclusion")
        before = (self.row.answers or {}) if self.row else {}
        notes = {name.removeprefix(NOTE): said.pop(name) for name in list(said) if name.startswith(NOTE)}
        answers = {
            "factors": _without_empty({**before.get("factors", {}), **said}),
            "notes": _without_empty({**before.get("notes", {}), **notes}),
            "conclusion": conclusion,
        }
        return {**columns, "answers": answers}


def _without_empty(answers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in answers.items() if value}
