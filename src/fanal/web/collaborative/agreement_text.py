"""The text of an agreement, from its template in `data/agreements/`, in the language it is signed in."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from string import Template

from fanal.presentation import Language, say, text
from fanal.standard import htcds
from fanal.web.collaborative.lists import all_lists
from fanal.web.collaborative.models import Agreement, Hub

LANGUAGES: tuple[Language, ...] = ("en", "fr")


def text_of(agreement: Agreement) -> str:
    """Fill in the template for an agreement of the hub whose turn it is."""
    language: Language = "fr" if agreement.language == "fr" else "en"
    hub = Hub.objects.get()
    lists, vocabulary = all_lists(), htcds()
    kinds = [lists["contribution-kinds"][one].in_(language) for one in agreement.kinds]
    fields = [f"{vocabulary[one].label.in_(language)} (`{one}`)" for one in agreement.fields]
    template = files("fanal.web.collaborative").joinpath("data", "agreements", f"data-sharing.{language}.md")
    return Template(template.read_text(encoding="utf-8")).substitute(
        hub=hub.title.get(language) or hub.publisher,
        publisher=hub.publisher,
        contributor=agreement.contributor.name,
        purpose=lists["sharing-purposes"][agreement.purpose].in_(language),
        kinds=_listed(kinds),
        fields=_listed(fields),
        begins=_day(agreement.valid_from, language),
        ends=_day(agreement.valid_until, language),
        k=hub.k,
        review_days=hub.review_days,
    )


def _listed(lines: list[str]) -> str:
    return "\n".join(f"- {one}" for one in lines)


def _day(day: date | None, language: Language) -> str:
    return say(day, language) if day else text("web.collaborative.agreement-no-end", language)
