"""Forms of a person: all that is recorded, and the few things that are asked at intake."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from fanal.standard import htcds
from fanal.standard.spelling import fold
from fanal.web.casework import lists
from fanal.web.casework.ages import ESTIMATED, born_at_latest, years_old
from fanal.web.casework.fields import NO, YES, DocumentForm
from fanal.web.casework.forms.editing import EditingForm
from fanal.web.casework.models import Person
from fanal.web.casework.selectors.person import other_names
from fanal.web.design.forms import mistake
from fanal.web.design.language import say, say_in

NAMES = ("prs_FirstName", "prs_MiddleName", "prs_SecondName")
BIRTHDATE = "prs_Birthdate"
OLDEST = 110
MOST_NAMES = 8


class AboutPerson(DocumentForm):
    """What every form of a person asks: age, languages, how to reach, danger."""

    labels = {
        "about_age": "web.casework.about-age",
        "age": "web.casework.taken-for",
        "interview_language": "web.casework.interview-language",
        "record_language": "web.casework.record-language",
        "interpreter": "web.casework.interpreter",
        "reach": "web.casework.reach",
        "danger": "web.casework.danger-now",
    }
    hints = {
        "about_age": "web.casework.about-age-hint",
        "age": "web.casework.taken-for-hint",
        "reach": "web.casework.reach-hint",
        "danger": "web.casework.danger-hint",
    }
    about_age = forms.IntegerField(required=False, min_value=0, max_value=OLDEST)
    age = forms.ChoiceField(required=False)
    interview_language = forms.ChoiceField(required=False)
    interpreter = forms.ChoiceField(required=False)
    reach = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    danger = forms.BooleanField(required=False)

    def __init__(self, *args: Any, person: Person | None = None, values: Any = None, **kwargs: Any) -> None:
        self.person = person
        known = values if values is not None else (person.values if person else {})
        kwargs["initial"] = {**(_initial(person) if person else {}), **kwargs.get("initial", {})}
        super().__init__(*args, values=known, **kwargs)
        asked = say("web.casework.not-asked")
        languages = [("", asked), *_languages()]
        for name in ("interview_language", "record_language"):
            if name in self.fields:
                self.fields[name].choices = languages
        self.fields["interpreter"].choices = [
            ("", asked),
            (YES, say("web.casework.yes")),
            (NO, say("web.casework.no")),
        ]
        self.fields["age"].choices = [(code, label) for code, label in lists.choices("ages")]
        if person is not None and person.age == Person.Age.DISPUTED:
            # Until a named authority decides: on the page of decisions, not here.
            del self.fields["age"]

    def clean(self) -> dict[str, Any]:
        """Find what contradicts itself."""
        found = super().clean() or {}
        born = found.get(BIRTHDATE)
        if born and born > timezone.localdate():
            self.add_error(BIRTHDATE, mistake("web.casework.born-later"))
        return found

    def person_values(self, person: Person | None = None) -> dict[str, Any]:
        """Give the attributes of `Person` that were said."""
        given = self.cleaned_data
        held = person or Person(told={})
        values: dict[str, Any] = self.merged(held.coded, held.told)
        told = {name: value for name, value in values["told"].items() if name != ESTIMATED}
        if given.get("about_age") is not None and not given.get(BIRTHDATE):
            told[ESTIMATED] = _estimated(given["about_age"], (held.told or {}).get(ESTIMATED))
        values |= {
            "told": told,
            "birth": self._birth(told),
            "reach": given["reach"],
            "danger_since": (held.danger_since or timezone.now()) if given["danger"] else None,
            "interview_language": given["interview_language"],
            "interpreter": {YES: True, NO: False}.get(given["interpreter"]),
        }
        if given.get("age"):
            values["age"] = given["age"]
        return values

    def _birth(self, told: Mapping[str, Any]) -> str:
        if told.get(BIRTHDATE):
            return str(Person.Birth.KNOWN)
        return str(Person.Birth.ESTIMATED if told.get(ESTIMATED) else Person.Birth.UNKNOWN)


class PersonForm(EditingForm, AboutPerson):
    """All that is recorded of a person."""

    tables = ("person",)
    besides = (*NAMES, BIRTHDATE)
    labels = {**AboutPerson.labels, "birth_estimated": "web.casework.birth-estimated"}
    field_order = [
        *NAMES,
        *(f"other_{place}_{part}" for place in range(MOST_NAMES) for part in ("name", "use")),
        BIRTHDATE,
        "birth_estimated",
        "about_age",
        "age",
        "reach",
        "danger",
        "interview_language",
        "interpreter",
        "record_language",
    ]
    birth_estimated = forms.BooleanField(required=False)
    record_language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        others = other_names(person)
        self.places = range(min(len(others) + 1, MOST_NAMES))
        initial = {
            "birth_estimated": person.birth == Person.Birth.ESTIMATED and bool(person.values.get(BIRTHDATE))
        }
        self.base_fields = {**self.base_fields}
        for place in self.places:
            self.base_fields[f"other_{place}_name"] = forms.CharField(required=False, max_length=200)
            self.base_fields[f"other_{place}_use"] = forms.ChoiceField(
                required=False, choices=lists.choices("name-uses")
            )
        for place, one in enumerate(others[:MOST_NAMES]):
            initial |= {f"other_{place}_name": one["name"], f"other_{place}_use": one["use"]}
        super().__init__(*args, person=person, initial=initial, **kwargs)
        for place in self.places:
            number = place + 1
            self.fields[f"other_{place}_name"].label = say("web.casework.other-name", number=number)
            self.fields[f"other_{place}_use"].label = say("web.casework.other-name-use", number=number)

    def person_values(self, person: Person | None = None) -> dict[str, Any]:
        """Give the attributes of `Person` that were said."""
        values = super().person_values(person)
        values["told"]["names"] = [
            {"first": name, "script": script_of(name), "use": self.cleaned_data.get(f"other_{place}_use", "")}
            for place in self.places
            if (name := self.cleaned_data.get(f"other_{place}_name"))
        ]
        values["record_language"] = self.cleaned_data["record_language"]
        if self.cleaned_data["birth_estimated"] and values["told"].get(BIRTHDATE):
            values["birth"] = str(Person.Birth.ESTIMATED)
        return values


class IntakeForm(AboutPerson):
    """The few things that are asked first; all else can wait."""

    besides = ("prs_FirstName", "prs_SecondName", BIRTHDATE)
    only = ("prs_Gender", "prs_Citizenship", "prs_MobilePhone", "vic_TypeOfExploitation")
    labels = {
        **AboutPerson.labels,
        "source": "web.casework.source",
        "another": "web.casework.another-person",
    }
    hints = {**AboutPerson.hints, "source": "web.casework.source-hint"}
    source = forms.ChoiceField(required=False)
    another = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = lists.choices("sources")
        self.fields["age"].initial = Person.Age.UNKNOWN

    def context_values(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give what is coded and told of the person as a victim."""
        coded, told = self.split()
        return _of("vic_", coded), _of("vic_", told)

    def person_values(self, person: Person | None = None) -> dict[str, Any]:
        """Give the attributes of `Person` that were said."""
        values = super().person_values(person)
        for part in ("coded", "told"):
            values[part] = {name: one for name, one in values[part].items() if not name.startswith("vic_")}
        return values

    def found_by(self) -> dict[str, list[str]]:
        """Give what to search for before the person is recorded."""
        given = self.cleaned_data
        name = " ".join(filter(None, (given.get("prs_FirstName"), given.get("prs_SecondName"))))
        return {"names": [name], "telephones": [given.get("prs_MobilePhone") or ""]}


def script_of(text: str) -> str:
    """Name the script of a text by its first letter: ``LATIN``, ``ARABIC``."""
    letter = next((one for one in text if one.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""


def _initial(person: Person) -> dict[str, Any]:
    estimated = (person.told or {}).get(ESTIMATED)
    return {
        "about_age": years_old(born_at_latest({ESTIMATED: estimated})) if estimated else None,
        "age": person.age,
        "interview_language": person.interview_language,
        "record_language": person.record_language,
        "interpreter": {True: YES, False: NO}.get(person.interpreter),
        "reach": person.reach,
        "danger": person.danger_since is not None,
    }


def _estimated(years: int, before: Any) -> dict[str, Any]:
    """Keep what was estimated, unless another age was typed."""
    if before and years_old(born_at_latest({ESTIMATED: before})) == years:
        return dict(before)
    return {"years": years, "on": timezone.localdate().isoformat()}


def _languages() -> list[tuple[str, str]]:
    codes = htcds().lists["iso-639-2"].offered()
    return sorted(((one.code, say_in(one.label)) for one in codes), key=lambda one: fold(one[1]))


def _of(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name.startswith(prefix)}
