"""The living page: every component in every state, as it looks in each direction, scheme and on paper."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, engines
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from fanal.presentation import Finding, Place, Severity, style
from fanal.web.design.components import COMPONENTS
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say_in
from fanal.web.design.navigation import address_or_none
from fanal.web.design.stylesheet import component_names

Wordings = Mapping[str, str]
CHOICES = {"direction": ("ltr", "rtl"), "scheme": ("light", "dark"), "media": ("screen", "print")}


@dataclass(frozen=True, slots=True)
class Example:
    """A component in one state: what an app writes in its template."""

    id: str
    name: Wordings
    source: str


@dataclass(frozen=True, slots=True)
class Documented:
    """A component with what it takes and its examples."""

    name: str
    about: Wordings
    parameters: tuple[tuple[str, Wordings], ...]
    examples: tuple[Example, ...]


@cache
def documented() -> tuple[Documented, ...]:
    """Read what the folder of every component says of it."""
    return tuple(_read(name) for name in component_names())


def _read(name: str) -> Documented:
    said = tomllib.loads((COMPONENTS / name / "examples.toml").read_text(encoding="utf-8"))
    return Documented(
        name=name,
        about=said["about"],
        parameters=tuple((one["name"], one["about"]) for one in said.get("parameters", [])),
        examples=tuple(
            Example(f"{name}-{number}", one["name"], one["source"].strip())
            for number, one in enumerate(said["examples"])
        ),
    )


class ExampleForm(Form):
    """One field of every kind."""

    labels: ClassVar = {
        "code": "web.design.example-code",
        "note": "web.design.example-note",
        "since": "web.design.example-since",
        "danger": "web.design.example-danger",
        "needs": "web.design.example-needs",
        "role": "web.design.example-role",
        "agreed": "web.design.example-agreed",
    }
    hints: ClassVar = {
        "code": "web.design.example-code-hint",
        "danger": "web.design.example-danger-hint",
        "agreed": "web.design.example-agreed-hint",
    }
    code = forms.CharField(max_length=8)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False)
    since = forms.DateField(required=False)
    danger = forms.ChoiceField(widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    role = forms.ChoiceField()
    agreed = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes, no, unsure = (say_in(one) for one in _ANSWERS)
        for name in ("danger", "role"):
            self.fields[name].choices = [("yes", yes), ("no", no), ("unsure", unsure)]
        self.fields["needs"].choices = [(str(n), say_in(one)) for n, one in enumerate(_NEEDS)]

    def clean_code(self) -> str:
        """Refuse one code in our own words."""
        if self.cleaned_data["code"] == "24-0000":
            raise mistake("web.design.example-code-wrong")
        return str(self.cleaned_data["code"])


_ANSWERS: tuple[Wordings, ...] = (
    {"en": "Yes", "fr": "Oui"},
    {"en": "No", "fr": "Non"},
    {"en": "I do not know", "fr": "Je ne sais pas"},
)
_NEEDS: tuple[Wordings, ...] = (
    {"en": "Shelter", "fr": "Hébergement"},
    {"en": "Health care", "fr": "Soins de santé"},
    {"en": "Legal advice", "fr": "Conseil juridique"},
)


def example_context(prefix: str) -> dict[str, Any]:
    """Give what the source of an example speaks of; `prefix` keeps its fields apart from those of others."""
    bars = (COMPONENTS / "figure" / "example.svg").read_text(encoding="utf-8")
    place = Place(sheet="2024", column="Age", rows=(12, 19, 44, 45, 61))
    code = "web.design.example-finding"
    return {
        "form": ExampleForm(initial={"code": "24-0173"}, prefix=prefix),
        "wrong": ExampleForm({f"{prefix}-code": "24-0000"}, prefix=prefix),
        "pages": Paginator(range(420), 20).page(7),
        "until": timezone.now() + timedelta(minutes=5),
        "blocking": Finding(code=code, severity=Severity.BLOCKING, place=place),
        "review": Finding(code=code, severity=Severity.REVIEW, place=place),
        "note": Finding(code=code, severity=Severity.NOTE, place=Place(column="Age", rows=(3,))),
        "picture": mark_safe(bars),  # noqa: S308 - our own drawing
        "nothing": None,
        "opened": timezone.now().date(),
    }


def drawn(example: Example, request: HttpRequest | None = None) -> SafeString:
    """Render an example as an app would."""
    template = engines["django"].from_string(example.source)
    # Nothing of the page around it is seen by an example.
    return template.template.render(Context({**example_context(example.id), "request": request}))


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show every component; for the host's administrators, to whom alone the address exists."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), address_or_none("account_login") or "/")
    if not getattr(request.user, "is_host_administrator", False):
        raise Http404
    asked = {name: value for name, some in CHOICES.items() if (value := request.GET.get(name, "")) in some}
    shown = [
        {
            "name": one.name,
            "about": say_in(one.about),
            "parameters": [(name, say_in(about)) for name, about in one.parameters],
            "examples": [
                {"name": say_in(example.name), "source": example.source, "drawn": drawn(example, request)}
                for example in one.examples
            ],
        }
        for one in documented()
    ]
    context = {"components": shown, "preview": asked, "views": _views(asked), "tokens": _tokens()}
    if "direction" in asked:
        context["page_direction"] = asked["direction"]
    return render(request, "design/living.html", context)


def _views(asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """List every way to look at the page."""
    return [
        {
            "direction": direction,
            "scheme": scheme,
            "media": media,
            "here": asked == {"direction": direction, "scheme": scheme, "media": media},
        }
        for media, schemes in (("screen", ("light", "dark")), ("print", ("light",)))
        for scheme in schemes
        for direction in ("ltr", "rtl")
    ]


@cache
def _tokens() -> list[str]:
    light = style("tokens").partition("@media")[0]
    return re.findall(r"--([a-z0-9-]+): #", light)
