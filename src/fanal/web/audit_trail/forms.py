"""What the trail is filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from fanal.web.audit_trail import events
from fanal.web.audit_trail.selectors import Wanted
from fanal.web.design.forms import Form
from fanal.web.design.language import say, say_date


class Filter(Form):
    """Which entries are shown; nothing filled in: all."""

    labels = {
        "event": "web.audit_trail.filter-event",
        "actor": "web.audit_trail.filter-actor",
        "person": "web.audit_trail.filter-person",
        "since": "web.audit_trail.filter-since",
        "until": "web.audit_trail.filter-until",
    }
    hints = {"person": "web.audit_trail.filter-person-hint"}
    event = forms.ChoiceField(required=False)
    actor = forms.ChoiceField(required=False, widget=forms.Select(attrs={"translate": "no"}))
    person = forms.UUIDField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def __init__(self, *args: Any, people: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", say("web.audit_trail.filter-all"))
        self.people = {str(one): name for one, name in people.items()}
        self.fields["event"].choices = [everything, *events.known()]
        self.fields["actor"].choices = [everything, *self.people.items()]

    @property
    def wanted(self) -> Wanted:
        """What is wanted, once the form is valid."""
        said = self.cleaned_data
        until = said["until"] and said["until"] + timedelta(days=1)
        return Wanted(
            event=said["event"],
            actor=UUID(said["actor"]) if said["actor"] else None,
            person=said["person"],
            since=said["since"] and _midnight(said["since"]),
            until=until and _midnight(until),
        )

    def in_words(self) -> list[str]:
        """Say what is filtered by, as words that one can read back."""
        said = self.cleaned_data
        words = [
            said["event"] and events.name(said["event"]),
            said["actor"] and say("web.audit_trail.by", who=self.people[said["actor"]]),
            said["person"] and say("web.audit_trail.about", who=str(said["person"])[:8]),
            said["since"] and say("web.audit_trail.from", day=say_date(said["since"])),
            said["until"] and say("web.audit_trail.to", day=say_date(said["until"])),
        ]
        return [word for word in words if word]


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
