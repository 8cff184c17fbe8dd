"""Lists are written as Django writes them, only faster."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from fanal.web.design.rendering import FormRenderer

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8) | st.sampled_from(
    ['"><script>', "&amp;", "l’île <b>", " "]
)
VALUES = TEXTS | st.integers(-3, 5) | st.none()
CHOICES = st.lists(
    st.tuples(VALUES, TEXTS | TEXTS.map(mark_safe)) | st.tuples(TEXTS, st.lists(st.tuples(VALUES, TEXTS))),
    max_size=6,
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "aria-describedby", "required", "data-x", "class"]), TEXTS | st.booleans()
)


class Read(HTMLParser):
    """What a browser makes of it: tags, attributes and texts in their order."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(written)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if self.found and data.strip():
            self.found.append(data.strip())


@given(choices=CHOICES, value=st.lists(VALUES, max_size=2), attributes=ATTRIBUTES, several=st.booleans())
def test_a_list_reads_as_django_writes_it(
    choices: Any, value: list[Any], attributes: dict[str, Any], several: bool
) -> None:
    widget = (forms.SelectMultiple if several else forms.Select)(choices=choices)
    written = [
        widget.render("name", value if several else (value or [None])[0], attributes, renderer)
        for renderer in (FormRenderer(), DjangoTemplates())
    ]
    ours, django = (Read(one).found for one in written)
    assert ours == django


def test_other_controls_are_djangos() -> None:
    widget = forms.TextInput()
    assert widget.render("n", "<", {}, FormRenderer()) == widget.render("n", "<", {}, DjangoTemplates())
