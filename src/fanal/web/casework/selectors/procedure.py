"""The procedures of an organisation: which there are, which it has accepted as its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fanal.web.casework.models import Procedure
from fanal.web.design.language import current_language

NAMES = (
    "data-protection",
    "consent",
    "child-safeguarding",
    "access-and-roles",
    "retention-and-erasure",
    "breaches",
    "authority-requests",
    "referral-and-sharing",
    "complaints",
)
"""Procedures that an organisation accepts before its first case, by the names of their templates."""


def ready() -> list[str]:
    """List the procedures that the organisation has not accepted yet, by name; none: it may open a case.

    One language is enough: that in which its people work.
    """
    accepted = set(
        Procedure.objects.filter(name__in=NAMES, accepted_at__isnull=False).values_list("name", flat=True)
    )
    return [name for name in NAMES if name not in accepted]


@cache
def template(name: str, language: str) -> str:
    """Give the text that Fanal proposes for a procedure, in Markdown."""
    place = files("fanal.web.casework").joinpath("data", "procedures", f"{name}.{language}.md")
    return place.read_text(encoding="utf-8")


def accepted(name: str, language: str | None = None) -> Procedure | None:
    """Give the text of a procedure that holds now: the last that was accepted.

    Parameters
    ----------
    name
        Of the procedure.
    language
        Which wording; none: that of the page, and else the one that there is.
    """
    found = Procedure.objects.filter(name=name, accepted_at__isnull=False).order_by("-accepted_at")
    found = found.select_related("accepted_by__user")
    if language:
        return found.filter(language=language).first()
    return found.filter(language=current_language()).first() or found.first()


def accepted_by_name() -> dict[str, list[Procedure]]:
    """Give the texts that hold now, one for each language, by the names of their procedures."""
    found = Procedure.objects.filter(accepted_at__isnull=False).order_by("accepted_at")
    last = {(one.name, one.language): one for one in found.defer("text")}
    by_name: dict[str, list[Procedure]] = {}
    for (name, _), row in sorted(last.items()):
        by_name.setdefault(name, []).append(row)
    return by_name


def wording(name: str, language: str) -> Procedure | None:
    """Give the wording that is being written and not accepted yet."""
    return Procedure.objects.filter(name=name, language=language, accepted_at=None).first()
