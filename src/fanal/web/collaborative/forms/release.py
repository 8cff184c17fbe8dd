"""Forms of releases: what to release, why it is right, why it is withdrawn; and a contributor's answer."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from fanal.presentation import LANGUAGES
from fanal.release import METHODS, Variable
from fanal.standard import htcds
from fanal.standard.spelling import fold
from fanal.web.casework.widgets import SeveralSelects
from fanal.web.collaborative import lists
from fanal.web.collaborative.models import Contribution, Hub, Release
from fanal.web.collaborative.policy.release import LEAST_WORDS, thought
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_in

_VERSION = re.compile(r"(?!newest$)[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
"""In the API of the portal, ``newest`` is whichever release is."""
_METHODS = {
    "k-anonymous": lambda: say("web.collaborative.method-k-anonymous"),
    "synthetic": lambda: say("web.collaborative.method-synthetic"),
    "dp": lambda: say("web.collaborative.method-dp"),
}


def method_said(method: str) -> str:
    """Name a method in the language of the page."""
    return _METHODS[method]()


class NewRelease(Form):
    """What a release is called, and for which purpose."""

    labels = {
        "version": "web.collaborative.release-version",
        "purpose": "web.collaborative.release-purpose",
        "title_en": "web.collaborative.release-title-en",
        "title_fr": "web.collaborative.release-title-fr",
    }
    hints = {
        "version": "web.collaborative.release-version-hint",
        "purpose": "web.collaborative.release-purpose-hint",
    }
    version = forms.CharField(max_length=20)
    purpose = forms.ChoiceField(widget=forms.RadioSelect)
    title_en = forms.CharField(max_length=200)
    title_fr = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = lists.choices("sharing-purposes")

    def clean_version(self) -> str:
        """Let only through what may stand in an address."""
        version: str = self.cleaned_data["version"]
        if not _VERSION.fullmatch(version):
            raise mistake("web.collaborative.release-version-wrong")
        return version


class ChosenRelease(Form):
    """Population, fields, method and whose data go in."""

    labels = {
        "title_en": "web.collaborative.release-title-en",
        "title_fr": "web.collaborative.release-title-fr",
        "population_en": "web.collaborative.release-population-en",
        "population_fr": "web.collaborative.release-population-fr",
        "year_first": "web.collaborative.release-year-first",
        "year_last": "web.collaborative.release-year-last",
        "countries": "web.collaborative.release-countries",
        "countries_of": "web.collaborative.release-countries-of",
        "fields": "web.collaborative.release-fields",
        "method": "web.collaborative.release-method",
        "k": "web.collaborative.release-k",
        "epsilon": "web.collaborative.release-epsilon",
        "contributors": "web.collaborative.release-contributors",
        "few_reason": "web.collaborative.release-few",
        "break_field": "web.collaborative.release-break-field",
        "break_en": "web.collaborative.release-break-en",
        "break_fr": "web.collaborative.release-break-fr",
    }
    hints = {
        "population_en": "web.collaborative.release-population-hint",
        "countries": "web.collaborative.release-countries-hint",
        "fields": "web.collaborative.release-fields-hint",
        "k": "web.collaborative.release-k-hint",
        "epsilon": "web.collaborative.release-epsilon-hint",
        "contributors": "web.collaborative.release-contributors-hint",
        "few_reason": "web.collaborative.release-few-hint",
        "break_field": "web.collaborative.release-break-hint",
    }
    title_en = forms.CharField(max_length=200)
    title_fr = forms.CharField(max_length=200)
    population_en = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    population_fr = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    year_first = forms.IntegerField(min_value=1900, max_value=2100)
    year_last = forms.IntegerField(min_value=1900, max_value=2100)
    countries = forms.MultipleChoiceField(required=False, widget=SeveralSelects)
    countries_of = forms.ChoiceField(widget=forms.RadioSelect)
    method = forms.ChoiceField(widget=forms.RadioSelect)
    k = forms.IntegerField(min_value=2, max_value=10_000)
    epsilon = forms.FloatField(required=False, min_value=0.001, max_value=20)
    few_reason = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    break_field = forms.ChoiceField(required=False)
    break_en = forms.CharField(required=False, max_length=500)
    break_fr = forms.CharField(required=False, max_length=500)

    def __init__(
        self, *args: Any, hub: Hub, variables: list[Variable], offered: list[Contribution], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hub = hub
        known = [(one.name, say_in(one.label)) for one in variables]
        who = {str(one.contributor_id): one.contributor.name for one in offered}
        self._add("fields", forms.MultipleChoiceField(choices=known, widget=forms.CheckboxSelectMultiple))
        self._add(
            "contributors",
            forms.MultipleChoiceField(choices=list(who.items()), widget=forms.CheckboxSelectMultiple),
        )
        countries = [(one.code, say_in(one.label)) for one in _countries()]
        self._choose("countries", sorted(countries, key=lambda one: fold(one[1])))
        self._choose(
            "countries_of",
            [
                ("citizenship", say("web.collaborative.release-countries-citizenship")),
                ("exploitation", say("web.collaborative.release-countries-exploitation")),
            ],
        )
        self._choose("method", [(name, method_said(name)) for name in METHODS])
        self._choose("break_field", [("", say("web.collaborative.release-break-none")), *known])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices

    def _add(self, name: str, field: forms.Field) -> None:
        field.label = say(self.labels[name])
        field.help_text = say(self.hints[name])
        self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """Look at what only makes sense together."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("year_first"), found.get("year_last")
        if first and last and first > last:
            self.add_error("year_last", mistake("web.collaborative.release-years-turned"))
        if found.get("method") == "dp" and not found.get("epsilon"):
            self.add_error("epsilon", mistake("web.collaborative.release-epsilon-missing"))
        if found.get("k") and found["k"] < self.hub.k:
            self.add_error("k", mistake("web.collaborative.release-k-under-hub", k=self.hub.k))
        if found.get("break_field") and not (found.get("break_en") and found.get("break_fr")):
            self.add_error("break_en", mistake("web.collaborative.release-break-words"))
        return found

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen, as `release_change` takes it."""
        found = self.cleaned_data
        return {
            "method": found["method"],
            "k": found["k"],
            "epsilon": found["epsilon"] if found["method"] == "dp" else None,
            "fields": found["fields"],
            "years": [found["year_first"], found["year_last"]],
            "countries": found["countries"],
            "countries_of": found["countries_of"],
            "contributors": found["contributors"],
            "few_reason": found["few_reason"],
        }

    @property
    def texts(self) -> dict[str, Any]:
        """What is said in both languages."""
        found = self.cleaned_data
        notes = {language: found[f"break_{language}"] for language in LANGUAGES}
        return {
            "title": {language: found[f"title_{language}"] for language in LANGUAGES},
            "population": {language: found[f"population_{language}"] for language in LANGUAGES},
            "breaks": [{"variable": found["break_field"], "note": notes}] if found["break_field"] else [],
        }

    @staticmethod
    def initial_of(release: Release, hub: Hub, offered: list[Contribution]) -> dict[str, Any]:
        """Give what was chosen before, as the form asks for it."""
        chosen = release.settings
        years = chosen.get("years") or [None, None]
        made = {name: chosen.get(name) for name in ("epsilon", "countries", "few_reason")}
        made |= {f"title_{one}": release.title.get(one, "") for one in LANGUAGES}
        made |= {f"population_{one}": release.population.get(one, "") for one in LANGUAGES}
        if release.breaks:
            made |= {"break_field": release.breaks[0]["variable"]}
            made |= {f"break_{one}": release.breaks[0]["note"].get(one, "") for one in LANGUAGES}
        return made | {
            "year_first": years[0],
            "year_last": years[1],
            "countries_of": chosen.get("countries_of") or "citizenship",
            "method": chosen.get("method") or "k-anonymous",
            "k": chosen.get("k") or hub.k,
            "fields": chosen.get("fields") or [],
            "contributors": chosen.get("contributors")
            or sorted({str(one.contributor_id) for one in offered}),
        }


class Budget(Form):
    """What all releases with noise together may amount to."""

    labels = {"epsilon": "web.collaborative.budget-epsilon", "delta": "web.collaborative.budget-delta"}
    hints = {
        "epsilon": "web.collaborative.budget-epsilon-hint",
        "delta": "web.collaborative.budget-delta-hint",
    }
    epsilon = forms.FloatField(min_value=0.01, max_value=100)
    delta = forms.FloatField(min_value=1e-12, max_value=0.01, initial=1e-9)


class Answer(Form):
    """Which group a release could harm; and why it is right in spite of what was found."""

    labels = {"harm": "web.collaborative.release-harm", "concerns": "web.collaborative.release-concerns"}
    hints = {
        "harm": "web.collaborative.release-harm-hint",
        "concerns": "web.collaborative.release-concerns-hint",
    }
    harm = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    concerns = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)

    def __init__(self, *args: Any, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        if not asked:
            del self.fields["concerns"]

    def clean_harm(self) -> str:
        """Ask for more than a word."""
        return _thought(self.cleaned_data["harm"])

    def clean_concerns(self) -> str:
        """Ask for more than a word where something was found."""
        return _thought(self.cleaned_data["concerns"])


class Withdrawal(Form):
    """Why a release is withdrawn, and what to read instead."""

    labels = {
        "reason_en": "web.collaborative.release-withdraw-reason-en",
        "reason_fr": "web.collaborative.release-withdraw-reason-fr",
        "successor": "web.collaborative.release-withdraw-successor",
    }
    hints = {"reason_en": "web.collaborative.release-withdraw-reason-hint"}
    reason_en = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    reason_fr = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    successor = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, others: list[Release], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", say("web.collaborative.release-withdraw-no-successor"))
        self.fields["successor"].choices = [none, *((str(one.pk), one.version) for one in others)]


class ReviewAnswer(Form):
    """What a contributor says of a release."""

    labels = {"answer": "web.collaborative.review-answer", "reason": "web.collaborative.review-reason"}
    hints = {"reason": "web.collaborative.review-reason-hint"}
    answer = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [
            ("agreed", say("web.collaborative.review-agree")),
            ("vetoed", say("web.collaborative.review-veto")),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask why somebody objects."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("answer") == "vetoed" and not found.get("reason"):
            self.add_error("reason", mistake("web.collaborative.review-reason-missing"))
        return found


def _thought(answer: str) -> str:
    if not thought(answer):
        raise mistake("web.collaborative.release-thought", n=LEAST_WORDS)
    return answer


def _countries() -> list[Any]:
    known = htcds()
    return list(known.code_list(known["prs_Citizenship"]).codes)
