"""Forms of comments and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from fanal.web.casework.forms.entry import EntryForm, listed, long_text
from fanal.web.casework.services.file import LIMIT
from fanal.web.design.forms import mistake


class CommentForm(EntryForm):
    """A comment."""

    labels = {"text": "web.casework.comment-text"}
    text = long_text(required=True)


class FileForm(EntryForm):
    """A file. The hidden field comes last on the page: where it is missing, the file did not come whole."""

    labels = {"file": "web.casework.file", "kind": "web.casework.file-kind"}
    hints = {"file": "web.casework.file-hint"}
    kind = listed("file-kinds")
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
        return {"name": file.name or "", "parts": file.chunks(), "kind": self.cleaned_data["kind"]}


class FileKindForm(EntryForm):
    """What a file that is there is."""

    labels = {"kind": "web.casework.file-kind"}
    kind = listed("file-kinds")
