"""What forms of entries of a case have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from fanal.web.casework import lists
from fanal.web.casework.fields import DocumentForm
from fanal.web.casework.forms.editing import EditingForm, held, without_row
from fanal.web.casework.models import Case
from fanal.web.casework.models.care import Entered
from fanal.web.casework.selectors.readable import workers_of
from fanal.web.design.language import say
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of


class OfEntry(EditingForm):
    """A form of an entry of a case, whether it is added or changed.

    Attributes
    ----------
    case, row
        Of which case; which entry, where it is changed.
    """

    case: Case
    row: Entered | None

    def values(self) -> dict[str, Any]:
        """Give what the entry is to hold."""
        return self.filled

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Give the fields under headings, where a form has them."""
        yield from ()


class EntryForm(OfEntry):
    """A form whose fields are named as the columns of its entry."""

    def __init__(self, *args: Any, case: Case, row: Entered | None = None, **kwargs: Any) -> None:
        self.case, self.row = case, row
        there = self.held(row) if row else {}
        super().__init__(*args, **{**kwargs, "initial": {**kwargs.get("initial", {}), **there}})
        if row is None:
            without_row(self)
        self.prepare()

    def held(self, row: Any) -> dict[str, Any]:
        """Give what an entry holds, as the form shows it."""
        return held(self, row)

    def prepare(self) -> None:
        """Fill lists that depend on the case."""


class EntryOfStandard(OfEntry, DocumentForm):
    """A form of a table of the standard."""

    def __init__(self, *args: Any, case: Case, row: Any = None, **kwargs: Any) -> None:
        self.case, self.row = case, row
        super().__init__(*args, values=row.values if row else None, **kwargs)
        if row is None:
            without_row(self)

    def values(self) -> dict[str, Any]:
        """Give what the row is to hold: answers that this form does not ask for stay."""
        row: Any = self.row
        return self.merged(row.coded, row.told) if row else self.merged({}, {})


def listed(name: str, *, required: bool = True) -> forms.ChoiceField:
    """Make a field of a list of casework; its words are looked up for each page."""
    return forms.ChoiceField(
        choices=lambda: [("", say("web.design.choose")), *lists.choices(name)], required=required
    )


def long_text(*, required: bool = False, most: int = 20_000) -> forms.CharField:
    """Make a field for some lines."""
    return forms.CharField(max_length=most, required=required, widget=forms.Textarea)


class WorkerField(forms.ChoiceField):
    """Chooses among those who may read the case; gives a membership."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.workers: Mapping[str, Membership] = {}

    def offer(self, case: Case) -> None:
        """Fill the list."""
        self.workers = {str(one.pk): one for one in workers_of(case)}
        none = [("", say("web.design.choose" if self.required else "web.casework.nobody-yet"))]
        self.choices = none + [(key, name_of(one)) for key, one in self.workers.items()]

    def clean(self, value: Any) -> Membership | None:
        """Give the membership."""
        return self.workers.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Membership) else value
