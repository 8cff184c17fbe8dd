"""What is asked for about keys."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.design.forms import Form, mistake
from fanal.web.keys.errors import WeakPassphrase
from fanal.web.keys.passphrases import check_strength


def _passphrase(autocomplete: str) -> forms.CharField:
    # Never written back into a page; not cut, since a space may belong to it.
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete}, render_value=False)
    return forms.CharField(widget=widget, strip=False, max_length=1000)


class Unlock(Form):
    """The passphrase that opens the keys."""

    labels = {"passphrase": "web.keys.passphrase"}
    hints = {"passphrase": "web.keys.passphrase-hint"}

    passphrase = _passphrase("off")
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class _NewPassphrase(Form):
    """A new passphrase, typed twice."""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        new = said.get("new")
        if not new:
            return said
        try:
            check_strength(new)
        except WeakPassphrase as weak:
            self.add_error("new", mistake(weak.key, **weak.values))
        if said.get("again") is not None and said["again"] != new:
            self.add_error("again", mistake("web.keys.passphrases-differ"))
        return said


class Create(_NewPassphrase):
    """What shall open the keys that are made."""

    labels = {
        "new": "web.keys.new-passphrase",
        "again": "web.keys.again",
        "host": "web.keys.host-too",
    }
    hints = {"new": "web.keys.new-passphrase-hint", "host": "web.keys.host-too-hint"}

    new = _passphrase("new-password")
    again = _passphrase("new-password")
    host = forms.BooleanField(required=False)


class Change(_NewPassphrase):
    """Another passphrase instead of the one that opens the keys now."""

    labels = {
        "old": "web.keys.old-passphrase",
        "new": "web.keys.new-passphrase",
        "again": "web.keys.again",
    }
    hints = {"new": "web.keys.new-passphrase-hint"}

    old = _passphrase("off")
    new = _passphrase("new-password")
    again = _passphrase("new-password")

    def __init__(self, *args: Any, has_old: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_old:
            del self.fields["old"]
