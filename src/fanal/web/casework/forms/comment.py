"""Forms of comments and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from fanal.web.casework import lists
from fanal.web.casework.forms.entry import EntryForm, listed, long_text
from fanal.web.casework.services.file import LIMIT
from fanal.web.design.forms import Form, mistake


class CommentForm(EntryForm):
    """A comment."""

    labels = {"text": "web.casework.comment-text"}
    text = long_text(required=True)


class FileForm(EntryForm):
    """A file. The hidden field comes last on the page: where it is missing, the file did not come whole."""

    labels = {
        "file": "web.casework.file",
        "kind": "web.casework.file-kind",
        "evidence": "web.casework.file-evidence",
    }
    hints = {"file": "web.casework.file-hint", "evidence": "web.casework.file-evidence-hint"}
    kind = listed("file-kinds")
    evidence = forms.BooleanField(required=False)
    file = forms.FileField()

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large, or was cut."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMIT:
            raise mistake("web.casework.file-too-large", mib=LIMIT // 2**20)
        if "whole" not in self.data:
            raise mistake("web.casework.file-cut")
        return file

    def values(self) -> dict[str, Any]:
        """Give what the service wants."""
        file: UploadedFile = self.cleaned_data["file"]
        given = {name: self.cleaned_data[name] for name in ("kind", "evidence")}
        return {"name": file.name or "", "parts": file.chunks(), **given}


class FileKindForm(EntryForm):
    """What a file that is there is."""

    labels = {"kind": "web.casework.file-kind", "evidence": "web.casework.file-evidence"}
    hints = {"evidence": "web.casework.file-evidence-hint"}
    kind = listed("file-kinds")
    evidence = forms.BooleanField(required=False)


class DestroyFile(Form):
    """Why a file is destroyed for good."""

    labels = {"reason": "web.casework.file-destroy-reason", "sure": "web.casework.file-destroy-sure"}
    reason = forms.ChoiceField()
    sure = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = lists.choices("destruction-reasons")
