"""Forms of a case: what is recorded, why it is closed, who works on it."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.standard.spelling import fold
from fanal.web.access.levels import AccessLevel
from fanal.web.casework import lists
from fanal.web.casework.fields import DocumentForm
from fanal.web.casework.forms.editing import EditingForm
from fanal.web.casework.models import Case
from fanal.web.design.forms import Form
from fanal.web.design.language import say
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of
from fanal.web.organisations.selectors import members


class CaseForm(EditingForm, DocumentForm):
    """What is recorded of a case as such."""

    tables = ("case",)
    labels = {"opened_on": "web.casework.opened-on", "source": "web.casework.source"}
    hints = {"source": "web.casework.source-hint"}
    field_order = ["opened_on", "source"]
    opened_on = forms.DateField()
    source = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        initial = {"opened_on": case.opened_on, "source": case.source}
        super().__init__(*args, values=case.values, initial=initial, **kwargs)
        self.fields["source"].choices = lists.choices("sources")

    def case_values(self, case: Case) -> dict[str, Any]:
        """Give the attributes of `Case` that were said."""
        given = self.cleaned_data
        return {
            **self.merged(case.coded, case.told),
            "opened_on": given["opened_on"],
            "source": given["source"],
        }


class Close(EditingForm):
    """Why a case is closed."""

    labels = {"reason": "web.casework.closure-reason", "details": "web.casework.closure-details"}
    reason = forms.ChoiceField()
    details = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        held = {"reason": case.closure, "details": case.values.get("cas_ReasonForCaseClosure", "")}
        super().__init__(*args, initial=held, **kwargs)
        self.fields["reason"].choices = lists.choices("closure-reasons")


class Reopen(EditingForm):
    """Why a case is opened again."""

    labels = {"reason": "web.casework.reopen-reason", "details": "web.casework.reopen-details"}
    hints = {"details": "web.casework.reopen-details-hint"}
    reason = forms.ChoiceField()
    details = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = lists.choices("reopening-reasons")


def worker(member: Membership) -> str:
    """Name a colleague in a list of choices."""
    return name_of(member)


class OfMember(Form):
    """A form that asks for one of those who work here."""

    labels = {"member": "web.casework.colleague"}
    member = forms.ChoiceField()

    def __init__(self, *args: Any, choose_from: list[Membership] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in (choose_from if choose_from is not None else working())}
        self.fields["member"].choices = _named(self.known)

    @property
    def chosen(self) -> Membership:
        """Give whom was chosen."""
        return self.known[self.cleaned_data["member"]]


class NameSupervisor(OfMember):
    """Who is told of hits that nobody may know of."""

    labels = {"member": "web.casework.named-supervisor"}
    hints = {"member": "web.casework.named-supervisor-hint"}
    member = forms.ChoiceField(required=False)


class Level(Form):
    """To whom a case is open."""

    labels = {"level": "web.casework.access-level"}
    hints = {"level": "web.casework.access-level-hint"}
    level = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [
            (AccessLevel.OPEN, say("web.casework.level-open-long")),
            (AccessLevel.RESTRICTED, say("web.casework.level-restricted-long")),
            (AccessLevel.CLOSED, say("web.casework.level-closed-long")),
        ]


class HandOverAll(Form):
    """All open cases of one, to another."""

    labels = {"of": "web.casework.hand-over-of", "to": "web.casework.hand-over-to"}
    of = forms.ChoiceField()
    to = forms.ChoiceField()

    def __init__(self, *args: Any, owners: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(one.pk): one for one in owners}
        self.workers = {str(one.pk): one for one in working()}
        self.fields["of"].choices = _named(self.owners)
        self.fields["to"].choices = _named(self.workers)


def working() -> list[Membership]:
    """List those who work here and may change cases."""
    from fanal.web.access.roles import roles

    able = [role.name for role in roles().with_action("cases.change")]
    return list(members().filter(roles__overlap=able).select_related("user"))


def _named(known: dict[str, Membership]) -> list[tuple[str, str]]:
    return sorted(((pk, worker(one)) for pk, one in known.items()), key=lambda one: fold(one[1]))
