"""What is asked about a basis: short, as it is said; nobody signs anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from fanal.standard import htcds
from fanal.standard.consent import DUTIES
from fanal.web.casework import lists
from fanal.web.casework.forms.said import fill, has_been, languages, list_field, moment
from fanal.web.casework.models import Basis, Guardian
from fanal.web.design.forms import Form
from fanal.web.design.language import say, say_in

YES, NO = "yes", "no"
ORAL, WRITTEN = "oral", "written"


class Decided(Form):
    """Who decided, in which language, when: what every basis asks.

    Parameters
    ----------
    child
        Whether a child is asked for: then a guardian decides with the child.
    guardians
        Who may be chosen.
    """

    labels = {
        "decided_by": "web.casework.basis-who-decides",
        "guardian": "web.casework.basis-which-guardian",
        "language": "web.casework.basis-language",
        "interpreter": "web.casework.basis-interpreter",
        "on": "web.casework.basis-on",
        "note": "web.casework.basis-note",
    }
    hints = {"guardian": "web.casework.basis-which-guardian-hint"}
    decided_by = forms.ChoiceField(widget=forms.RadioSelect)
    guardian = forms.ChoiceField(required=False, widget=forms.Select(attrs={"translate": "no"}))
    language = forms.ChoiceField(required=False)
    interpreter = forms.BooleanField(required=False)
    on = forms.DateField()
    note = forms.CharField(required=False, widget=forms.Textarea, max_length=5000)
    deciders = (Basis.Decider.PERSON, Basis.Decider.GUARDIAN)

    def __init__(
        self, *args: Any, child: bool, guardians: Iterable[Guardian] = (), spoken: str = "", **kwargs: Any
    ) -> None:
        first = Basis.Decider.GUARDIAN if child else Basis.Decider.PERSON
        initial = {"on": timezone.localdate(), "decided_by": first, "language": spoken}
        super().__init__(*args, **{**kwargs, "initial": initial | kwargs.get("initial", {})})
        self.child, self.guardians = child, {str(one.pk): one for one in guardians}
        fill(self)
        offered = [one for one in self.deciders if child or one != Basis.Decider.GUARDIAN]
        self.fields["decided_by"].choices = [(one, lists.said("deciders", one)) for one in offered]
        self.fields["language"].choices = [("", say("web.casework.not-asked")), *languages()]
        named = [(key, one.name) for key, one in self.guardians.items()]
        self.fields["guardian"].choices = [("", say("web.design.choose")), *named]
        if not child:
            del self.fields["guardian"]

    def clean_on(self) -> Any:
        """Let a day through that has been."""
        return has_been(self.cleaned_data["on"])

    def said(self) -> dict[str, Any]:
        """Give attributes of `Basis`."""
        given = self.cleaned_data
        by_guardian = given["decided_by"] == Basis.Decider.GUARDIAN
        return {
            "decided_by": given["decided_by"],
            "guardian": self.guardians.get(given.get("guardian", "")) if by_guardian else None,
            "language": given["language"],
            "interpreter": given["interpreter"],
            "at": moment(given["on"]),
            "note": given["note"],
        }


class BasisForm(Decided):
    """What was said or decided for one purpose."""

    labels = {
        **Decided.labels,
        "purpose": "web.casework.basis-purpose",
        "answer": "web.casework.basis-answer",
        "ground": "web.casework.basis-ground",
        "decider": "web.casework.basis-decider",
        "assent": "web.casework.basis-assent",
        "how": "web.casework.basis-how",
    }
    hints = {
        **Decided.hints,
        "answer": "web.casework.basis-answer-hint",
        "ground": "web.casework.basis-ground-hint",
        "decider": "web.casework.basis-decider-hint",
        "how": "web.casework.basis-how-hint",
        "assent": "web.casework.basis-assent-hint",
    }
    purpose = list_field("purposes")
    answer = forms.ChoiceField(widget=forms.RadioSelect)
    ground = list_field("grounds", few=True)
    assent = list_field("assent", required=False, few=True)
    decider = forms.CharField(required=False, max_length=200)
    how = forms.ChoiceField(widget=forms.RadioSelect)
    deciders = tuple(Basis.Decider)
    field_order = ["purpose", "answer", "ground", "decided_by", "guardian", "assent", "decider", "how"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = {"ground": Basis.Ground.CONSENT, "how": ORAL} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        said = (Basis.Answer.GIVEN, Basis.Answer.REFUSED)
        self.fields["answer"].choices = [(one, lists.said("answers", one)) for one in said]
        self.fields["how"].choices = [
            (ORAL, say("web.casework.basis-oral")),
            (WRITTEN, say("web.casework.basis-written")),
        ]
        if not self.child:
            del self.fields["assent"]
        self.fields |= {name: _duty(name) for name in DUTIES}
        # Last of all comes what one may add.
        for name in ("on", "note"):
            self.fields[name] = self.fields.pop(name)

    @property
    def duties(self) -> list[forms.BoundField]:
        """Give the seven duties, to be shown together."""
        return [self[name] for name in DUTIES]

    @property
    def before_duties(self) -> list[forms.BoundField]:
        """Give what stands above them."""
        return [one for one in self if one.name not in (*DUTIES, "on", "note")]

    @property
    def after_duties(self) -> list[forms.BoundField]:
        """Give what stands below them."""
        return [self["on"], self["note"]]

    def said(self) -> dict[str, Any]:
        """Give attributes of `Basis`."""
        given = self.cleaned_data
        answered = {name: given[name] == YES for name in DUTIES if given[name]}
        return super().said() | {
            "purpose": given["purpose"],
            "answer": given["answer"],
            "ground": given["ground"],
            "assent": given.get("assent", ""),
            "decider": given["decider"],
            "oral": given["how"] == ORAL,
            "duties": answered,
        }


class WithdrawForm(Decided):
    """What is withdrawn; all that holds is ticked."""

    labels = {**Decided.labels, "purposes": "web.casework.withdraw-what"}
    hints = {**Decided.hints, "purposes": "web.casework.withdraw-what-hint"}
    purposes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    field_order = ["purposes", "decided_by", "guardian"]

    def __init__(self, *args: Any, holding: Iterable[str], **kwargs: Any) -> None:
        held = list(holding)
        first = {"purposes": held, "decided_by": Basis.Decider.PERSON}
        super().__init__(*args, **{**kwargs, "initial": first | kwargs.get("initial", {})})
        self.fields["purposes"].choices = [(one, lists.said("purposes", one)) for one in held]


class CopyForm(Form):
    """Where data of the person went."""

    labels = {
        "purpose": "web.casework.basis-purpose",
        "receiver": "web.casework.copy-receiver",
        "what": "web.casework.copy-what",
        "on": "web.casework.copy-on",
        "recallable": "web.casework.copy-recallable",
    }
    hints = {
        "what": "web.casework.copy-what-hint",
        "recallable": "web.casework.copy-recallable-hint",
    }
    purpose = list_field("purposes")
    receiver = forms.CharField(max_length=200)
    what = forms.CharField(widget=forms.Textarea, max_length=2000)
    on = forms.DateField()
    recallable = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"on": timezone.localdate()}})
        fill(self)

    def clean_on(self) -> Any:
        """Let a day through that has been."""
        return has_been(self.cleaned_data["on"])

    def said(self) -> dict[str, Any]:
        """Give attributes of `Copy`."""
        given = dict(self.cleaned_data)
        at = moment(given.pop("on"))
        return given | {"at": at}


def _duty(name: str) -> forms.ChoiceField:
    choices = [
        (YES, say("web.casework.yes")),
        (NO, say("web.casework.no")),
        ("", say("web.casework.not-asked")),
    ]
    label = say_in(htcds()[name].label)
    return forms.ChoiceField(
        required=False, label=label, choices=choices, widget=forms.RadioSelect, initial=""
    )
